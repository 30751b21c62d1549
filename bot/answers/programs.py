"""Two programmes or three."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from bot.answers.counts import AROUND, DATA, UNITS, Count, numbers, table
from bot.answers.spelling import Token, asks, only
from bot.engine.kinds import Refusal, Sure
from bot.engine.messages import Choice
from bot.texts import Text, _

LABELS: Mapping[int, Text] = MappingProxyType({2: _("2 programs"), 3: _("3 programs")})
PROGRAM = frozenset(DATA["program_words"]["words"].split())
COUNTED = frozenset().union(*UNITS.values())
SAID, ASKED = table("programs"), table("programs_asked")


class Programs(Count):
    """2 is JKK and JKM, 3 is JHT besides."""

    closed = True
    least, most = 2, 3
    choices = tuple(Choice(str(value), label) for value, label in LABELS.items())

    def counts(self, said: Sequence[Token], text: str) -> Iterator[tuple[int, int, int, Sure]]:
        for match in SAID.find(said):
            yield *match, Sure.MAYBE if asks(text) else Sure.ALONE
        for match in ASKED.find(said):
            if only(said, match.first, match.last, but=PROGRAM | AROUND):
                yield *match, Sure.ASKED
        for first, last, value in numbers(said):
            after = said[last].word if last < len(said) else ""
            if after in PROGRAM:
                yield first, last + 1, value, Sure.ALONE
            elif first and said[first - 1].word in PROGRAM and after not in COUNTED:
                yield first - 1, last, value, Sure.ALONE
            elif only(said, first, last, but=AROUND):
                yield first, last, value, Sure.ASKED

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("programs", _("Please choose 2 programs (JKK and JKM) or 3 programs (with JHT savings)."))

    def say(self, value: int) -> Text:
        return LABELS[value]
