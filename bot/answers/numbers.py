"""Numbers as typed or said aloud: 1.500.000, 1,5jt, sejuta lapan ratus, rong yuta, goban."""
from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from bot.answers.spelling import Token
from bot.answers.tables import toml

THOUSAND, MILLION = 1_000, 1_000_000
MOST_DIGITS = 12        # a NIK has 16; more than this is no amount


class Number(NamedTuple):
    """A number at tokens[first:last]; scale is the unit said with it, 0 if it was bare."""

    first: int
    last: int
    value: Fraction
    scale: int
    typed: str          # the digits of a bare number as typed


def _said(table: dict[str, str]) -> dict[str, int]:
    return {word: int(value) for value, said in table.items() for word in said.split()}


_data = toml("numbers")
ONES, FIXED = _said(_data["ones"]), _said(_data["fixed"])
TIMES = {word: times for name, times in (("puluh", 10), ("ratus", 100)) for word in _data[name].split()}
TEEN = frozenset(_data["belas"].split())
COUNTED = frozenset(_data["counted"].split())
PART = {word: part for name, part in (("half", Fraction(1, 2)), ("quarter", Fraction(1, 4))) for word in _data[name].split()}
SCALE = {word: scale for name, scale in (("thousand", THOUSAND), ("million", MILLION)) for word in _said(_data[name])}
SCALED = {word: (value, scale) for name, scale in (("thousands", THOUSAND), ("millions", MILLION))
          for word, value in _said(_data[name]).items()}


def read(tokens: Sequence[Token], first: int) -> Number | None:
    """Read the longest number that begins at this token."""
    total, scale, last = Fraction(0), 0, first
    limit = MILLION * THOUSAND
    while part := _part(tokens, last, limit):
        total, limit = total + part.value, part.scale
        scale, last = scale or part.scale, part.last
        if not part.scale:
            break
        if last < len(tokens) and (share := PART.get(tokens[last].word)) and not _scale(tokens, last + 1):
            return Number(first, last + 1, total + share * part.scale, scale, "")
    if last == first:
        return None
    return Number(first, last, total, scale, tokens[first].word if last == first + 1 else "")


def _part(tokens: Sequence[Token], first: int, limit: int) -> Number | None:
    """Read a number with its unit: "dua juta", "500 ribu"; a rest such as "sejuta *lapan ratus*" is of thousands."""
    if first >= len(tokens):
        return None
    if (whole := SCALED.get(tokens[first].word)) and whole[1] < limit:
        return Number(first, first + 1, Fraction(whole[0] * whole[1]), whole[1], "")
    if share := PART.get(tokens[first].word):
        scale = _scale(tokens, first + 1)
        return Number(first, first + 2, share * scale, scale, "") if scale and scale < limit else None
    under = small(tokens, first)
    if not under:
        return None
    value, last = under
    scale = _scale(tokens, last, glued=True)
    if scale:
        typed = tokens[first].word
        value = value if last > first + 1 else _digits(typed, scale) or value
        return Number(first, last + 1, value * scale, scale, "") if scale < limit else None
    if limit == MILLION and 100 <= value < THOUSAND and _rest(tokens, last):
        return Number(first, last, value * THOUSAND, 0, "")
    if limit == THOUSAND and value < THOUSAND and _rest(tokens, last) and tokens[first].word.isalpha():
        return Number(first, last, value, 0, "")
    return Number(first, last, value, 0, "") if limit > MILLION else None


def small(tokens: Sequence[Token], first: int) -> tuple[Fraction, int] | None:
    """Read digits, or a number under a thousand in words; give it and where it ends."""
    if first >= len(tokens):
        return None
    typed = tokens[first].word[0] in "0123456789½"
    value, last = _typed(tokens, first) if typed else _spoken(tokens, first)
    if value is None or last == first:
        return None
    if last + 1 < len(tokens) and tokens[last].word in PART and _scale(tokens, last + 1):
        return value + PART[tokens[last].word], last + 1
    if last + 1 < len(tokens) and tokens[last].word == "koma" and ONES.get(tokens[last + 1].word, 0) > 0:
        return value + Fraction(ONES[tokens[last + 1].word], 10), last + 2
    return value, last


def _spoken(tokens: Sequence[Token], first: int) -> tuple[Fraction | None, int]:
    value, one, room, last = 0, -1, THOUSAND, first
    while last < len(tokens):
        word = tokens[last].word
        if word in ONES and one < 0 and room > 1:
            one = ONES[word]
        elif word in TEEN and one > 0 and room > 10:
            value, one, room = value + one + 10, -1, 1
        elif word in TIMES and one > 0 and TIMES[word] < room:
            value, one, room = value + one * TIMES[word], -1, TIMES[word]
        elif word in FIXED and one < 0 and FIXED[word] < room:
            value, room = value + FIXED[word], _room(FIXED[word])
        else:
            break
        last += 1
    return Fraction(value + max(one, 0)), last


def _room(said: int) -> int:
    """What may still follow: after satus "satus telu", after seket "seket papat", after selawe nothing."""
    return 100 if said % 100 == 0 else 10 if said % 10 == 0 and said > 10 else 1


def _typed(tokens: Sequence[Token], first: int) -> tuple[Fraction | None, int]:
    half = [token.word for token in tokens[first:first + 3]] == ["1", "/", "2"]
    if half and _scale(tokens, first + 3):
        return Fraction(1, 2), first + 3
    groups = 0
    while groups < 3 and _group(tokens, first + groups):
        groups += 1
    if groups and not (first + groups + 1 < len(tokens) and tokens[first + groups + 1].word[0].isdecimal()):
        return Fraction(int("".join(token.word for token in tokens[first:first + groups + 1]))), first + groups + 1
    return _digits(tokens[first].word, 1), first + 1


def _group(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether 1 500 000 goes on after this token."""
    if at + 1 >= len(tokens):
        return False
    here, after = tokens[at], tokens[at + 1]
    grouped = re.fullmatch("[1-9][0-9]{0,2}|[0-9]{3}", here.word) and re.fullmatch("[0-9]{3}", after.word)
    return bool(grouped) and after.start == here.end + 1


def _digits(typed: str, scale: int) -> Fraction | None:
    """Read digits with Indonesian or English separators; None if they are no number, or a telephone's."""
    if typed.endswith(("½", "1⁄2")):
        return Fraction(int(typed.removesuffix("½").removesuffix("1⁄2") or 0)) + Fraction(1, 2)
    if len(re.sub(r"\D", "", typed)) > MOST_DIGITS or re.match("0[0-9]", typed):
        return None
    if scale < MILLION and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+(,00?)?|[0-9]{1,3}(,[0-9]{3})+(\.00?)?", typed):
        return Fraction(int(re.sub(r"[.,]00?$|[.,]", "", typed)))
    if re.fullmatch(r"[0-9]+([.,][0-9]{1,3})?", typed):
        return Fraction(typed.replace(",", "."))
    return None


def _scale(tokens: Sequence[Token], at: int, *, glued: bool = False) -> int:
    """Give the unit at this token; a "k" is thousand only right behind a number (else it is Kak)."""
    if at >= len(tokens):
        return 0
    if glued and tokens[at].word == "k" and tokens[at].start == tokens[at - 1].end:
        return THOUSAND
    return SCALE.get(tokens[at].word, 0)


def _rest(tokens: Sequence[Token], last: int) -> bool:
    return last >= len(tokens) or tokens[last].word not in COUNTED
