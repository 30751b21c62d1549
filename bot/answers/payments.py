"""What somebody tells of a payment they made: the day, the place, the sum."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.answers.amounts import amounts
from bot.answers.counts import UNITS, numbers
from bot.answers.days import Day
from bot.answers.numbers import MILLION, THOUSAND
from bot.answers.sentences import Sentence
from bot.answers.spelling import Phrases, only, tokens
from bot.answers.tables import phrases, toml
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.rules import RULES
from bot.texts import Rupiah, _

DATA = toml("payments")
AGO = Phrases({phrase: int(days) for days, said in DATA["ago"].items() for phrase in phrases(said)})
LONG_AGO = 120          # days; what was paid earlier is told by its date
DAY_OF_MONTH = re.compile(r"(?i)\b(?:tgl|tg|tanggal)\.?\s*(\d{1,2})\b(?!\s*[-/.]\s*\d)", re.ASCII)
LEAST, MOST = 5 * THOUSAND, 10 * MILLION
WORDS = frozenset(phrases(DATA["words"]["money"]))


class PaidOn(Kind[date]):
    """A day not yet gone by: a date, "kemarin", "tgl 5", "3 hari lalu"."""

    numbered = False

    def find(self, text: str, today: date) -> Iterator[Found[date]]:
        for hit in Day().find(text, today):
            if hit.value <= today:
                yield hit._replace(sure=Sure.ALONE if today - hit.value <= timedelta(days=LONG_AGO) else hit.sure)
                return
        said = tokens(text)
        for first, last, value in numbers(said):
            if last + 1 < len(said) and said[last].word in UNITS["day"] and said[last + 1].word in ("lalu", "yang", "yg", "ago", "kemarin"):
                yield Found(said[first].start, said[last + 1].end, today - timedelta(days=min(value, LONG_AGO)), Sure.ALONE)
                return
        for match in DAY_OF_MONTH.finditer(text):
            if day := _latest(int(match[1]), today):
                yield Found(*match.span(), day, Sure.ALONE)
                return
        for ago in AGO.find(said):
            yield Found(said[ago.first].start, said[ago.last - 1].end, today - timedelta(days=ago.value), Sure.ALONE)
            return

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("paid_on", _("Please write the day like: kemarin, tgl 5, or 5-11-2026. If you forgot it, choose that."))

    def dump(self, value: date) -> str:
        return value.isoformat()

    def load(self, saved: str) -> date:
        return date.fromisoformat(saved)


class PaidAt(Sentence):
    """A place the rules list, known inside any sentence; else what is said when asked."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        names = (*RULES.channels("pay", today).value.names, *phrases(DATA["words"]["places"]))
        for name in sorted(names, key=len, reverse=True):
            if match := re.search(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", text):
                yield Found(*match.span(), name, Sure.ALONE)
                return
        yield from super().find(text, today)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("paid_at", _("Please write where it was paid, for example: Alfamart, DANA, BRILink."))


class PaidSum(Kind[int]):
    """Whole rupiah, of the size that a contribution has."""

    numbered = False

    def find(self, text: str, today: date) -> Iterator[Found[int]]:
        said = tokens(text)
        for amount in amounts(text):
            if LEAST <= amount.rupiah <= MOST:
                yield Found(amount.start, amount.end, amount.rupiah, Sure.ALONE)
                return
            if only(said, amount.first, amount.last, but=WORDS) and LEAST <= amount.rupiah * THOUSAND <= MOST and not amount.marked:
                yield Found(amount.start, amount.end, amount.rupiah * THOUSAND, Sure.ASKED)      # "50" for 50rb
                return

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("paid_sum", _("Please write about how much was paid, for example: 50rb or 50.000."))

    def load(self, saved: str) -> int:
        if not (saved.isascii() and saved.isdecimal() and len(saved) <= 8):
            raise ValueError(saved)
        return int(saved)

    def say(self, value: int) -> Rupiah:
        return Rupiah(value)


def _latest(day: int, today: date) -> date | None:
    """The last time the month had this day."""
    for back in range(62):
        if (then := today - timedelta(days=back)).day == day:
            return then
    return None
