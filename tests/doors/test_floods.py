"""A flood slows nobody but who makes it: counted by two real processes together, on both databases."""
from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain, count
from multiprocessing import get_context
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from bot.allowances import network
from bot.app import create_app
from bot.casework import By
from bot.handlers.channel import Inbound
from bot.house import House
from storage import staff, tables
from tests.desk.conftest import Office, office  # noqa: F401
from tests.shell.phone import ANSWERS, HELLO, SETTINGS, SPEECH, Clock, Screen

NUMBERS = count(10_000_000)
AFAR, ELSEWHERE = "203.0.113.7", "198.51.100.9"
FEW = SETTINGS.model_copy(update={"messages_a_minute": 5, "messages_an_hour": 12, "web_messages_a_minute": 8, "sign_ins_a_quarter": 6})


def house_of(url: str, clock: Clock | None = None) -> House:
    house: House = House(FEW.model_copy(update={"database_url": url}), clock or Clock())
    house.speech = SPEECH
    return house


def hear(house: House, text: str, who: str = "628120000123") -> bool:
    return bool(house.conversation.hear(Inbound("telegram", "us", who, uuid4().hex, text)))


def together(do: Any, *over: Any) -> list[Any]:
    """Do something in two real processes at once."""
    with ProcessPoolExecutor(2, get_context("fork")) as processes:
        return list(processes.map(do, *over))


def said(house: House, who: str = "628120000123") -> list[tuple[str, str]]:
    return [(m.way, m.body.words) for m in house.conversation.transcript("telegram", "us", who)]


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    house = house_of(database_url)
    yield house
    house.database.close()


@pytest.fixture
def clock(house: House) -> Clock:
    assert isinstance(house.clock, Clock)
    return house.clock


def test_who_writes_too_fast_is_told_once_and_loses_nothing(house, clock):
    """Five are answered, the sixth is told to wait, the others are kept; after the minute the form goes on where it was."""
    house.outbox.channels = {"telegram": Screen("telegram")}
    for text in (HELLO, "setuju", ANSWERS["nik"], *"abcdef"):
        hear(house, text)
        house.outbox.sweep()
    ways = [way for way, _words in said(house)]
    assert ways == [*("in", "out") * 6, "in", "in", "in"]
    assert "Mohon tunggu 1 menit" in said(house)[11][1]
    assert said(house)[-1] == ("in", "f")
    clock.later(seconds=61)
    hear(house, "nama saya Siti Aminah")
    assert "Siti Aminah" not in said(house)[-1][1]
    assert said(house)[-1][0] == "out"


def test_an_hour_has_an_allowance_too(house, clock):
    for _minute in range(4):
        for _message in range(4):
            hear(house, f"halo {next(NUMBERS)}")
        clock.later(seconds=61)
    told = [words for way, words in said(house) if way == "out" and "Mohon tunggu" in words]
    assert len(told) == 1
    assert "57 menit" in told[0]
    clock.later(hours=1)
    hear(house, "halo")
    assert said(house)[-1][0] == "out"


def test_another_person_is_answered_meanwhile(house):
    for n in range(20):
        hear(house, f"a {n}")
    hear(house, HELLO, "628120000999")
    assert [way for way, _words in said(house, "628120000999")] == ["in", "out"]


def test_a_repeat_counts_once(house):
    again = Inbound("telegram", "us", "628120000123", "the-same", HELLO)
    for _time in range(20):
        house.conversation.hear(again)
    hear(house, "setuju")
    assert not [words for _way, words in said(house) if "Mohon tunggu" in words]


def test_behind_an_officer_nobody_is_told_to_wait(house):
    hear(house, "petugas")
    with house.database.read() as connection:
        talk = connection.execute(tables.talk.select()).mappings().one()
    with house.database.begin() as connection:
        id = staff.add(connection, house.vault, "ani", "officer", "x", house.clock())
    house.casework.claim(talk["id"], By(id, "ani"))
    for n in range(20):
        hear(house, f"a {n}")
    assert not [words for _way, words in said(house) if "Mohon tunggu" in words]
    assert [way for way, _words in said(house)].count("in") == 21


def _flood(url: str, n: int) -> None:
    house = house_of(url)
    for number in range(10):
        assert hear(house, f"pesan {n} {number}")
    house.database.close()


def test_two_processes_answer_no_more_than_one(house):
    hear(house, HELLO)
    house.database.close()
    together(partial(_flood, house.settings.database_url), range(2))
    ways = said(house)
    assert len([way for way, _words in ways if way == "in"]) == 21
    assert len([words for _way, words in ways if "Mohon tunggu" in words]) == 2       # for the minute, and for the hour
    assert len([way for way, _words in ways if way == "out"]) == 5 + 2


def app_of(url: str, **settings: object) -> Flask:
    app = create_app(FEW.model_copy(update={"database_url": url, **settings}))
    app.extensions["house"].speech = SPEECH
    app.extensions["house"].clock = Clock()
    return app


def post(app: Flask, origin: str, client: Any = None, **headers: str) -> Any:
    return (client or app.test_client()).post("/messages", json={"id": str(next(NUMBERS)), "text": "halo"}, headers=headers,
                                              environ_base={"REMOTE_ADDR": origin})


def _posts(url: str, start: int) -> list[int]:
    app = app_of(url)
    return [app.test_client().post("/messages", json={"id": f"{start}-{n:08}", "text": "halo"},
                                   environ_base={"REMOTE_ADDR": AFAR}).status_code for n in range(10)]


def test_two_processes_let_no_more_in_from_one_network_address(database_url):
    """Every message from a browser of its own: only the network address is the same."""
    codes = [*chain(*together(partial(_posts, database_url), range(2)))]
    assert sorted(codes) == [200] * 8 + [429] * 12


def test_others_write_on_meanwhile(database_url):
    app = app_of(database_url)
    assert [post(app, AFAR).status_code for _post in range(9)] == [200] * 8 + [429]
    assert post(app, ELSEWHERE).status_code == 200
    app.extensions["house"].clock.later(seconds=61)
    assert post(app, AFAR).status_code == 200


def test_a_span_ends_also_for_who_keeps_coming(database_url):
    app, answers = app_of(database_url), list[int]()
    for _half_a_minute in range(4):
        answers += [post(app, AFAR).status_code for _post in range(4)]
        app.extensions["house"].clock.later(seconds=31)
    assert answers == [200] * 16


def test_a_browser_has_its_own_allowance_and_hears_how_long(database_url):
    app = app_of(database_url)
    client = app.test_client()
    answers = [post(app, AFAR, client) for _post in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert "60 detik" in answers[-1].json["error"]
    assert post(app, AFAR).status_code == 200       # another browser behind the same address


def test_who_is_shut_out_costs_the_database_nothing(database_url, monkeypatch):
    app = app_of(database_url)
    while post(app, AFAR).status_code == 200:
        pass
    monkeypatch.setattr(app.extensions["house"].database, "begin", None)
    assert post(app, AFAR).status_code == 429


@pytest.mark.parametrize(("proxies", "forwarded", "counted"), [
    (0, "1.1.1.{n}", 8), (1, "1.1.1.{n}", 12), (1, "1.1.1.{n}, 9.9.9.9", 8), (2, "1.1.1.{n}, 9.9.9.9", 12), (2, "", 8)])
def test_a_forwarded_address_counts_only_as_far_as_our_own_proxies_wrote_it(sqlite, proxies, forwarded, counted):
    app = app_of(sqlite, trusted_proxies=proxies)
    answers = [post(app, AFAR, **{"X-Forwarded-For": forwarded.format(n=n)} if forwarded else {}) for n in range(12)]
    assert [answer.status_code for answer in answers].count(200) == counted


@pytest.mark.parametrize(("origin", "who"), [
    ("127.0.0.1", ""), ("::1", ""), ("::ffff:127.0.0.1", ""), (None, ""), ("junk", ""), (AFAR, AFAR), ("::ffff:203.0.113.7", AFAR),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("2001:db8:1:2:ffff::", "2001:db8:1:2::")])
def test_whom_an_address_counts_as(origin, who):
    assert network(origin) == who


def test_too_many_sign_ins_from_one_network_address(office: Office):     # noqa: F811
    """Of different people, so that no lock of one login stops it; from elsewhere one signs in."""
    office.app.extensions["house"].settings = FEW.model_copy(update={"database_url": office.house.settings.database_url})
    ani = office.hire("ani")
    ani.client.environ_base["REMOTE_ADDR"] = AFAR
    answers = [ani.post("sign-in", login=f"orang{n}", password="salah", code="") for n in range(7)]
    assert [answer.status_code for answer in answers] == [401] * 6 + [429]
    assert answers[-1].headers["Retry-After"] == "900"
    assert "tunggu 15 menit" in answers[-1].text
    assert ani.sign_in().status_code == 429
    ani.client.environ_base["REMOTE_ADDR"] = ELSEWHERE
    assert ani.sign_in().status_code == 302


def _tries(url: str, n: int) -> list[int]:
    house = house_of(url)
    return [house.sign_ins.wait(AFAR) for _try in range(5)]


def test_two_processes_count_sign_ins_together(database_url):
    waits = [*chain(*together(partial(_tries, database_url), range(2)))]
    assert sorted(map(bool, waits)) == [False] * 6 + [True] * 4


def test_what_was_counted_is_forgotten_and_names_nobody(house, clock):
    assert house.networks.wait(AFAR) == house.writers.wait("a browser") == 0

    def rows():
        with house.database.read() as connection:
            return connection.execute(tables.allowance.select()).all()

    assert len(rows()) == 3
    assert AFAR not in str(rows())
    clock.later(hours=2)
    house.tick()
    assert rows() == []


def test_nobody_registers_too_fast():
    """By default even who answers without reading is heard to the end, and once more."""
    assert [allowed.most for allowed in SETTINGS.messages] == [30, 300]
    assert 2 * (len(ANSWERS) + 1) < 30
