"""Told to stop, a sender ends the call it is in, writes down what became of it, and begins nothing more; storms are in tests/chaos."""
from __future__ import annotations

import threading
from datetime import timedelta

from bot import heartbeat
from bot.engine.messages import Bubble
from bot.outbox import Outbox
from storage import outbox, tables
from storage.messages import Outgoing
from tests.shell.phone import HELLO, Phone, Screen
from tests.shell.test_outbox import queue, statuses


class Slow(Screen):
    """A provider that answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.may = threading.Event(), threading.Event()

    def before(self, to: str, bubble: Bubble) -> None:
        self.asked.set()
        assert self.may.wait(20)


def test_what_is_at_a_provider_is_waited_for_and_the_rest_stays(phone: Phone):
    phone.hear(HELLO)
    queue(phone, Outgoing("notice", Bubble("news")))
    phone.outbox.channels = {"phone": (slow := Slow())}
    phone.outbox.start()
    assert slow.asked.wait(20)
    end = threading.Thread(target=phone.outbox.end)
    end.start()
    end.join(0.5)
    assert end.is_alive()
    slow.may.set()
    end.join(20)
    assert not end.is_alive()
    assert [status for _kind, status in statuses(phone)] == ["sent", "queued"]
    address = phone.talk.address
    with phone.database.begin() as connection:
        assert outbox.lease(connection, address, "another", phone.clock()) == "free"


def test_a_lease_is_kept_while_its_sender_lives_however_slow_a_provider_is(phone: Phone, monkeypatch):
    monkeypatch.setattr(heartbeat, "BEAT", 0.02)
    phone.hear(HELLO)
    phone.outbox.channels = {"phone": (slow := Slow())}
    other = Outbox(phone.database, phone.vault, [Screen()], phone.clock)
    phone.outbox.start()
    assert slow.asked.wait(20)
    for _time in range(3):
        phone.clock.now += outbox.LEASE - timedelta(seconds=1)
        while phone.rows(tables.address)[0]["leased_until"] != phone.clock() + outbox.LEASE:
            threading.Event().wait(0.02)
        assert other.sweep() == 0
    slow.may.set()
    phone.outbox.end()
    phone.clock.now += outbox.LEASE + timedelta(seconds=1)
    assert other.sweep() == 0
    assert [status for _kind, status in statuses(phone)] == ["sent"]


def test_nobody_speaks_for_a_sender_that_hangs(phone: Phone, monkeypatch):
    monkeypatch.setattr(heartbeat, "BEAT", 0.02)
    monkeypatch.setattr(heartbeat, "HANGS", 0.2)
    phone.hear(HELLO)
    phone.outbox.channels = {"phone": (slow := Slow())}
    phone.outbox.start()
    assert slow.asked.wait(20)
    threading.Event().wait(0.3)
    phone.clock.now += outbox.LEASE + timedelta(seconds=1)
    assert Outbox(phone.database, phone.vault, [other := Screen()], phone.clock).sweep() == 1
    slow.may.set()
    phone.outbox.end()
    assert len(other.sent) == 1


def test_who_has_stopped_begins_nothing(phone: Phone):
    phone.hear(HELLO)
    phone.outbox.stop()
    assert phone.outbox.sweep() == 0
    assert [row["status"] for row in phone.rows(tables.message)] == ["heard", "queued"]
