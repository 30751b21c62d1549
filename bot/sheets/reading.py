"""What a spreadsheet says that somebody sent: CSV of whatever kind, or XLSX, as rows of text below their titles."""
from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from openpyxl import load_workbook

from bot.sheets.columns import Titles, plain

MOST = 10_000                   # rows of a file
LOOKS = 30                      # rows in which the titles are looked for: lists begin with whose they are
WIDEST = 60                     # columns
LONGEST = 200                   # characters of a cell
UNPACKED = 100 * 2**20          # bytes that an XLSX may become: it is packed a hundredfold
PARTS = 500                     # files in it
SHEETS = 20


class Unreadable(ValueError):
    """Nothing can be taken from this file; its text is why: "old", "file", "titles" or "many"."""


class Number(str):
    """What stood in a cell as a number, which a spreadsheet keeps only to fifteen digits."""


class Row(NamedTuple):
    """One row: its number in the spreadsheet, and what stands in the columns that are known."""

    number: int
    cells: Mapping[str, str]


def read(data: bytes, titles: Titles) -> list[Row]:
    """Read all rows that have anything in them; Unreadable if it is no spreadsheet with these titles."""
    for table in _xlsx(data) if data[:2] == b"PK" else _csv(data):
        if (found := _below_titles(table, titles)) is not None:
            return found
    raise Unreadable("titles")


def _below_titles(table: Iterable[Sequence[str]], titles: Titles) -> list[Row] | None:
    numbered = enumerate(table, 1)
    for _number, cells in islice(numbered, LOOKS):
        known = [titles.fields.get(plain(cell), "") for cell in cells]
        if set(titles.needs) <= set(known):
            break
    else:
        return None
    at = {field: known.index(field) for field in known if field}        # of two columns of one name the first
    rows = []
    for number, cells in numbered:
        row = {field: cells[column] if column < len(cells) else "" for field, column in at.items()}
        if any(row.values()):
            rows.append(Row(number, row))
        if len(rows) > MOST:
            raise Unreadable("many")
    return rows


def _csv(data: bytes) -> Iterator[list[list[str]]]:
    """Read it with each separator in turn: the right one is with which the titles are found."""
    if data[:4] == b"\xd0\xcf\x11\xe0":     # XLS of before 2007
        raise Unreadable("old")
    text = _decoded(data)
    for separator in ";\t,|":
        try:
            yield [[_clean(cell) for cell in row[:WIDEST]] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
        except csv.Error:
            raise Unreadable("file") from None


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):      # "Unicode text" of Excel's
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _xlsx(data: bytes) -> Iterator[Iterator[list[str]]]:
    """Read one sheet after the other; nothing is unpacked that is larger than it may be, and formulas are what they came to last."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            sizes = [part.file_size for part in packed.infolist()]
        if len(sizes) > PARTS or sum(sizes) > UNPACKED:
            raise Unreadable("many")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets[:SHEETS]:
            rows = sheet.iter_rows(values_only=True, max_row=LOOKS + MOST + 1, max_col=WIDEST)
            yield ([_said(value) for value in row] for row in rows)
    except Unreadable:
        raise
    except Exception as error:      # a file made to be read by nobody fails in every way there is
        raise Unreadable("file") from error


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return Number(str(int(value)) if value == value // 1 else repr(value))
    if isinstance(value, datetime | date):
        return value.strftime("%d-%m-%Y")
    return "" if value is None else _clean(str(value))


def _clean(text: str) -> str:
    """Take out what a spreadsheet leaves around a word: spaces of any kind, the apostrophe that makes it text, signs nobody sees."""
    text = "".join(sign if sign.isprintable() else " " for sign in text[:LONGEST])
    return " ".join(text.split()).lstrip("'’‘`").strip()
