"""How long nothing was paid: "2 taun", "sejak 2022", "lima bulan"; in whole months."""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.answers.counts import DATA, UNITS, numbers, table
from bot.answers.days import MONTHS
from bot.answers.spelling import Phrases, Token, only, squeeze, tokens
from bot.answers.tables import phrases
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import Value, _

MOST = 600          # months; longer ago there was no such insurance
YEAR = 12
AROUND = frozenset(DATA["around"]["gap"].split())
UNPAID = Phrases(dict.fromkeys(phrases(DATA["around"]["unpaid"]), True))
SAID = table("gaps")
SINCE = re.compile(r"(?i)\b(?:sejak|dari|sedari|semenjak|since|mulai|terakhir|tahun|taun|thn)\b\D{0,20}?\b((?:19|20)\d\d)\b", re.ASCII)
MONTH = re.compile(r"[^\W\d_]{3,10}")


class Gap(Kind[int]):
    """Known alone where the message says that nothing was paid, or that it lapsed."""

    numbered = False

    def find(self, text: str, today: date) -> Iterator[Found[int]]:
        said = tokens(text)
        sure = Sure.ALONE if any(UNPAID.find(said)) else Sure.ASKED
        for first, last, months in _spans(said):
            if sure is Sure.ALONE or only(said, first, last, but=AROUND):
                yield Found(said[first].start, said[last - 1].end, months, sure)
                return
        for since in SINCE.finditer(text):
            months = _since(text[since.start():since.start(1)], int(since[1]), today)
            if 0 <= months <= MOST:
                yield Found(since.start(), since.end(), months, sure)
                return

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("gap", _("Please write it like: 5 bulan, 2 tahun, or sejak 2022. It need not be exact."))

    def load(self, saved: str) -> int:
        if not (saved.isascii() and saved.isdecimal() and len(saved) <= 3 and int(saved) <= MOST):
            raise ValueError(saved)
        return int(saved)

    def say(self, value: int) -> Value:
        if value >= 2 * YEAR or value == YEAR:
            return _("about %(years)s years")(years=round(value / YEAR))
        return _("about %(months)s months")(months=value)


def _spans(said: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
    """Read "2 tahun", "setahun lebih": first and last token and months."""
    yield from SAID.find(said)
    for first, last, value in numbers(said):
        unit = said[last].word if last < len(said) else ""
        months = value * YEAR if unit in UNITS["year"] else value if unit in UNITS["month"] else None
        if months is not None and months <= MOST:
            yield first, last + 1, months


def _since(before: str, year: int, today: date) -> int:
    """Count from a month if one is named before the year, else from the middle of the year."""
    named = [MONTHS[word] for match in MONTH.finditer(before) if (word := squeeze(match[0].casefold())) in MONTHS]
    month = named[-1] if named else 1 if year == today.year else 6
    return (today.year - year) * YEAR + today.month - month
