"""When the office is open and by when it answers: lunch, weekends, holidays, three time zones."""
from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.office import Office, holidays, read_hours
from bot.texts import plain
from storage.office_days import Mended

HOURS = "Senin–Jumat 08.00–12.00 13.00–15.00; Sabtu 08.00-10.00 WIB"
JAKARTA = ZoneInfo("Asia/Jakarta")
FRIDAY = date(2026, 11, 20)


def office(text: str = HOURS, answer: int = 60) -> Office:
    _week, zone = read_hours(text, "Asia/Jakarta")
    return Office("Kantor", text, zone, timedelta(minutes=answer))


def at(hour: int, minute: int = 0, day: date = FRIDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), JAKARTA)


@pytest.mark.parametrize(("now", "by"), [
    (at(9), at(10)),                                # an hour from now
    (at(11, 30), at(13, 30)),                       # lunch does not count
    (at(7), at(9)),                                 # from when it opens
    (at(14, 30), at(8, 30, date(2026, 11, 21))),    # half an hour today, half on Saturday
    (at(11, 0, date(2026, 11, 21)), at(9, 0, date(2026, 11, 23))),      # Saturday noon: Monday
    (at(14, 30, date(2026, 12, 24)), at(8, 30, date(2026, 12, 26)))])   # Christmas Eve is a day off the government gave, Christmas one too
def test_the_promise_counts_only_open_hours(now, by):
    promised = office().answers_by(now, Mended({date(2026, 12, 24): False}))
    assert promised == by


def test_the_promise_in_words():
    assert plain(office().promise(at(9), Mended())) == "today before 10.00 WIB"
    assert plain(office().promise(at(16), Mended({FRIDAY + timedelta(days=1): True}))) == "on Monday, 2026-11-23, before 09.00 WIB"


def test_staff_know_better_than_the_calendar():
    christmas = date(2026, 12, 25)
    assert christmas in holidays(2026)
    assert not office().is_open(at(9, day=christmas), Mended())
    assert office().is_open(at(9, day=christmas), Mended({christmas: False}))
    assert not office().is_open(at(9), Mended({FRIDAY: True}))


def test_a_day_that_depends_on_the_moon_is_marked():
    assert holidays(2027)[date(2027, 3, 10)].estimated
    assert not holidays(2027)[date(2027, 8, 17)].estimated


@pytest.mark.parametrize(("text", "zone", "said"), [
    ("Senin-Jumat 08.00-15.00 WIT", "Asia/Jayapura", "WIT"), ("Senin-Jumat 08.00-15.00 WITA", "Asia/Makassar", "WITA"),
    ("Senin-Jumat 08.00-15.00", "Asia/Jakarta", "WIB")])
def test_the_zone_is_the_offices_own(text, zone, said):
    there = office(text)
    assert there.zone.key == zone
    assert there.zone_name == said
    assert there.is_open(datetime(2026, 11, 20, 8, 0, tzinfo=ZoneInfo(zone)), Mended())


@pytest.mark.parametrize("text", [
    "", "besok", "Senin", "Senin 8-15", "Senin 15.00-08.00", "Senin 13.00-15.00 08.00-12.00", "Sen-Foo 08.00-12.00", "Senin 08.00-24.00"])
def test_wrong_hours_are_said_with_an_example(text):
    with pytest.raises(ValueError, match="like Senin-Jumat"):
        read_hours(text, "Asia/Jakarta")


def test_days_may_run_over_the_weekend():
    hours, _zone = read_hours("Sabtu-Senin 09.00-10.00", "Asia/Jakarta")
    assert sorted(hours) == [0, 5, 6]


def test_an_office_that_never_opens_promises_no_hour():
    always = Mended({FRIDAY + timedelta(days=n): True for n in range(100)})
    assert plain(office().promise(at(9), always)) == "as soon as the office opens"


@given(st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.times(), st.integers(1, 600))
def test_what_is_promised_is_when_so_much_open_time_has_passed(day, clock, minutes):
    now = datetime.combine(day, clock, JAKARTA)
    there = office(answer=minutes)
    by = there.answers_by(now, Mended())
    assert by
    assert by > now
    assert there.waited(now, by, Mended()) == timedelta(minutes=minutes)
    assert there.waited(now, by - timedelta(seconds=1), Mended()) < timedelta(minutes=minutes)
