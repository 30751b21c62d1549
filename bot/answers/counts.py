"""How many of something: a whole number between two bounds."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bot.answers.numbers import small
from bot.answers.spelling import Phrases, Token, distinct, tokens
from bot.answers.tables import phrases, toml
from bot.engine.kinds import Found, Kind, Sure

DATA = toml("counts")
UNITS = {unit: frozenset(said.split()) for unit, said in DATA["units"].items()}
AROUND = frozenset(DATA["around"]["words"].split())


class Count(Kind[int]):
    """One of the numbers from least to most."""

    least, most = 1, 1
    numbered = False

    def counts(self, said: Sequence[Token], text: str) -> Iterable[tuple[int, int, int, Sure]]:
        """Give what is counted in a message, in bounds or not: first and last token, value, sureness."""
        raise NotImplementedError

    def find(self, text: str, today: date) -> Iterator[Found[int]]:
        said = tokens(text)
        good = [Found(said[first].start, said[last - 1].end, value, sure)
                for first, last, value, sure in self.counts(said, text) if self.least <= value <= self.most]
        yield from distinct(sorted(good, key=lambda hit: -hit.sure))

    def load(self, saved: str) -> int:
        if not (saved.isascii() and saved.isdecimal() and len(saved) <= 2 and self.least <= int(saved) <= self.most):
            raise ValueError(saved)
        return int(saved)


def table(name: str) -> Phrases[int]:
    return Phrases({phrase: int(value) for value, said in DATA[name].items() for phrase in phrases(said)})


def numbers(said: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
    """Read whole numbers: first and last token and value; not the second of two that stand together."""
    end = -1
    for first in range(len(said)):
        found = small(said, first) if first >= end else None
        if found and found[0] is not None:
            value, last = found
            if value.denominator == 1 and first != end:
                yield first, last, int(value)
            end = last
