"""What the law and the office say: prices, benefits, conditions, on any day, each with its source."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Unpack

from bot.rules import dated, eligibility, nik, quotes, schedule, standing
from bot.rules.benefits import BenefitLaw, Benefits
from bot.rules.channels import Channels, Errand, read_channels
from bot.rules.contributions import Contributions, Tier
from bot.rules.dated import Dated, Row
from bot.rules.eligibility import Terms, Verdict
from bot.rules.months import Month
from bot.rules.nik import Nik
from bot.rules.privacy import Privacy
from bot.rules.quotes import Asked, Quote
from bot.rules.schedule import Promise
from bot.rules.standing import Lapse, Standing


@dataclass(frozen=True)
class Provinces:
    names: Mapping[str, str]


@dataclass(frozen=True)
class Rules:
    """Read once, never changed; every method is told its day or month, and LookupError says that it is too early."""

    contributions: Contributions
    benefit_law: BenefitLaw
    registration: Dated[Terms]
    lapses: Dated[Lapse]
    provinces: Dated[Provinces]
    errands: Mapping[Errand, Dated[Channels]]
    promises: Dated[Promise]
    privacy: Dated[Privacy]

    def tier(self, income: int, month: Month) -> Tier:
        return self.contributions.tiers.on(month).value.pick(income)

    def quote(self, first: Month, **asked: Unpack[Asked]) -> Quote:
        return quotes.quote(self.contributions, first, **asked)

    def quotes(self, today: date, **asked: Unpack[Asked]) -> tuple[Quote, ...]:
        """The price of registering today; two where it matters whether the office gets to it this month or next."""
        this, *later = (self.quote(month, **asked) for month in self.first_months(today))
        return (this, *(quote for quote in later if quote.total != this.total))

    def first_months(self, today: date) -> tuple[Month, ...]:
        return schedule.first_months(self.promises.on(today).value, today)

    def benefits(self, base: int, on: date) -> Benefits:
        return self.benefit_law.at(base, on)

    def terms(self, on: date) -> Terms:
        return self.registration.on(on).value

    def may_register(self, born: date, on: date) -> Verdict:
        return eligibility.verdict(self.terms(on), born, on)

    def must_take_jht(self, owner_with_employees: bool, on: date) -> bool:
        return owner_with_employees and self.terms(on).owners_take_jht

    def lapse(self, on: date) -> Lapse:
        return self.lapses.on(on).value

    def standing(self, covered_until: date, today: date) -> Standing:
        return standing.standing(self.lapse(today), covered_until, today)

    def months_owed(self, covered_until: date, today: date) -> int:
        return standing.months_owed(self.lapse(today), covered_until, today)

    def nik(self, digits: str, today: date) -> Nik:
        return nik.read(digits, today, self.provinces.on(today).value.names)

    def channels(self, errand: Errand, on: date) -> Row[Channels]:
        return self.errands[errand].on(on)


def load(data: Path = dated.DATA) -> Rules:
    """Read every table of a folder of TOML files; ValueError says which row is wrong."""
    return Rules(Contributions.read(data), BenefitLaw.read(data), dated.read(data, "eligibility/terms", Terms),
                 dated.read(data, "eligibility/lapse", Lapse), dated.read(data, "provinces/provinces", Provinces),
                 read_channels(data), dated.read(data, "office/promise", Promise),
                 dated.read(data, "privacy/privacy", Privacy))


RULES = load()
