"""A price for some months in a row, said honestly when it is about to change."""
from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict, Unpack

from bot.rules.contributions import FUNDS, SECTORS, Contributions, Funds, Premium, Sector, Tier
from bot.rules.months import Month

MOST_MONTHS = 12        # as many as are taken in one payment; the bill decides


class Asked(TypedDict):
    """What a price depends on besides its first month."""

    income: int         # rupiah a month
    programs: int       # 2: JKK and JKM; 3: JHT too
    months: int         # 1 to 12
    sector: Sector
    funds: Funds


@dataclass(frozen=True)
class Quote:
    """What some contribution months in a row cost together."""

    tier: Tier
    months: tuple[Premium, ...]
    later: Premium | None       # the first month known to cost something else than the first one, paid here or not

    @property
    def base(self) -> int:
        """The tier's base, rupiah a month: cash benefits follow it."""
        return self.tier.base

    @property
    def total(self) -> int:
        return sum(premium.total for premium in self.months)

    @property
    def estimate(self) -> bool:
        """The price changes within the months paid (*perkiraan*): how such a payment is billed is written nowhere."""
        return self.later is not None and self.later.month <= self.months[-1].month

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(source for premium in self.months for source in premium.sources))


def quote(law: Contributions, first: Month, **asked: Unpack[Asked]) -> Quote:
    """Price the months from `first` on; ValueError says what was asked wrongly, LookupError that the law isn't known so early."""
    _check(asked)

    def premium(month: Month) -> Premium:
        return law.premium(month, asked["income"], asked["programs"], asked["sector"], asked["funds"])

    months = tuple(premium(first + n) for n in range(asked["months"]))
    others = (premium(month) for month in law.changes(asked["sector"]) if month > first)
    later = next((other for other in others if other.total != months[0].total), None)
    return Quote(law.tiers.on(first).value.pick(asked["income"]), months, later)


def _check(asked: Asked) -> None:
    if asked["income"] < 0:
        raise ValueError(f"The income is in rupiah a month, 0 or more, for example 1250000; not {asked['income']}.")
    if asked["programs"] not in (2, 3):
        raise ValueError(f"Programs are 2 (JKK and JKM) or 3 (JHT too), not {asked['programs']}.")
    if not 1 <= asked["months"] <= MOST_MONTHS:
        raise ValueError(f"Months are 1 to {MOST_MONTHS}, not {asked['months']}.")
    if asked["sector"] not in SECTORS:
        raise ValueError(f"The sector is {' or '.join(SECTORS)}, not {asked['sector']!r}.")
    if asked["funds"] not in FUNDS:
        raise ValueError(f"The funds are {' or '.join(FUNDS)}, not {asked['funds']!r}.")
