"""Prices against the law's own tables."""
from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest

from bot.rules import RULES
from bot.rules.months import Month
from bot.rules.quotes import Asked
from tests.rules.cases import law, rupiah


def trader(**other: Any) -> Asked:
    """The least a trader pays for one month, or something `other`."""
    return cast(Asked, {"income": 1_000_000, "programs": 2, "months": 1, "sector": "other", "funds": "self"} | other)


def case_of(case: dict[str, str]) -> Asked:
    return trader(income=rupiah(case["income"]), programs=int(case["programs"]), months=int(case.get("months", 1)),
                  sector=case["sector"], funds=case["funds"])


@law("tiers")
def test_every_row_of_the_appendix(case):
    lower, base, jkk, jht = (rupiah(case[name]) for name in ("from", "base", "jkk", "jht"))
    upper = None if case["to"] == "dst." else rupiah(case["to"])
    for income in (lower, lower + 1, base, (upper or 10**9) + 999 * bool(upper)):
        tier = RULES.tier(income, Month(2026, 11))
        assert (tier.number, tier.lower, tier.upper, tier.base, tier.jkk, tier.jht) == (int(case["row"]), lower, upper, base, jkk, jht)
    for programs, price in ((2, "two"), (3, "three")):
        quote = RULES.quote(Month(2027, 4), **trader(income=lower, programs=programs))
        assert (quote.total, quote.base, quote.tier.number) == (rupiah(case[price]), base, int(case["row"]))


def test_the_appendix_has_thirty_three_rows():
    assert RULES.tier(10**12, Month(2026, 11)).number == 33


@law("quotes")
def test_what_is_paid(case):
    quote = RULES.quote(Month.parse(case["first"]), **case_of(case))
    assert " + ".join(f"{premium.total:,}".replace(",", ".") for premium in quote.months) == case["each month"]
    assert [premium.month for premium in quote.months] == [Month.parse(case["first"]) + n for n in range(int(case["months"]))]
    assert quote.total == rupiah(case["total"])
    assert quote.estimate == (case["estimate"] == "yes")
    later = "-" if quote.later is None else f"{quote.later.month} {quote.later.total:,}".replace(",", ".")
    assert later == case["later"]
    assert quote.sources[-1].startswith(case["law"])
    assert len(set(quote.sources)) == len(quote.sources)


@law("parts")
def test_the_parts_of_a_price(case):
    month = Month.parse(case["month"])
    [premium] = RULES.quote(month, **case_of(case)).months
    assert [premium.jkk, premium.jkm, premium.jht, premium.relief] == [rupiah(case[part]) for part in ("jkk", "jkm", "jht", "relief")]


@pytest.mark.parametrize("nonsense", [{"programs": 1}, {"programs": 4}, {"months": 0}, {"months": 13}, {"income": -1}, {"sector": "ojek"},
                                      {"funds": "friend"}])
def test_nonsense_is_refused_by_its_name(nonsense):
    [(name, value)] = nonsense.items()
    with pytest.raises(ValueError, match=f"(?i)^(the )?{name} .*{value}"):
        RULES.quote(Month(2026, 11), **trader(**nonsense))


def test_before_the_law_there_is_no_price():
    with pytest.raises(LookupError, match=r"contributions/tiers is known from 2015-07-01 on; 2015-06 is earlier"):
        RULES.quote(Month(2015, 6), **trader())
    with pytest.raises(LookupError):
        RULES.tier(1_000_000, Month(2015, 6))


def test_both_prices_are_said_when_the_office_may_need_the_next_month():
    this, following = RULES.quotes(date(2026, 12, 30), **trader())
    assert (str(this.months[0].month), this.total) == ("2026-12", 8_400)
    assert (str(following.months[0].month), following.total) == ("2027-01", 16_800)


def test_one_price_is_enough_when_both_months_cost_the_same():
    assert [quote.total for quote in RULES.quotes(date(2026, 12, 30), **trader(sector="transport"))] == [8_400]
    assert [quote.total for quote in RULES.quotes(date(2026, 11, 30), **trader())] == [8_400]
    assert [quote.total for quote in RULES.quotes(date(2026, 12, 1), **trader())] == [8_400]


def test_both_totals_are_said_when_only_a_later_month_differs():
    assert [quote.total for quote in RULES.quotes(date(2026, 11, 30), **trader(months=2))] == [16_800, 25_200]
