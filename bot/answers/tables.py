"""Word lists and codes kept as data beside the code."""
from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

DATA = Path(__file__).parent / "data"


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """Read a table, its lines of comment left out."""
    lines = (DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def phrases(said: str) -> list[str]:
    """Split `"a b; c"` into its phrases."""
    return [phrase for part in said.split(";") if (phrase := " ".join(part.split()))]


def labels(file: BinaryIO, keywords: object, tags: object, options: object) -> Iterator[tuple[int, str, str, list[str]]]:
    """Find the labels in a TOML file, as Babel's extraction wants them."""
    for number, line in enumerate(file.read().decode().splitlines(), 1):
        if line.startswith("label = "):
            yield number, "_", line.removeprefix("label = ").strip('"'), []
