"""Start-dated facts: no gaps, no overlaps, no guesses, and a source on each."""
from __future__ import annotations

import shutil
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import RULES, load
from bot.rules.contributions import Jkm
from bot.rules.dated import DATA, read, stale
from bot.rules.months import Month, months_after
from bot.rules.quotes import Asked

NOW = date(2026, 11, 20)
ROW = '[[jkm]]\nfrom = "{}"\nsource = "PP"\nchecked = 2026-11-20\nflat = {}\n'


def table(folder: Path, text: str):
    (folder / "some.toml").write_text(text)
    return read(folder, "some/jkm", Jkm)


def test_a_row_holds_from_its_first_day_until_the_next_one_starts(tmp_path):
    jkm = table(tmp_path, ROW.format("2026-01", 1) + ROW.format("2026-04", 2).replace('"2026-04"', "2026-04-15"))
    assert [jkm.on(date(2026, *day)).value.flat for day in ((1, 1), (4, 14), (4, 15), (12, 31))] == [1, 1, 2, 2]
    assert [jkm.on(Month(2026, month)).value.flat for month in (1, 4, 5)] == [1, 1, 2]
    with pytest.raises(LookupError, match="some/jkm is known from 2026-01-01 on; 2025-12-31 is earlier"):
        jkm.on(date(2025, 12, 31))


@pytest.mark.parametrize(("broken", "why"), [
    (ROW.format("2026-01", 1) + ROW.format("2026-01", 2), "must start after"),
    (ROW.format("2026-04", 1) + ROW.format("2026-01", 2), "must start after"),
    (ROW.format("2026-13", 1), "A month looks like 2026-11"),
    (ROW.format("2026-01", 1).replace('source = "PP"', ""), "source"),
    (ROW.format("2026-01", 1).replace('"PP"', '""'), "source"),
    (ROW.format("2026-01", 1).replace("checked = 2026-11-20", ""), "checked"),
    (ROW.format("2026-01", 1).replace("2026-11-20", '"soon"'), "checked"),
    (ROW.format("2026-01", 1) + "to = 2027-01-01", "'to'"),
])
def test_a_bad_row_is_refused(tmp_path, broken, why):
    with pytest.raises(ValueError, match=why):
        table(tmp_path, broken)


def test_nothing_is_stale_for_half_a_year_and_then_everything(tmp_path):
    (tmp_path / "some.toml").write_text(ROW.format("2026-01", 1))
    assert list(stale(tmp_path, date(2027, 5, 19))) == []       # 180 days
    assert list(stale(tmp_path, date(2027, 5, 20))) == [("some/jkm", date(2026, 1, 1), NOW)]
    assert {name for name, _, _ in stale(DATA, date(2030, 1, 1))} >= {
        "contributions/tiers", "contributions/jkm", "relief/transport", "relief/other", "benefits/jkm", "channels/pay", "office/promise"}


def test_another_folder_gives_other_rules(tmp_path):
    """A change of law is a row; so can a test change the law overnight."""
    shutil.copytree(DATA, tmp_path, dirs_exist_ok=True)
    relief = tmp_path / "relief.toml"
    relief.write_text(relief.read_text("utf-8").replace('"2027-01"', '"2027-03"'), "utf-8")
    asked: Asked = {"income": 1_000_000, "programs": 2, "months": 3, "sector": "other", "funds": "self"}
    assert load(tmp_path).quote(Month(2026, 11), **asked).total == 25_200
    assert RULES.quote(Month(2026, 11), **asked).total == 33_600


def test_rules_do_not_change():
    with pytest.raises(FrozenInstanceError):
        RULES.promises = RULES.promises     # type: ignore[misc]


def test_where_to_go_and_as_of_when():
    assert (RULES.channels("register", NOW).value.by, RULES.channels("pay", NOW).value.by) == ("NIK", "NIK")
    assert "JMO" in RULES.channels("register", NOW).value.names
    assert "175" in RULES.channels("ask", NOW).value.names
    pay = RULES.channels("pay", NOW)
    assert {"BRILink", "DANA", "Alfamart"} <= set(pay.value.names)
    assert not {"Indomaret", "Pegadaian", "Tokopedia"} & set(pay.value.names)
    assert pay.checked == NOW


def test_months_are_read_written_and_counted():
    november = Month.parse("2026-11")
    assert (november, str(november)) == (Month.of(NOW), "2026-11")
    assert (str(november + 2), str(november + 14), str(november + -11)) == ("2027-01", "2028-01", "2025-12")
    assert (november.first, november.last, Month(2028, 2).last) == (date(2026, 11, 1), date(2026, 11, 30), date(2028, 2, 29))
    assert november < Month(2027, 1)


@pytest.mark.parametrize("text", ["2026-1", "2026-13", "2026-00", "0000-01", "November", "2026-11-01", "", "２０２６-11"])
def test_what_is_no_month(text):
    with pytest.raises(ValueError, match=r"looks like 2026-11"):
        Month.parse(text)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 40))
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    later = months_after(day, months)
    assert Month.of(later) == Month.of(day) + months
    assert later.day == day.day or (later.day < day.day and later == Month.of(later).last)
