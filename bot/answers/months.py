"""Months of contribution to pay at once."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.answers.counts import AROUND, DATA, UNITS, Count, numbers, table
from bot.answers.numbers import PART
from bot.answers.spelling import Phrases, Token, only, tokens
from bot.answers.tables import phrases
from bot.engine.kinds import Refusal, Sure
from bot.engine.messages import Choice
from bot.texts import Value, _

MONTH, YEAR = UNITS["month"], UNITS["year"]
FOR = frozenset(DATA["around"]["months"].split())
DATE = frozenset({"tgl", "tanggal", "bln", "bulan"})
SAID = table("months")
NOT_BEFORE, NOT_AFTER = (Phrases(dict.fromkeys(phrases(DATA["months_not"][side]), True)) for side in ("before", "after"))
REACH = 4       # words in which "sudah", "nunggak" or "umur" says that these months are no order


class Months(Count):
    """From one to twelve."""

    least, most = 1, 12
    choices = tuple(Choice(str(months), _("%(months)s months")(months=months)) for months in (1, 3, 6, 12))

    def counts(self, said: Sequence[Token], text: str) -> Iterator[tuple[int, int, int, Sure]]:
        for match in SAID.find(said):
            led = match.first and said[match.first - 1].word in FOR
            alone = only(said, match.first, match.last, but=FOR | AROUND)
            yield *match, Sure.ALONE if led else Sure.ASKED if alone else Sure.MAYBE
        for first, last, value in numbers(said):
            unit = said[last].word if last < len(said) else ""
            if unit not in MONTH | YEAR:
                if only(said, first, last, but=FOR | AROUND):
                    yield first, last, value, Sure.ASKED
            elif not _elsewhere(said, first, last + 1):
                half = unit in YEAR and last + 1 < len(said) and said[last + 1].word in PART
                yield first, last + 1 + half, value * (12 if unit in YEAR else 1) + 6 * half, Sure.ALONE

    def wrong(self, text: str, today: date) -> Refusal:
        if any(value > self.most for _first, _last, value, _sure in self.counts(tokens(text), text)):
            many = _("At most %(most)s months can be paid at once. Please choose 1 to %(most)s, like: 3 bulan.")
            return Refusal("months_many", many(most=self.most))
        return Refusal("months", _("For how many months? Please write 1 to %(most)s, like: 3 bulan.")(most=self.most))

    def say(self, value: int) -> Value:
        return _("%(months)s months")(months=value)


def _elsewhere(said: Sequence[Token], first: int, last: int) -> bool:
    """Tell whether these months are a date's, an age's or behind us."""
    if last < len(said) and (said[last].word[0].isdecimal() or NOT_AFTER.at(said, last)):
        return True
    before = said[max(first - REACH, 0):first]
    return bool(before) and (before[-1].word in DATE or any(match.last >= len(before) - 1 for match in NOT_BEFORE.find(before)))
