"""Which columns a spreadsheet has: read once from the one file that says so."""
from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

_data = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))


class Official(NamedTuple):
    """What is entered officially: title and field of each column, where that is known from, and whether anybody confirmed it."""

    columns: tuple[tuple[str, str], ...]
    source: str
    checked: date
    confirmed: bool


class Titles(NamedTuple):
    """The columns of a file that comes in: the fields it can't do without, and by which title each field is known."""

    needs: tuple[str, ...]
    fields: Mapping[str, str]


def plain(text: str) -> str:
    """Leave of a title, or of a word in a cell, what matters."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _titles(table: str) -> Titles:
    fields = {plain(title): field for field, titles in _data[table].items() if field not in ("needs", "said") for title in titles}
    return Titles(tuple(_data[table]["needs"]), fields)


OFFICIAL = Official(tuple((column["title"], column["is"]) for column in _data["official"]["column"]),
                    *(_data["official"][name] for name in ("source", "checked", "confirmed")))
RESULTS, MEMBERS = _titles("results"), _titles("members")
SAID = {plain(word): status for status, words in _data["results"]["said"].items() for word in words}
