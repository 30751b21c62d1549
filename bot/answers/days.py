"""A day, such as a birth date; always day before month."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bot.answers.spelling import FILLERS, single, squeeze, tokens
from bot.answers.tables import rows
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import _

MONTHS = {word: int(row["month"]) for row in rows("months") for word in row["words"].split()}
MONTHS |= {single(word): month for word, month in MONTHS.items()}

YEAR = r"(\d{4}|\d{2})"
FREE, ENDED = r"(?<!\d)(?<!\d[-./])", r"(?![-./]?\d)"
SIGNED = re.compile(rf"{FREE}(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?'?{YEAR}{ENDED}", re.ASCII)
NAMED = re.compile(rf"{FREE}(\d{{1,2}})[\s./-]*(?:bln|bulan|wulan|sasih|sasi)?[\s./-]*([^\W\d_]{{3,10}})"
                   rf"[\s.,/-]*(?:th|thn|tahun|taun)?[\s.]*['’]?{YEAR}{ENDED}")
WORDED = re.compile(rf"(?i)(?:tgl|tanggal|tg|kaping|ping)\.?\s*(?:kaping|ping)?\s*(\d{{1,2}})\s*,?\s*"
                    rf"(?:bln|bulan|bl|wulan|sasih|sasi)\.?\s*(\d{{1,2}}|[^\W\d_]{{3,10}})\s*,?\s*(?:th|thn|tahun|taun)\.?\s*'?{YEAR}{ENDED}")
ISO = re.compile(rf"{FREE}(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){ENDED}", re.ASCII)
SPACED = re.compile(rf"(?<!\d)(?<!\d )(\d{{1,2}}) (\d{{1,2}}) '?{YEAR}(?! ?\d)", re.ASCII)
PACKED = re.compile(r"(?<![\d.,])(\d\d)(\d\d)(\d{4}|\d\d)(?![.,]?\d)", re.ASCII)
YEARLESS = re.compile(rf"{FREE}\d{{1,2}}[\s./-]*(?:bln|bulan)?\s*([^\W\d_]{{3,10}}|[-/.]\d{{1,2}}{ENDED})")
BORN = re.compile(r"(?i)\b(?:lahir\w*|ttl|born|birth\w*|tgl\s?lhr|lhr|kelahiran)\b", re.ASCII)
AGE = re.compile(r"(?i)\b(?:umur|usia|age)\D{0,12}\d|\d+\s*(?:tahun|taun|thn|th|years?)\b|^\W*\d{1,2}\W*$", re.ASCII)
AROUND = FILLERS | frozenset("tgl tanggal kaping ping lahir ttl born".split())
WORKING_AGE = 15


class Written(NamedTuple):
    """A date as written at text[start:end]; month 0 if its name is none."""

    start: int
    end: int
    day: int
    month: int
    year: str
    clear: bool         # with signs or a month's name, not digits alone


class Day(Kind[date]):
    """Of a recent day it isn't clear what it is the day of, so it is an answer only when asked."""

    def find(self, text: str, today: date) -> Iterator[Found[date]]:
        for written in _written(text):
            day = _day(written, today)
            if day and day <= today:
                known = written.clear and (day.year + WORKING_AGE <= today.year or BORN.search(text, 0, written.start))
                alone = all(token.word in AROUND or not token.spoken for token in tokens(text[:written.start] + " " + text[written.end:]))
                if known or written.clear or alone:
                    yield Found(written.start, written.end, day, Sure.ALONE if known else Sure.ASKED)

    def wrong(self, text: str, today: date) -> Refusal:
        for written in _written(text):
            day = _day(written, today)
            if day and day > today:
                return Refusal("future", _("That day is still to come. Please write it like 17-8-1985."))
            if not day:
                return Refusal("impossible", _("There is no such day. Please write day, month and year like 17-8-1985."))
        if AGE.search(text):
            return Refusal("age", _("From an age alone I cannot tell the day. Please write the birth date like 17-8-1985."))
        if any(not match[1].isalpha() or _month(match[1]) for match in YEARLESS.finditer(text)):
            return Refusal("year", _("The year is missing. Please write it like 17-8-1985."))
        return Refusal("day", _("Please write day, month and year like 17-8-1985."))

    def dump(self, value: date) -> str:
        return value.isoformat()

    def load(self, saved: str) -> date:
        return date.fromisoformat(saved)


def _written(text: str) -> list[Written]:
    """Find dates in the order in which they stand, of any two that overlap the clearer one."""
    found: list[Written] = []
    for written in _every(text):
        if not any(written.start < other.end and other.start < written.end for other in found):
            found.append(written)
    return sorted(found)


def _every(text: str) -> Iterator[Written]:
    for pattern in (WORDED, NAMED):
        for match in pattern.finditer(text):
            if month := int(match[2]) if match[2].isdecimal() else _month(match[2]):
                yield Written(*match.span(), int(match[1]), month, match[3], True)
    for match in ISO.finditer(text):
        yield Written(*match.span(), int(match[3]), int(match[2]), match[1], True)
    for match in SIGNED.finditer(text):
        yield Written(*match.span(), int(match[1]), int(match[3]), match[4], True)
    for pattern in (SPACED, PACKED):
        for match in pattern.finditer(text):
            yield Written(*match.span(), int(match[1]), int(match[2]), match[3], False)


def _month(name: str) -> int:
    word = squeeze(name.casefold())
    return MONTHS.get(word) or MONTHS.get(single(word), 0)


def _day(written: Written, today: date) -> date | None:
    """Two digits of a year are of this century unless that is still to come: 85 is 1985, 26 is 2026."""
    year = int(written.year)
    if len(written.year) == 2:
        year += 2000 if year <= today.year % 100 else 1900
    try:
        return date(year, written.month, written.day)
    except ValueError:
        return None
