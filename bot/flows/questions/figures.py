"""The figures that answers name, each from the rules of the day; what follows the base follows the person's own where it is known."""
from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.engine.messages import World
from bot.flows import earning
from bot.rules.benefits import Benefits
from bot.rules.contributions import Tier
from bot.rules.eligibility import Terms
from bot.rules.months import Month
from bot.rules.quotes import MOST_MONTHS
from bot.rules.standing import Lapse
from bot.texts import Rupiah, Value

CASH = ("Alfamart", "BRILink")      # of the places to pay, those that take cash
YEAR = 12


def figure(name: str, world: World) -> Value:
    """Give a figure by its name in a text."""
    return FIGURES[name](world)


def _day(world: World) -> Month:
    return Month.of(world.now.date())


def _tier(world: World) -> Tier:
    """The person's own, else the lowest."""
    tier: Tier = earning.tier(world.front) if earning.known(world.front) else _lowest(world)
    return tier


def _lowest(world: World) -> Tier:
    tier: Tier = world.rules.tier(0, _day(world))
    return tier


def _highest(world: World) -> Tier:
    tier: Tier = world.rules.tier(10**9, _day(world))
    return tier


def _law(world: World) -> Benefits:
    law: Benefits = world.rules.benefits(_tier(world).base, world.now.date())
    return law


def _terms(world: World) -> Terms:
    terms: Terms = world.rules.terms(world.now.date())
    return terms


def _lapse(world: World) -> Lapse:
    lapse: Lapse = world.rules.lapse(world.now.date())
    return lapse


def _jkm(world: World) -> int:
    """Rupiah a month, before any relief."""
    return int(world.rules.contributions.jkm.on(_day(world)).value.flat)


def _percent(part: int, base: int) -> int:
    return part * 100 // base


def _places(world: World) -> tuple[str, ...]:
    names: tuple[str, ...] = world.rules.channels("pay", world.now.date()).value.names
    return names


def _school(name: str) -> Callable[[World], Value]:
    return lambda world: Rupiah(next(yearly for school, yearly, _years in _law(world).scholarship.ladder if school == name))


def _jht_after(world: World) -> int:
    """Rupiah put in after the years from which a part can be taken, without the yield."""
    return _tier(world).jht * YEAR * _law(world).jht.partial_after_years


FIGURES: Mapping[str, Callable[[World], Value]] = {
    # contributions a month, before any relief
    "base": lambda world: Rupiah(_tier(world).base),
    "lowest": lambda world: Rupiah(_lowest(world).base),
    "jkk_fee": lambda world: Rupiah(_tier(world).jkk),
    "jkm_fee": lambda world: Rupiah(_jkm(world)),
    "jht_fee": lambda world: Rupiah(_tier(world).jht),
    "two_full": lambda world: Rupiah(_tier(world).jkk + _jkm(world)),
    "two_least": lambda world: Rupiah(_lowest(world).jkk + _jkm(world)),
    "top_three": lambda world: Rupiah(_highest(world).jkk + _jkm(world) + _highest(world).jht),
    "top_income": lambda world: Rupiah(_highest(world).lower),
    "jkk_percent": lambda world: _percent(_lowest(world).jkk, _lowest(world).base),
    "jht_percent": lambda world: _percent(_lowest(world).jht, _lowest(world).base),
    "most_months": lambda world: MOST_MONTHS,
    "pay_places": lambda world: ", ".join(_places(world)),
    "cash_places": lambda world: ", ".join(name for name in CASH if name in _places(world)),
    # who may join, and until when arrears are taken
    "least_age": lambda world: _terms(world).least_age,
    "alone_from": lambda world: _terms(world).alone_from,
    "below": lambda world: _terms(world).below,
    "occupations": lambda world: _terms(world).occupations,
    "arrears": lambda world: _lapse(world).arrears_months,
    # an accident at work
    "report_hours": lambda world: _law(world).jkk.report_hours,
    "claim_years": lambda world: _law(world).jkk.claim_years,
    "unable_full": lambda world: _law(world).jkk.unable_full_months,
    "unable_later": lambda world: _law(world).jkk.unable_later_percent,
    "unable_rupiah": lambda world: Rupiah(_law(world).unable_to_work(_law(world).jkk.unable_full_months + 1)),
    "disabled_times": lambda world: _law(world).jkk.disabled_times,
    "disabled": lambda world: Rupiah(_law(world).disabled),
    "partial_times": lambda world: _law(world).jkk.partial_times,
    "death_times": lambda world: _law(world).jkk.death_times,
    "death_at_work": lambda world: Rupiah(_law(world).death_at_work),
    "by_land": lambda world: Rupiah(_law(world).jkk.by_land),
    "by_sea": lambda world: Rupiah(_law(world).jkk.by_sea),
    "by_air": lambda world: Rupiah(_law(world).jkk.by_air),
    "home_care": lambda world: Rupiah(_law(world).jkk.home_care),
    "home_care_years": lambda world: _law(world).jkk.home_care_years,
    "dentures": lambda world: Rupiah(_law(world).jkk.dentures),
    "hearing_aid": lambda world: Rupiah(_law(world).jkk.hearing_aid),
    "glasses": lambda world: Rupiah(_law(world).jkk.glasses),
    # a death that is not from work, and school
    "jkm": lambda world: Rupiah(_law(world).death(_law(world).jkm.full_after_months)),
    "jkm_months": lambda world: _law(world).jkm.full_after_months,
    "jkm_death": lambda world: Rupiah(_law(world).jkm.death),
    "periodic": lambda world: Rupiah(_law(world).jkm.periodic),
    "funeral": lambda world: Rupiah(_law(world).jkm.funeral),
    "children": lambda world: _law(world).scholarship.children,
    "child_below": lambda world: _law(world).scholarship.below,
    "school_years": lambda world: _law(world).scholarship.jkm_after_years,
    "school_each": lambda world: Rupiah(_law(world).scholarship.each),
    "school_all": lambda world: Rupiah(_law(world).scholarship.each * _law(world).scholarship.children),
    "school_sd": _school("SD"),
    "school_smp": _school("SMP"),
    "school_sma": _school("SMA/SMK"),
    "school_college": _school("kuliah/pelatihan"),
    # savings
    "jht_age": lambda world: _law(world).jht.age,
    "jht_wait": lambda world: _law(world).jht.wait_months,
    "jht_years": lambda world: _law(world).jht.partial_after_years,
    "jht_retiring": lambda world: _law(world).jht.retiring_percent,
    "jht_housing": lambda world: _law(world).jht.housing_percent,
    "jht_ten": lambda world: Rupiah(_jht_after(world)),
    "jmo_limit": lambda world: Rupiah(_law(world).jmo.jht_limit),
    "claim_site": lambda world: next(name for name in world.rules.channels("claim", world.now.date()).value.names if "." in name),
    # our own office
    "working_days": lambda world: world.rules.promises.on(world.now.date()).value.working_days,
    "office": lambda world: world.facts.get("office", ""),
    "promise": lambda world: world.facts.get("promise", ""),
}
