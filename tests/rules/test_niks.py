"""The shape of a NIK."""
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import RULES
from bot.rules.nik import BadNik, mask
from tests.rules.cases import law

NOW = date(2026, 11, 20)


@law("niks")
def test_what_a_nik_says(case):
    on = date.fromisoformat(case["on"])
    if case["flaw"]:
        with pytest.raises(BadNik) as bad:
            RULES.nik(case["nik"], on)
        assert bad.value.flaw.value == case["flaw"]
    else:
        nik = RULES.nik(case["nik"], on)
        assert (nik.born.isoformat(), nik.sex, nik.province) == (case["born"], case["sex"], case["province"] or None)


@given(st.dates(date(1927, 1, 1), NOW), st.booleans())
def test_every_birthday_of_a_hundred_years_comes_back(born: date, female: bool) -> None:
    nik = RULES.nik(f"320101{born.day + 40 * female:02}{born:%m%y}9901", NOW)
    assert (nik.born, nik.sex) == (born, "F" if female else "M")


@given(st.text("0123456789", min_size=16, max_size=16))
def test_any_sixteen_digits_are_read_or_refused(digits: str) -> None:
    try:
        nik = RULES.nik(digits, NOW)
    except BadNik:
        return
    assert nik.digits == digits
    assert nik.born <= NOW


def test_a_refusal_holds_no_digits():
    with pytest.raises(BadNik) as bad:
        RULES.nik("3201013102909901", NOW)
    assert str(bad.value) == "The date of this NIK cannot be."


def test_a_nik_is_shown_masked():
    assert mask("3201011708859901") == "3201********9901" == str(RULES.nik("3201011708859901", NOW))


def test_thirty_eight_provinces():
    names = RULES.provinces.on(NOW).value.names
    codes = [*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82, *range(91, 97)]
    assert sorted(map(int, names)) == codes
    assert (len(codes), len(set(names.values()))) == (38, 38)
