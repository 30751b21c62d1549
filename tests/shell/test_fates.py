"""What becomes of a message that a provider does not accept."""
from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import pytest

from bot.engine.messages import Bubble
from bot.handlers.channel import Unsent
from bot.outbox import Outbox
from bot.paces import Pace, Paces
from storage import outbox, tables
from storage.messages import Outgoing, Status
from tests.shell.phone import HELLO, NOON, Phone, Screen
from tests.shell.test_outbox import queue, sent, statuses


@dataclass
class Provider(Screen):
    """Answers as it is told; `arrives` says whether a message whose answer is lost had gone out."""

    answers: list[Unsent] = field(default_factory=list)
    arrives: bool = True

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        if self.answers:
            answer = self.answers.pop(0)
            if answer.fate == "unknown" and self.arrives:
                self.sent.append((to, bubble))
            raise answer
        return super().send(to, bubble, stamp, id)


@dataclass
class Honest(Provider):
    """A provider that can be asked what went out, if it answers."""

    unheard: list[Unsent] = field(default_factory=list)

    def find(self, to: str, bubble: Bubble, since: datetime, known: Collection[str]) -> str | None:
        if self.unheard:
            raise self.unheard.pop(0)
        ours = (str(n) for n, sent in enumerate(self.sent) if sent == (to, bubble) and str(n) not in known)
        return max(ours, key=int, default=None)

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        super().send(to, bubble, stamp, id)
        return str(len(self.sent) - 1)


class Guarded(Provider):
    """A provider with a window of a day."""

    invited: int = 0

    def is_open(self, heard: datetime | None, now: datetime) -> bool:
        return heard is not None and now - heard < timedelta(days=1)

    def invite(self, to: str, id: str) -> str:
        self.invited += 1
        return uuid4().hex


@pytest.fixture
def provider(phone: Phone) -> Provider:
    return use(phone, Provider())


P = TypeVar("P", bound=Provider)


def use(phone: Phone, provider: P) -> P:
    phone.outbox.channels = {"phone": provider}
    return provider


def until(phone: Phone, done: Callable[[], bool], minutes: int = 10) -> timedelta:
    """Let the sender sweep every five seconds; give how long it took."""
    began = phone.clock.now
    while not done():
        phone.clock.later(seconds=5)
        phone.outbox.sweep()
        assert phone.clock.now - began < timedelta(minutes=minutes)
    return phone.clock.now - began


def test_away_for_an_hour_everything_arrives_once_and_in_order(phone, provider):
    provider.answers = [Unsent("later", "503")] * 10_000
    phone.hear(HELLO)
    queue(phone, *(Outgoing("notice", Bubble(str(n))) for n in range(3)))
    for _minute in range(60):
        phone.clock.later(minutes=1)
        phone.outbox.sweep()
    assert not provider.sent
    tries = 10_000 - len(provider.answers)
    assert tries < 30                       # longer and longer pauses, not one a minute for ever
    provider.answers = []
    until(phone, lambda: len(provider.sent) == 4)
    assert sent(provider)[1:] == ["0", "1", "2"]


def test_what_the_provider_says_to_wait_is_waited(phone, provider):
    provider.answers = [Unsent("later", "429", after=40)]
    phone.hear(HELLO)
    phone.outbox.sweep()
    phone.clock.later(seconds=19)
    assert phone.outbox.sweep() == 0
    assert until(phone, lambda: bool(provider.sent)) < timedelta(seconds=45)


@pytest.mark.parametrize("arrived", [True, False])
def test_a_lost_answer_where_nobody_can_be_asked_repeats_once_at_most(phone, provider, arrived):
    provider.arrives, provider.answers = arrived, [Unsent("unknown", "timeout")]
    phone.hear(HELLO)
    queue(phone, Outgoing("notice", Bubble("behind")))
    phone.outbox.sweep()
    phone.clock.later(seconds=29)           # the answer may still come to light
    assert phone.outbox.sweep() == 0
    assert until(phone, lambda: "behind" in sent(provider)) <= timedelta(seconds=31)
    assert len(provider.sent) == 2 + arrived


def test_two_lost_answers_block_nothing(phone, provider):
    provider.answers = [Unsent("unknown", "timeout")] * 2
    phone.hear(HELLO)
    queue(phone, Outgoing("notice", Bubble("behind")))
    phone.outbox.sweep()
    assert until(phone, lambda: "behind" in sent(provider)) <= timedelta(minutes=1)
    assert [status for _kind, status in statuses(phone)] == ["sent", "sent"]


@pytest.mark.parametrize("arrived", [True, False])
def test_a_lost_answer_is_looked_up_where_that_can_be(phone, arrived):
    provider = use(phone, Honest(arrives=arrived, answers=[Unsent("unknown", "timeout")]))
    phone.hear(HELLO)
    phone.outbox.sweep()
    until(phone, lambda: statuses(phone) == [("prompt", "sent")])
    assert len(provider.sent) == 1


@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("unheard", [Unsent("unknown", "timeout"), Unsent("later", "503"), Unsent("halt", "20003")], ids=str)
def test_a_lost_lookup_is_made_again(phone, arrived, unheard):
    """However often: nothing was sent by it, so it never counts as sent."""
    provider = use(phone, Honest(arrives=arrived, answers=[Unsent("unknown", "timeout")], unheard=[unheard] * 7))
    phone.hear(HELLO)
    phone.outbox.sweep()
    until(phone, lambda: statuses(phone) == [("prompt", "sent")], minutes=30)
    assert len(provider.sent) == 1


def test_lost_again_it_is_looked_up_again_but_not_for_ever(phone):
    provider = use(phone, Honest(arrives=False, answers=[Unsent("unknown", "timeout")] * 2))
    phone.hear(HELLO)
    phone.outbox.sweep()
    until(phone, lambda: statuses(phone) == [("prompt", "sent")])
    assert len(provider.sent) == 1
    provider.answers = [Unsent("unknown", "timeout")] * 100
    queue(phone, Outgoing("notice", Bubble("behind")))
    phone.outbox.sweep()
    until(phone, lambda: statuses(phone)[1:] == [("notice", "sent")])


@pytest.mark.parametrize("arrived", [True, False])
def test_an_earlier_message_of_the_same_words_is_not_taken_for_it(phone, arrived):
    """A question was shown, answered before we knew, and is asked again: that the first one is found says nothing of the second."""
    provider = use(phone, Honest())
    phone.say(HELLO)
    for provider.arrives in (True, arrived):
        provider.answers = [Unsent("unknown", "timeout")]
        queue(phone, Outgoing("prompt", Bubble("how much?"), "x"))
        until(phone, lambda: not provider.answers)
    until(phone, lambda: statuses(phone)[1:] == [("prompt", "voided"), ("prompt", "sent")])
    assert sent(provider)[1:] == ["how much?", "how much?"]


def test_the_same_words_after_a_lost_answer_are_heard(phone):
    """They may have read the question that we don't know to be sent, and this is what they answer it: silence would be for ever."""
    provider = use(phone, Honest())
    phone.say(HELLO)
    provider.answers = [Unsent("unknown", "timeout")]
    phone.hear("setuju")
    phone.outbox.sweep()
    phone.hear("setuju")
    assert phone.transcript[-1].way == "out"


@pytest.mark.parametrize("fate", ["gone", "stopped"])
def test_nobody_is_written_to_until_they_write_again(phone, provider, fate):
    provider.answers = [Unsent(fate, "403")]
    phone.hear(HELLO)
    queue(phone, Outgoing("notice", Bubble("news")))
    phone.outbox.sweep()
    assert {status for _kind, status in statuses(phone)} == {"failed"}
    assert phone.rows(tables.address)[0]["stopped_at"]
    phone.clock.later(minutes=5)
    phone.hear(HELLO)
    phone.outbox.sweep()
    assert len(provider.sent) == 1
    assert phone.rows(tables.address)[0]["stopped_at"] is None


def test_a_closed_window_parks_what_must_not_be_lost(phone, provider):
    phone.hear(HELLO)
    phone.outbox.sweep()
    told = (Outgoing("staff", Bubble("answer on Friday")), Outgoing("notice", Bubble("registered")))
    queue(phone, *told, Outgoing("prompt", Bubble("?"), "x"))
    provider.answers = [Unsent("window", "63016")] * 3
    phone.outbox.sweep()
    assert statuses(phone)[1:] == [("staff", "parked"), ("notice", "parked"), ("prompt", "voided")]
    phone.clock.later(days=3)
    phone.hear("BUKA")
    phone.outbox.sweep()
    assert sent(provider)[1:3] == ["answer on Friday", "registered"]
    assert len(provider.sent) == 4          # and what is to be asked, last


def test_a_closed_window_is_known_beforehand_and_asked_to_be_opened_once(phone):
    provider = use(phone, Guarded())
    phone.hear(HELLO)
    phone.outbox.sweep()
    phone.clock.later(days=2)
    queue(phone, Outgoing("staff", Bubble("answer")), Outgoing("notice", Bubble("news")))
    phone.outbox.sweep()
    assert (sent(provider)[1:], provider.invited) == ([], 1)
    phone.hear("BUKA")
    phone.outbox.sweep()
    assert sent(provider)[1:3] == ["answer", "news"]


def test_what_is_refused_for_its_words_is_given_up_and_said_loudly(phone, provider, caplog):
    provider.answers = [Unsent("content", "21617")]
    phone.hear(HELLO)
    queue(phone, Outgoing("notice", Bubble("behind")))
    phone.outbox.sweep()
    assert [status for _kind, status in statuses(phone)] == ["failed", "sent"]
    assert "given up" in caplog.text


def test_a_halted_channel_rests_and_goes_on(phone, provider, caplog):
    provider.answers = [Unsent("halt", "20003")]
    phone.hear(HELLO)
    phone.outbox.sweep()
    other = Phone(phone.database.url, "b", screen=provider, clock=phone.clock)
    other.hear(HELLO)
    assert phone.outbox.sweep() == 0
    assert "halted" in caplog.text
    phone.clock.later(minutes=2)
    assert phone.outbox.sweep() == 2


def test_reports_only_move_up(phone, provider):
    phone.hear(HELLO)
    phone.outbox.sweep()
    (row,) = [row for row in phone.rows(tables.message) if row["way"] == "out"]
    reports: list[tuple[Status, str]] = [("read", ""), ("sent", ""), ("failed", "30008"), ("delivered", "")]
    for status, code in reports:
        with phone.database.begin() as connection:
            outbox.report(connection, row["id"], status, code, "later" if code else "", phone.clock())
        assert statuses(phone) == [("prompt", "read")]


def test_a_window_that_closes_late_parks_too(phone, provider):
    phone.hear(HELLO)
    queue(phone, Outgoing("notice", Bubble("registered")))
    phone.outbox.sweep()
    (row,) = [row for row in phone.rows(tables.message) if row["kind"] == "notice"]
    with phone.database.begin() as connection:
        outbox.report(connection, row["id"], "failed", "63016", "window", phone.clock())
    assert ("notice", "parked") in statuses(phone)


def test_what_was_taken_and_given_back_goes_out_again_and_not_for_ever(phone, provider):
    phone.hear(HELLO)
    phone.outbox.sweep()
    for _time in range(20):
        (row,) = [row for row in phone.rows(tables.message) if row["way"] == "out"]
        with phone.database.begin() as connection:
            outbox.report(connection, row["id"], "failed", "63018", "later", phone.clock())
        phone.clock.later(minutes=2)
        phone.outbox.sweep()
    assert statuses(phone) == [("prompt", "failed")]
    assert len(provider.sent) == 6


def test_a_report_may_come_before_the_answer(phone, provider):
    phone.hear(HELLO)
    (row,) = [row for row in phone.rows(tables.message) if row["way"] == "out"]
    with phone.database.begin() as connection:
        outbox.report(connection, row["id"], "delivered", "", "", phone.clock())
        outbox.mark(connection, row["id"], phone.clock(), "SM1")
    (row,) = [row for row in phone.rows(tables.message) if row["way"] == "out"]
    assert (row["status"], row["provider_id"]) == ("delivered", "SM1")
    assert row["accepted_at"]


def test_an_address_is_paced(phone, provider):
    phone.outbox = Outbox(phone.database, phone.vault, [provider], phone.clock, paces={"phone": (Pace(30, 30), Pace(1 / 6, 2))})
    phone.hear(HELLO)
    queue(phone, *(Outgoing("notice", Bubble(str(n))) for n in range(3)))
    assert phone.outbox.sweep() == 2
    assert until(phone, lambda: len(provider.sent) == 4) >= timedelta(seconds=10)
    assert sent(provider)[1:] == ["0", "1", "2"]


def test_a_flood_to_one_address_slows_no_other():
    paces = Paces({"phone": (Pace(30, 30), Pace(1, 1))})
    assert [paces.wait("phone", "a", NOON) > 0 for _n in range(3)] == [False, True, True]
    assert [paces.wait("phone", name, NOON) for name in "bcd"] == [0, 0, 0]
    assert paces.wait("web", "a", NOON) == 0


def test_a_ring_wakes_a_sender_on_another_host(phone, provider):
    """On PostgreSQL at once, by the bell; on SQLite at the next look."""
    sender = Outbox(phone.database, phone.vault, [provider], phone.clock)
    sender.start()
    try:
        phone.hear(HELLO)
        begun = time.monotonic()
        while not provider.sent and time.monotonic() - begun < 10:
            time.sleep(0.01)
        assert provider.sent
    finally:
        sender.stop()


def test_what_a_dead_sender_may_have_sent_is_looked_for_first(phone):
    provider = use(phone, Honest())
    address = phone.hear(HELLO).address
    queue(phone, Outgoing("notice", Bubble("not yet")))
    first, _second = [message for message in phone.transcript if message.way == "out"]
    provider.send(phone.at.name, first.body, "", first.id)
    with phone.database.begin() as connection:
        assert outbox.lease(connection, address, "dead", phone.clock())
    phone.clock.now += outbox.LEASE + timedelta(seconds=1)
    phone.outbox.sweep()
    assert sent(provider) == [first.body.words, "not yet"]
    assert [status for _kind, status in statuses(phone)] == ["sent", "sent"]


def test_what_a_dead_sender_may_have_sent_is_looked_for_also_after_a_pause(phone):
    provider, address = use(phone, Honest()), phone.hear(HELLO).address
    phone.outbox = Outbox(phone.database, phone.vault, [provider], phone.clock, paces={"phone": (Pace(30, 30), Pace(1 / 6, 1))})
    (ours,) = [message for message in phone.transcript if message.way == "out"]
    provider.send(phone.at.name, ours.body, "", ours.id)
    with phone.database.begin() as connection:
        assert outbox.lease(connection, address, "dead", phone.clock())
    phone.clock.now += outbox.LEASE + timedelta(seconds=1)
    assert phone.outbox.paces.wait("phone", address, phone.clock()) == 0
    assert phone.outbox.sweep() == 0
    phone.clock.later(seconds=10)
    assert phone.outbox.sweep() == 1
    assert sent(provider) == [ours.body.words]


def test_what_waits_too_long_is_said_loudly(phone, provider, caplog):
    phone.hear(HELLO)
    phone.clock.later(minutes=11)
    phone.outbox._alarm()
    assert "1 messages have been waiting" in caplog.text
