"""How many people somebody employs or asks for."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.answers.counts import DATA, numbers
from bot.answers.spelling import only, tokens
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import Value, _

PEOPLE = frozenset(f'{DATA["units"]["people"]} {DATA["units"]["crowd"]}'.split())
MOST = 99_999


class Heads(Kind[int]):
    """Known alone before the word for people: "5 karyawan"; a bare number when asked."""

    numbered = False

    def find(self, text: str, today: date) -> Iterator[Found[int]]:
        said = tokens(text)
        for first, last, value in numbers(said):
            before = first and said[first - 1].word in PEOPLE
            after = last < len(said) and said[last].word in PEOPLE
            if not 1 <= value <= MOST:
                continue
            if before or after:
                yield Found(said[first - bool(before)].start, said[last - 1 + bool(after)].end, value, Sure.ALONE)
            elif only(said, first, last):
                yield Found(said[first].start, said[last - 1].end, value, Sure.ASKED)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("heads", _("Please write how many people, for example: 5 orang."))

    def load(self, saved: str) -> int:
        if not (saved.isascii() and saved.isdecimal() and len(saved) <= 5 and 1 <= int(saved) <= MOST):
            raise ValueError(saved)
        return int(saved)

    def say(self, value: int) -> Value:
        return _("%(heads)s people")(heads=value)
