"""What members and their families get, with the conditions; cash follows the tier base."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from bot.rules.dated import Dated, read

Cause = Literal["jkk", "jkm"]       # by an accident at work, or not


@dataclass(frozen=True)
class Jkk:
    """Accident at work: `times` are multiples of the base, the rest whole rupiah unless named otherwise."""

    unable_full_months: int         # STMB: the whole base for so many months
    unable_later_percent: int       # then this part of it, until recovered
    disabled_times: int             # 70 % x 80
    partial_times: int              # x the law's percentage for the part lost
    death_times: int
    periodic: int                   # santunan berkala, 24 months, may be paid at once
    funeral: int
    by_land: int
    by_sea: int
    by_air: int
    home_care: int                  # at most `home_care_years`, on a doctor's advice
    home_care_years: int
    dentures: int
    hearing_aid: int
    glasses: int
    report_hours: int               # first report of an accident
    claim_years: int
    care_ceiling: int | None = None     # none: to medical need, until recovered


@dataclass(frozen=True)
class Jkm:
    """Death that is not from work, whole rupiah."""

    death: int
    periodic: int
    funeral: int
    full_after_months: int          # of membership in a row; before that the funeral money only


@dataclass(frozen=True)
class Scholarship:
    """For the children of who died or is disabled for good."""

    ladder: tuple[tuple[str, int, int], ...]    # school, rupiah a year, years at most
    children: int                   # at most
    below: int                      # years of age
    jkm_after_years: int            # of contributions, when the cause is not work

    @property
    def each(self) -> int:
        """The whole ladder for one child, rupiah."""
        return sum(yearly * years for _, yearly, years in self.ladder)


@dataclass(frozen=True)
class Jht:
    """Old-age savings: all that was paid in, and its yield, which nobody promises."""

    age: int
    wait_months: int                # after stopping work or business
    partial_after_years: int        # once; one of the two
    retiring_percent: int
    housing_percent: int


@dataclass(frozen=True)
class Jmo:
    jht_limit: int                  # rupiah of JHT that can be claimed in the app; above it Lapak Asik or a branch


@dataclass(frozen=True)
class Benefits:
    """Every benefit at one tier base, as the law stood on one day."""

    base: int
    jkk: Jkk
    jkm: Jkm
    scholarship: Scholarship
    jht: Jht
    jmo: Jmo
    sources: tuple[str, ...]

    def unable_to_work(self, month: int) -> int:
        """Rupiah for the n-th month, from 1, of being unable to work after an accident at work."""
        if month < 1:
            raise ValueError(f"Months are counted from 1, not {month}.")
        return self.base if month <= self.jkk.unable_full_months else self.base * self.jkk.unable_later_percent // 100

    @property
    def disabled(self) -> int:
        """Rupiah at permanent total disability by an accident at work."""
        return self.jkk.disabled_times * self.base + self.jkk.periodic

    @property
    def death_at_work(self) -> int:
        return self.jkk.death_times * self.base + self.jkk.periodic + self.jkk.funeral

    def death(self, months: int) -> int:
        """Rupiah at a death not from work, after so many months of membership in a row."""
        full = months >= self.jkm.full_after_months
        return self.jkm.funeral + (self.jkm.death + self.jkm.periodic if full else 0)

    def school_money(self, children: int, cause: Cause, years: int) -> int:
        """Rupiah at most for so many children, after so many years of contributions."""
        due = cause == "jkk" or years >= self.scholarship.jkm_after_years
        return self.scholarship.each * min(children, self.scholarship.children) if due else 0


@dataclass(frozen=True)
class BenefitLaw:
    """The dated tables behind the benefits."""

    jkk: Dated[Jkk]
    jkm: Dated[Jkm]
    scholarship: Dated[Scholarship]
    jht: Dated[Jht]
    jmo: Dated[Jmo]

    @classmethod
    def read(cls, data: Path) -> BenefitLaw:
        return cls(read(data, "benefits/jkk", Jkk), read(data, "benefits/jkm", Jkm), read(data, "benefits/scholarship", Scholarship),
                   read(data, "benefits/jht", Jht), read(data, "benefits/jmo", Jmo))

    def at(self, base: int, day: date) -> Benefits:
        """The benefits at a tier base, rupiah a month, on a day."""
        jkk, jkm, scholarship, jht, jmo = (self.jkk.on(day), self.jkm.on(day), self.scholarship.on(day), self.jht.on(day), self.jmo.on(day))
        sources = tuple(dict.fromkeys(row.source for row in (jkk, jkm, scholarship, jht, jmo)))
        return Benefits(base, jkk.value, jkm.value, scholarship.value, jht.value, jmo.value, sources)
