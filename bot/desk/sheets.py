"""Tables as files for a spreadsheet, in which nothing is ever run."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

RUN = ("=", "+", "-", "@", "\t", "\r")      # a cell that begins like this is a formula to a spreadsheet


def cell(text: object) -> object:
    """Make a text one that is only read; numbers are numbers."""
    return f"'{text}" if isinstance(text, str) and text.lstrip().startswith(RUN) else text


def sheet(head: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a CSV with the mark by which spreadsheets know its letters."""
    text = io.StringIO()
    csv.writer(text).writerows([*map(cell, row)] for row in (head, *rows))
    return text.getvalue().encode("utf-8-sig")
