"""What holds for every price, whatever is asked."""
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.rules import RULES
from bot.rules.months import Month
from bot.rules.quotes import Asked

incomes = st.integers(0, 60_000_000)
firsts = st.one_of(st.integers(0, 24).map(lambda n: Month(2025, 6) + n),      # around the relief of PP 50/2025
                   st.integers(0, 200).map(lambda n: Month(2015, 7) + n))
asks = st.fixed_dictionaries({"income": incomes, "programs": st.sampled_from([2, 3]), "months": st.integers(1, 12),
                              "sector": st.sampled_from(["transport", "other"]), "funds": st.sampled_from(["self", "apbd"])})


@given(firsts, asks)
def test_totals_add_up(first: Month, asked: Asked) -> None:
    quote = RULES.quote(first, **asked)
    assert quote.total == sum(premium.jkk + premium.jkm + premium.jht for premium in quote.months)
    assert len(quote.months) == asked["months"]


@given(firsts, asks)
def test_many_months_are_the_sum_of_single_ones(first: Month, asked: Asked) -> None:
    single: Asked = {**asked, "months": 1}
    assert RULES.quote(first, **asked).total == sum(RULES.quote(first + n, **single).total for n in range(asked["months"]))


@given(firsts, asks)
def test_relief_takes_from_jkk_and_jkm_and_never_from_jht(first: Month, asked: Asked) -> None:
    quote = RULES.quote(first, **asked)
    for premium in quote.months:
        assert premium.jht == (quote.tier.jht if asked["programs"] == 3 else 0)
        assert premium.jkk + premium.jkm + premium.relief == quote.tier.jkk + 6_800
        assert premium.relief >= 0
        assert 0 < premium.jkk <= quote.tier.jkk
        assert 0 < premium.jkm <= 6_800


@given(firsts, asks)
def test_public_money_is_never_relieved(first: Month, asked: Asked) -> None:
    public: Asked = {**asked, "funds": "apbd"}
    assert all(premium.relief == 0 for premium in RULES.quote(first, **public).months)


@given(firsts, asks, incomes)
def test_who_earns_more_never_pays_less(first: Month, asked: Asked, other: int) -> None:
    poorer, richer = sorted([asked["income"], other])
    less: Asked = {**asked, "income": poorer}
    more: Asked = {**asked, "income": richer}
    assert RULES.quote(first, **less).total <= RULES.quote(first, **more).total


@given(firsts, asks)
def test_an_estimate_is_a_price_that_changes_and_names_the_month(first: Month, asked: Asked) -> None:
    quote = RULES.quote(first, **asked)
    changed = [premium for premium in quote.months if premium.total != quote.months[0].total]
    assert quote.estimate == bool(changed)
    if changed:
        assert quote.later == changed[0]


@given(firsts, asks)
def test_until_the_later_price_nothing_changes(first: Month, asked: Asked) -> None:
    quote = RULES.quote(first, **asked)
    single: Asked = {**asked, "months": 1}
    month = first
    while month < (quote.later.month if quote.later else first + 24):
        assert RULES.quote(month, **single).total == quote.months[0].total
        month += 1


@given(incomes)
def test_a_percentage_leaves_no_part_of_a_rupiah(income: int) -> None:
    tier = RULES.tier(income, Month(2026, 11))
    assert (tier.jkk * 100, tier.jht * 50) == (tier.base, tier.base)
    for table in RULES.contributions.relief.values():
        for row in table.rows:
            assert tier.jkk * row.value.jkk_percent % 100 == 0 == 6_800 * row.value.jkm_percent % 100
