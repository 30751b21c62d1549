"""Who may register, who is still covered, and from which month."""
from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules import RULES
from bot.rules.eligibility import age
from bot.rules.months import Month
from bot.rules.standing import Standing
from tests.rules.cases import law

day = date.fromisoformat
NOW = date(2026, 11, 20)
days = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@law("ages")
def test_who_may_register(case):
    born, on = day(case["born"]), day(case["on"])
    assert age(born, on) == int(case["age"])
    assert RULES.may_register(born, on).value == case["verdict"]


def test_the_conditions_can_be_said():
    terms = RULES.terms(NOW)
    assert (terms.least_age, terms.alone_from, terms.below, terms.occupations) == (15, 18, 65, 2)


def test_an_owner_with_employees_joins_jht():
    assert RULES.must_take_jht(owner_with_employees=True, on=NOW)
    assert not RULES.must_take_jht(owner_with_employees=False, on=NOW)


@law("standings")
def test_who_is_covered(case):
    until, today = day(case["covered until"]), day(case["today"])
    assert RULES.standing(until, today).value == case["standing"]
    assert RULES.months_owed(until, today) == int(case["months owed"])


def test_coming_back_costs_no_fine():
    assert (RULES.lapse(NOW).arrears_months, RULES.lapse(NOW).fine, RULES.lapse(NOW).owed_after_lapse) == (3, 0, False)


@given(days, st.integers(0, 200))
def test_standing_only_gets_worse(until: date, later: int) -> None:
    order = [Standing.ACTIVE, Standing.ARREARS, Standing.LAPSED]
    today = until + timedelta(days=later)
    assert order.index(RULES.standing(until, today)) <= order.index(RULES.standing(until, today + timedelta(days=1)))
    assert (RULES.months_owed(until, today) > 0) == (RULES.standing(until, today) is Standing.ARREARS)


@law("first_months")
def test_the_month_an_officer_can_register(case):
    assert RULES.first_months(day(case["today"])) == tuple(Month.parse(month) for month in case["months"].split())
