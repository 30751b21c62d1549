"""What somebody earns, and for how long it is: rupiah a month, a day, a harvest."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.answers.amounts import WORDS, Amount, amounts
from bot.answers.numbers import MILLION, THOUSAND
from bot.answers.spelling import Token, only, tokens
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.engine.messages import Choice
from bot.texts import Rupiah, Text, Value, _

MOST = 100 * MILLION        # more than this was mistyped
LEAST = 100 * THOUSAND      # less than this is no month's income
DOUBTFUL = 300 * THOUSAND   # less than this, without a period, may well be a day's
PRICES = frozenset({8_400, 16_800, 28_400, 36_800})     # the contribution itself, told back as an income
LONG = 10                   # words; in a longer message "naik turun" may be about anything

PERIODS: dict[str, Text] = {
    "month": _("%(amount)s a month"), "day": _("%(amount)s a day"), "week": _("%(amount)s a week"), "trip": _("%(amount)s a trip"),
    "harvest": _("%(amount)s a harvest"), "year": _("%(amount)s a year"),
}
UNSURE = _("not certain")


@dataclass(frozen=True)
class Earning:
    """Whole rupiah, per month, day, week, trip, harvest or year; per "unsure" it is 0."""

    amount: int
    per: str = "month"


class Income(Kind[Earning]):
    """A bare number is an amount only when money was asked for, and is read back when its unit had to be guessed."""

    choices = (Choice("0 unsure", _("Not certain")),)
    numbered = False

    def find(self, text: str, today: date) -> Iterator[Found[Earning]]:
        said = tokens(text)
        unsure = next(WORDS["unsure"].find(said), None)
        hits = [hit for amount in amounts(text) if (hit := _earning(said, amount, doubted=unsure is not None))]
        yield from sorted(hits, key=lambda hit: -hit.sure)
        if unsure and not hits:
            told = any(WORDS["income"].find(said[max(unsure.first - 3, 0):unsure.first]))
            sure = Sure.ALONE if told else Sure.ASKED if len(said) <= LONG else Sure.MAYBE
            yield Found(said[unsure.first].start, said[unsure.last - 1].end, Earning(0, "unsure"), sure)

    def wrong(self, text: str, today: date) -> Refusal:
        said, found = tokens(text), list(amounts(text))
        if any(amount.rupiah in PRICES and not amount.per for amount in found):
            return Refusal("price", _("That is a contribution. How much do you earn? For example: 1,5 juta sebulan."))
        if any(amount.rupiah > MOST for amount in found):
            return Refusal("too_much", _("That is over Rp100 million a month. Please write it like 1.500.000 or 1,5 juta."))
        if any(amount.rupiah <= 0 or _negative(said, amount) for amount in found) or any(WORDS["nothing"].find(said)):
            return Refusal("nothing", _("The amount must be more than zero. If it varies, write: tidak tentu."))
        if any(amount.marked or only(said, amount.first, amount.last) for amount in found):
            return Refusal("period", _("Is that a day or a month? Write it like 75rb sehari or 2 juta sebulan."))
        return Refusal("unread", _("Please write about how much you earn, like 1,5 juta sebulan or 75rb sehari."))

    def dump(self, value: Earning) -> str:
        return f"{value.amount} {value.per}"

    def load(self, saved: str) -> Earning:
        amount, _space, per = saved.partition(" ")
        if saved == "0 unsure":
            return Earning(0, "unsure")
        if per not in PERIODS or not (amount.isascii() and amount.isdecimal() and len(amount) <= 9 and 0 < int(amount) <= MOST):
            raise ValueError(saved)
        return Earning(int(amount), per)

    def say(self, value: Earning) -> Value:
        return PERIODS[value.per](amount=Rupiah(value.amount)) if value.per in PERIODS else UNSURE


def _earning(said: Sequence[Token], amount: Amount, *, doubted: bool) -> Found[Earning] | None:
    rupiah, sure = amount.rupiah, Sure.ALONE
    if not amount.marked:
        if not (amount.per or amount.kind == "income" or only(said, amount.first, amount.last)):
            return None
        sure = Sure.ALONE if amount.per or amount.kind == "income" else Sure.ASKED
        guessed = _guess(amount)
        if guessed != rupiah:
            rupiah, sure = guessed, Sure.MAYBE
    if not 0 < rupiah <= MOST or _negative(said, amount) or (not amount.per and (rupiah < LEAST or amount.rupiah in PRICES)):
        return None
    if amount.lower or doubted or amount.kind == "other" or (not amount.per and rupiah < DOUBTFUL):
        sure = Sure.MAYBE
    return Found(amount.start, amount.end, Earning(rupiah, amount.per or "month"), sure)


def _guess(amount: Amount) -> int:
    """Take a bare 2 or 1,5 for millions, 800 and 1.500 for thousands."""
    if amount.value < 100:
        return int(amount.value * MILLION)
    return amount.rupiah * THOUSAND if amount.rupiah < 10 * THOUSAND else amount.rupiah


def _negative(said: Sequence[Token], amount: Amount) -> bool:
    """Tell a minus from the dash in 021-5251234."""
    before = said[max(amount.first - 2, 0):amount.first]
    if any(match.last == len(before) for match in WORDS["negative"].find(before)):
        return True
    joined = len(before) == 2 and before[0].end == before[1].start and before[0].word[-1].isdecimal()
    return bool(before) and before[-1].word == "-" and before[-1].end == amount.start and not joined
