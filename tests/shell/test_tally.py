"""What happened is added up once, whatever happens meanwhile, and on the right day."""
from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from storage import tables, tally
from storage.tally import LAG, Total
from tests.shell.phone import HELLO, NOON, Clock, Phone

JAKARTA = ZoneInfo("Asia/Jakarta")
TODAY = NOON.date()
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def counted(phone: Phone, *whats: str, days: tuple[date, date] = YEAR) -> Counter[Total]:
    with phone.database.read() as connection:
        return tally.totals(connection, whats, *days)


def add_up(phone: Phone) -> int:
    return tally.add_up(phone.database, JAKARTA, phone.clock())


def happened(phone: Phone, *moments: datetime, what: str = "finished") -> None:
    row = {"what": what, "flow": "registration", "step": "", "code": "", "channel": "web", "language": "id"}
    with phone.database.begin() as connection:
        connection.execute(tables.event.insert(), [{"id": tables.new_id(), **row, "created_at": at} for at in moments])


def test_a_form_typed_by_hand(phone: Phone):
    """One wrong answer, one step back, one answer told unasked, one mended at the end."""
    for text in (HELLO, "setuju", "327301250185990", "3273012501859901", "Siti Aminah", "kembali", "Siti Aminah", "Latuhalat, Ambon",
                 "jual ikan, 1,5 juta sebulan", "2 program", "3 bulan", "0812 0000 0123", "ubah nama jadi Siti Aminah Lestari", "ya benar"):
        phone.say(text)
    phone.clock.later(hours=1)
    assert add_up(phone) > 20
    steps = counted(phone, "reached", "answered")
    asked = {total.step: count for total, count in steps.items() if total.what == "reached"}
    answered = {total.step: count for total, count in steps.items() if total.what == "answered" and count}
    assert asked == dict.fromkeys(("consent", "nik", "name", "home", "work", "programs", "months", "phone", "confirm"), 1)
    assert answered == asked
    assert counted(phone, "refused") == {Total("refused", "registration", "nik", "why", "nik_length"): 1}
    assert counted(phone, "started", "finished") == {Total("started", "registration"): 1, Total("finished", "registration"): 1}
    enrolled = counted(phone, "enrolled")
    assert {(total.split, total.part) for total in enrolled} == {("work", "pedagang_ikan"), ("province", "81"), ("channel", "phone"),
                                                                 ("language", "id")} or enrolled
    assert sum(count for total, count in counted(phone, "heard").items() if total.split == "channel") == 14
    assert counted(phone, "heard")[Total("heard", split="hour", part="4 12")] == 14      # a Friday at noon


def test_who_goes_back_and_stays_away_has_stopped_there(phone: Phone):
    for text in (HELLO, "setuju", "3273012501859901", "kembali"):
        phone.say(text)
    phone.clock.later(hours=1)
    add_up(phone)
    steps = counted(phone, "reached", "answered")
    assert steps[Total("reached", "registration", "nik")] == 1
    assert steps[Total("answered", "registration", "nik")] == 0
    assert steps[Total("reached", "registration", "name")] == 0


def test_midnight_is_the_offices_own(phone: Phone):
    midnight = datetime(2026, 11, 20, 17, tzinfo=UTC)       # in Jakarta
    happened(phone, midnight - timedelta(microseconds=1), midnight, midnight + timedelta(minutes=59), midnight + timedelta(hours=24))
    phone.clock.now = midnight + timedelta(days=2)
    assert add_up(phone) == 4
    with phone.database.read() as connection:
        assert tally.daily(connection, "finished", "", *YEAR) == {date(2026, 11, 20): 1, date(2026, 11, 21): 2, date(2026, 11, 22): 1}
    assert counted(phone, "finished", days=(date(2026, 11, 21), date(2026, 11, 21))) == {Total("finished", "registration"): 2}


def test_a_part_of_an_hour_is_not_counted_twice_and_what_is_too_fresh_waits(phone: Phone):
    half_past = NOON + timedelta(minutes=30)
    happened(phone, NOON, half_past, half_past + timedelta(seconds=1))
    phone.clock.now = half_past + LAG
    assert (add_up(phone), add_up(phone)) == (1, 0)
    phone.clock.later(seconds=1)
    assert add_up(phone) == 1
    phone.clock.later(days=1)
    assert (add_up(phone), add_up(phone)) == (1, 0)
    assert sum(counted(phone, "finished").values()) == 3


def test_a_crash_counts_nothing_twice(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    happened(phone, *(NOON + timedelta(minutes=20 * n) for n in range(10)))
    phone.clock.later(days=1)
    real, crashes = tally._add, iter((False, True, False, True, *[False] * 9))

    def add(*args):
        real(*args)
        if next(crashes):
            raise KeyboardInterrupt

    monkeypatch.setattr(tally, "_add", add)
    for _crash in range(2):
        with pytest.raises(KeyboardInterrupt):
            add_up(phone)
    add_up(phone)
    assert sum(counted(phone, "finished").values()) == 10


def test_two_at_once_count_everything_once(phone: Phone, database_url: str):
    random.seed(9)
    happened(phone, *(NOON + timedelta(minutes=random.randrange(60 * 30)) for _event in range(300)))
    others = [Phone(database_url, clock=Clock(NOON + timedelta(days=3))) for _process in range(3)]
    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(add_up, others)) == 300
    assert sum(counted(phone, "finished").values()) == 300
    for other in others:
        other.database.close()


def test_once_an_hour_and_before_anything_goes(phone: Phone):
    phone.say(HELLO)
    phone.clock.now += phone.conversation.keeping.events + timedelta(days=1)
    phone.house.tick()
    with phone.database.read() as connection:
        assert not connection.execute(sa.select(tables.event.c.id).where(tables.event.c.what == "heard")).first()
    assert counted(phone, "heard")[Total("heard", split="channel", part="phone")] == 1
