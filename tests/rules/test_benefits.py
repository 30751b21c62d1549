"""Benefits against the law's own numbers."""
from __future__ import annotations

import re
from datetime import date

import pytest

from bot.rules import RULES
from bot.rules.benefits import Benefits
from tests.rules.cases import law, rupiah

NOW = date(2026, 11, 20)


def amount(benefits: Benefits, benefit: str, numbers: list[int], condition: str) -> int:
    match benefit:
        case "unable to work":
            return benefits.unable_to_work(*numbers)
        case "disabled":
            return benefits.disabled
        case "death at work":
            return benefits.death_at_work
        case "death":
            return benefits.death(*numbers)
        case "school":
            return benefits.school_money(numbers[0], "jkk" if "jkk" in condition else "jkm", numbers[1])
    raise AssertionError(benefit)


@law("benefits")
def test_what_is_paid_out(case):
    benefits = RULES.benefits(rupiah(case["base"]), date.fromisoformat(case["on"]))
    numbers = [int(number) for number in re.findall(r"\d+", case["condition"])]
    assert amount(benefits, case["benefit"], numbers, case["condition"]) == rupiah(case["rupiah"])


def test_care_after_an_accident_has_no_ceiling():
    assert RULES.benefits(1_000_000, NOW).jkk.care_ceiling is None


def test_a_death_at_work_with_two_children():
    benefits = RULES.benefits(1_000_000, NOW)
    assert benefits.death_at_work + benefits.school_money(2, "jkk", 0) == 244_000_000


def test_what_an_accident_costs_besides():
    jkk = RULES.benefits(1_000_000, NOW).jkk
    assert (jkk.by_land, jkk.by_sea, jkk.by_air) == (5_000_000, 2_000_000, 10_000_000)
    assert (jkk.home_care, jkk.home_care_years) == (20_000_000, 1)
    assert (jkk.dentures, jkk.hearing_aid, jkk.glasses) == (5_000_000, 2_500_000, 1_000_000)
    assert (jkk.partial_times, jkk.report_hours, jkk.claim_years) == (80, 48, 5)


def test_the_school_ladder():
    scholarship = RULES.benefits(1_000_000, NOW).scholarship
    assert [(yearly, years) for _, yearly, years in scholarship.ladder] == [
        (1_500_000, 2), (1_500_000, 6), (2_000_000, 3), (3_000_000, 3), (12_000_000, 5)]
    assert (scholarship.each, scholarship.children, scholarship.below) == (87_000_000, 2, 23)


def test_savings():
    benefits = RULES.benefits(1_000_000, NOW)
    jht = benefits.jht
    assert (jht.age, jht.wait_months, jht.partial_after_years, jht.retiring_percent, jht.housing_percent) == (56, 1, 10, 10, 30)
    assert benefits.jmo.jht_limit == 15_000_000


def test_there_is_no_month_before_the_first():
    with pytest.raises(ValueError, match="from 1, not 0"):
        RULES.benefits(1_000_000, NOW).unable_to_work(0)


def test_each_benefit_names_its_source():
    assert [source.split(";")[0] for source in RULES.benefits(1_000_000, NOW).sources][:2] == ["PP 82/2019", "Permenaker 1/2025"]


def test_older_benefits_are_not_guessed():
    with pytest.raises(LookupError, match="benefits/jmo is known from 2025-05-01"):
        RULES.benefits(1_000_000, date(2025, 4, 30))
