"""Rows of text as a file that a spreadsheet program opens: no cell is ever a formula, no NIK ever a number."""
from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

RUNS = "=+@|%＝＋－＠-"          # what begins a formula, or a command, in one program or another
RUN = re.compile(rf"(?:^|(?<=[,;|]))(?=[\s\"]*[{RUNS}])")      # also where another separator would begin a cell
LONG = re.compile(r"0\d+|\d{11,}", re.ASCII)        # a number that would lose its first or its last digits
BOM = "\ufeff"
SHEET = "xl/worksheets/sheet1.xml"
WIDTH = 20                                          # of a column, in characters


def harmless(text: str) -> str:
    """A cell that no program runs, and none takes for a number: behind an apostrophe it is text."""
    text = RUN.sub("'", _printable(text))
    return f"'{text}" if LONG.fullmatch(text) else text


def as_csv(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Behind a BOM, with semicolons: so Excel opens it where a comma is what stands before the cents."""
    buffer = io.StringIO(newline="")
    buffer.write(BOM)
    writer = csv.writer(buffer, delimiter=";")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def as_xlsx(rows: Iterable[Sequence[str]], columns: int) -> Iterator[bytes]:
    """One sheet in which every cell is typed as text, also those that somebody fills in later.

    Its rows are packed here: openpyxl would write them into a temporary file first, where names and NIKs would lie in clear.
    """
    passing, parts = _Passing(), dict(_empty_book(columns))
    head, tail = re.split("</?sheetData>", re.sub("<dimension [^>]*>", "", parts.pop(SHEET)))[::2]
    with zipfile.ZipFile(passing, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
        with packed.open(SHEET, "w") as sheet:
            sheet.write(f"{head}<sheetData>".encode())
            for row in rows:
                cells = (f'<c t="inlineStr" s="1"><is><t xml:space="preserve">{escape(_printable(cell))}</t></is></c>' for cell in row)
                sheet.write(f"<row>{''.join(cells)}</row>".encode())
                yield passing.taken()
            sheet.write(f"</sheetData>{tail}".encode())
    yield passing.taken()


@cache
def _empty_book(columns: int) -> dict[str, str]:
    """The parts of a book without rows, whose columns are text."""
    book = Workbook()
    for number in range(1, columns + 1):
        column = book.worksheets[0].column_dimensions[get_column_letter(number)]
        column.number_format, column.width = "@", WIDTH
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


class _Passing(io.RawIOBase):
    """Takes what is packed and passes it on."""

    def __init__(self) -> None:
        self._kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        packed = bytes(data)        # type: ignore[call-overload]
        self._kept += packed
        return len(packed)

    def taken(self) -> bytes:
        kept, self._kept = bytes(self._kept), bytearray()
        return kept
