"""Amounts of money in a message, with the period they are said for and what is said around them."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from bot.answers.numbers import THOUSAND, Number, read
from bot.answers.spelling import FILLERS, Match, Phrases, Token, tokens
from bot.answers.tables import phrases, toml

BEFORE = re.compile(r"(?i)(?:\brp|\bidr)[. ]*$", re.ASCII)
AFTER = re.compile(r"(?i)\s*(?:,-|\+|(?:-\s?)?an\b|lebih\b|lbh\b|kurang\b)", re.ASCII)
RUPIAH = re.compile(r"(?i)\s*(?:perak|rupiah|idr)\b", re.ASCII)
REACH = 8       # words that a period may stand before its amount: "sehari paling bisa dapat 75rb"

_data = toml("earnings")
WORDS = {name: Phrases(dict.fromkeys(phrases(said), name)) for name, said in _data["words"].items()}
_period = Phrases({phrase: per for per, said in _data["period"].items() for phrase in phrases(said)})


class Amount(NamedTuple):
    """Rupiah at text[start:end] and tokens[first:last]."""

    start: int
    end: int
    first: int
    last: int
    value: Fraction
    per: str            # the period if one was said
    marked: bool        # said with a unit or a currency
    lower: bool         # the lower end of a range, or only a bound
    kind: str           # "income" or "other" if a word before it says what it is, else ""

    @property
    def rupiah(self) -> int:
        return int(self.value)


def amounts(text: str) -> Iterator[Amount]:
    said, at = tokens(text), 0
    while at < len(said):
        if number := read(said, at):
            amount = _amount(text, said, number)
            yield amount
            at = amount.last
        else:
            at += 1


def _amount(text: str, said: Sequence[Token], number: Number) -> Amount:
    value, scale, last, lower = _range(said, number)
    first, start, end = number.first, said[number.first].start, said[last - 1].end
    if currency := BEFORE.search(text, max(start - 6, 0), start):
        start = currency.start()
    for tail in (RUPIAH, AFTER):
        if found := tail.match(text, end):
            end, currency = found.end(), currency or (found if tail is RUPIAH else None)
    while first and said[first - 1].start >= start:
        first -= 1
    while last < len(said) and said[last].start < end:
        last += 1
    before = said[max(first - REACH, 0):first]
    lower = lower or any(match.last == len(before) for match in WORDS["bound"].find(before))
    period, what = "", _what(before)
    if later := _period.at(said, last) or (_period.at(said, last + 1) if last < len(said) and said[last].word in FILLERS else None):
        period, last, end = later.value, later.last, said[later.last - 1].end
    elif earlier := _period_before(before):
        period, first = earlier.value, first - len(before) + earlier.first
        start = said[first].start
    marked = bool(scale or currency)
    if not marked and period and value < THOUSAND:
        value, marked = value * THOUSAND, True              # "sehari 75"
    return Amount(start, end, first, last, value, period, marked, lower, what)


def _range(said: Sequence[Token], number: Number) -> tuple[Fraction, int, int, bool]:
    """Give the lower end of a range, in the unit of its upper end if it has none itself: 2-3jt."""
    joint = WORDS["range"].at(said, number.last)
    upper = read(said, joint.last) if joint else None
    if not upper or bool(number.scale) > bool(upper.scale):
        return number.value, number.scale, number.last, False
    return number.value * (1 if number.scale else upper.scale or 1), number.scale or upper.scale, upper.last, True


def _period_before(before: Sequence[Token]) -> Match[str] | None:
    """Find "sehari" in "sehari paling bisa dapat 75rb": only words that say nothing else stand between."""
    periods = list(_period.find(before))
    if not periods:
        return None
    period = periods[-1]
    between = before[period.last:]
    told = {i for match in WORDS["income"].find(between) for i in range(match.first, match.last)}
    return period if all(i in told or token.word in FILLERS or token.word in ":=" for i, token in enumerate(between)) else None


def _what(before: Sequence[Token]) -> str:
    """Say what the nearest words before an amount, in the same clause, make of it."""
    clause = max((i + 1 for i, token in enumerate(before) if token.word in ".,;" or token.word[0].isdecimal()), default=0)
    near = before[max(clause, len(before) - 4):]
    told = [*WORDS["income"].find(near), *WORDS["other"].find(near)]
    return max(told).value if told else ""
