"""Who sends is woken by the process that heard; where nobody sends there, by all hosts' bell."""
from __future__ import annotations

import threading
from collections.abc import Iterator

import psycopg
import pytest

from storage import Database
from tests.shell.phone import HELLO, Phone

SOON, NEVER = 10.0, 0.5     # seconds


class Sender:
    """On another host: a database of its own, and what woke it."""

    def __init__(self, url: str) -> None:
        self.database, self.woken, self._over = Database(url), threading.Event(), threading.Event()
        assert self.database.bell
        self._ear = threading.Thread(target=self.database.bell.listen, args=(self.woken.set, self._over.is_set))
        self._ear.start()

    def end(self) -> None:
        self._over.set()
        self._ear.join()
        self.database.close()


def is_listening(url: str) -> bool:
    with psycopg.connect(url.replace("+psycopg", "")) as admin:
        there = "select count(*) from pg_stat_activity where query = 'LISTEN outbox' and datname = current_database()"
        return bool(admin.execute(there).fetchone() == (1,))


def backends(url: str) -> list[int]:
    with psycopg.connect(url.replace("+psycopg", "")) as admin:
        last = "select pid from pg_stat_activity where query = 'NOTIFY outbox' and datname = current_database()"
        return [pid for (pid,) in admin.execute(last)]


@pytest.fixture
def database(postgresql: str) -> Iterator[Database]:
    database = Database(postgresql)
    yield database
    database.close()


@pytest.fixture
def sender(postgresql: str) -> Iterator[Sender]:
    sender = Sender(postgresql)
    while not is_listening(postgresql):
        threading.Event().wait(0.05)
    yield sender
    sender.end()


def test_a_sender_elsewhere_is_woken(database, sender):
    for _time in range(3):
        database.bell.ring()
        assert sender.woken.wait(SOON)
        sender.woken.clear()


def test_who_sends_is_told_by_the_process_that_heard_and_nobody_else_is(postgresql, sender):
    phone = Phone(postgresql)
    phone.outbox.wake()                 # nobody sends there
    assert sender.woken.wait(SOON)
    sender.woken.clear()
    phone.outbox.start()
    phone.hear(HELLO)
    phone.outbox.wake(phone.talk.address)
    assert phone.screen.arrived.wait(SOON)
    assert not sender.woken.wait(NEVER)
    phone.outbox.end()
    phone.database.close()


def test_a_bell_whose_connection_is_gone_is_rung_again(database, sender, postgresql):
    database.bell.ring()
    assert sender.woken.wait(SOON)
    while not (ringing := backends(postgresql)):
        threading.Event().wait(0.05)
    with psycopg.connect(postgresql.replace("+psycopg", ""), autocommit=True) as admin:
        for pid in ringing:
            admin.execute("select pg_terminate_backend(%s)", (pid,))
    sender.woken.clear()
    for _time in range(20):     # the first is lost with the connection: whoever sends looks once a second anyway
        database.bell.ring()
        if sender.woken.wait(NEVER):
            break
    assert sender.woken.is_set()


def test_sqlite_has_none(sqlite):
    database = Database(sqlite)
    assert database.bell is None
    database.close()
