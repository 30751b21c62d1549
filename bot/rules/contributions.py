"""What one contribution month costs: income tiers, JKK, JKM, JHT, and the relief taken off."""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from bot.rules.dated import Dated, read
from bot.rules.months import Month

Sector = Literal["transport", "other"]
Funds = Literal["self", "apbd"]     # apbd: public money, of a region or of the state (APBN)
SECTORS: tuple[Sector, ...] = get_args(Sector)
FUNDS: tuple[Funds, ...] = get_args(Funds)


@dataclass(frozen=True)
class Tier:
    """One row of the law's appendix, rupiah a month; JKK is 1 % of the base and JHT 2 %."""

    number: int
    lower: int
    upper: int | None       # none: "dan seterusnya"
    base: int
    jkk: int
    jht: int


@dataclass(frozen=True)
class Tiers:
    """The appendix: (lower, base, jkk, jht) in rupiah a month, rising."""

    rows: tuple[tuple[int, int, int, int], ...]

    def pick(self, income: int) -> Tier:
        """The last row whose lower bound is not above the income: bounds are whole thousands, incomes are not."""
        number = bisect_right(self.rows, income, key=lambda row: row[0])
        upper = self.rows[number][0] - 1_000 if number < len(self.rows) else None
        lower, base, jkk, jht = self.rows[number - 1]
        return Tier(number, lower, upper, base, jkk, jht)


@dataclass(frozen=True)
class Jkm:
    flat: int       # rupiah a month, whatever the income


@dataclass(frozen=True)
class Relief:
    """How much of JKK and of JKM is taken off, and for whose money; JHT is a person's savings and never cut."""

    jkk_percent: int
    jkm_percent: int
    funds: tuple[Funds, ...]


@dataclass(frozen=True)
class Premium:
    """What is paid for one contribution month, in rupiah, the relief already taken off."""

    month: Month
    jkk: int
    jkm: int
    jht: int
    relief: int
    sources: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.jkk + self.jkm + self.jht


@dataclass(frozen=True)
class Contributions:
    """The dated tables behind every price."""

    tiers: Dated[Tiers]
    jkm: Dated[Jkm]
    relief: Mapping[Sector, Dated[Relief]]

    @classmethod
    def read(cls, data: Path) -> Contributions:
        return cls(read(data, "contributions/tiers", Tiers), read(data, "contributions/jkm", Jkm),
                   {sector: read(data, f"relief/{sector}", Relief) for sector in SECTORS})

    def premium(self, month: Month, income: int, programs: int, sector: Sector, funds: Funds) -> Premium:
        """The price of one contribution month; it depends on that month, not on the day of payment."""
        tiers, jkm, relief = self.tiers.on(month), self.jkm.on(month), self.relief[sector].on(month)
        tier = tiers.value.pick(income)
        covered = funds in relief.value.funds
        jkk_off = tier.jkk * relief.value.jkk_percent // 100 if covered else 0
        jkm_off = jkm.value.flat * relief.value.jkm_percent // 100 if covered else 0
        sources = [tiers.source, jkm.source] + [relief.source] * bool(jkk_off + jkm_off)
        return Premium(month, tier.jkk - jkk_off, jkm.value.flat - jkm_off, tier.jht if programs == 3 else 0,
                       jkk_off + jkm_off, tuple(sources))

    def changes(self, sector: Sector) -> list[Month]:
        """The months from which some price is another, rising."""
        return sorted({Month.of(row.start) for rows in (self.tiers.rows, self.jkm.rows, self.relief[sector].rows) for row in rows})
