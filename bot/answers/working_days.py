"""Days of work in a month, by which a day's earnings become a month's."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.answers.counts import DATA, UNITS, Count, numbers, table
from bot.answers.spelling import Token, only
from bot.engine.kinds import Refusal, Sure
from bot.texts import Value, _

A_MONTH = frozenset(DATA["around"]["days"].split())
SAID = table("days")
SPARE = 6       # words that may stand around "tiap hari" when days were asked for


class WorkingDays(Count):
    """From 1 to 31; every day is 30, all but Sunday 26, Monday to Friday 22."""

    least, most = 1, 31

    def counts(self, said: Sequence[Token], text: str) -> Iterator[tuple[int, int, int, Sure]]:
        for match in SAID.find(said):
            yield *match, Sure.ASKED if len(said) <= match.last - match.first + SPARE else Sure.MAYBE
            return
        for first, last, value in numbers(said):
            day = last < len(said) and said[last].word in UNITS["day"]
            if day and last + 1 < len(said) and said[last + 1].word in A_MONTH:
                yield first, last + 2, value, Sure.ALONE
            elif only(said, first, last + day, but=A_MONTH):
                yield first, last + day, value, Sure.ASKED

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("days", _("How many days a month do you work? Please write 1 to 31, like: 25 hari."))

    def say(self, value: int) -> Value:
        return _("%(days)s days a month")(days=value)
