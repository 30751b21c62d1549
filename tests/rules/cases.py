"""Read the law's cases: tables in `law/`, typed from the law by hand, with rupiah as people write them."""
from __future__ import annotations

import csv
from pathlib import Path

import pytest


def law(table: str) -> pytest.MarkDecorator:
    """Run a test once for each line of a table, as `case`, named by the line."""
    lines = (Path(__file__).parent / "law" / f"{table}.csv").read_text("utf-8").splitlines()
    cases = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert cases, f"{table}.csv is empty"
    assert not any(None in case or None in case.values() for case in cases), f"{table}.csv has a line of another length"
    names = [f"{number}: {' '.join(case.values())}"[:60] for number, case in enumerate(cases, 1)]
    return pytest.mark.parametrize("case", cases, ids=names)


def rupiah(text: str) -> int:
    return int(text.replace(".", ""))
