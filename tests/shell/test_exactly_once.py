"""However often and in whatever order messages come, what is stored is what the calm person wrote."""
from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bot.engine.messages import Bubble
from storage import Connection, messages, tables, talks
from tests.shell.phone import ANSWERS, HELLO, NUMBER, PRICE, SCRIPT, Clock, Left, Phone, Screen


def ended_alike(phone: Phone, calm: Left) -> bool:
    left = phone.left
    assert (left.state, left.enrolments, left.agreed, left.audit) == (calm.state, calm.enrolments, calm.agreed, calm.audit)
    return phone.chain_is_whole


def price_was_read(phone: Phone) -> bool:
    """The summary the yes was given to had been accepted before, and says the price."""
    rows = {row["id"]: row for row in phone.rows(tables.message)}
    proof = phone.rows(tables.consent)[-1]
    asked, given = rows[proof["asked_id"]], rows[proof["given_id"]]
    words = next(message.body.words for message in phone.transcript if message.id == proof["asked_id"])
    return proof["step"] == "confirm" and asked["status"] == "sent" and asked["seq"] <= given["after_seq"] and PRICE in words


def test_a_calm_registration(phone, calm):
    phone.register()
    assert phone.left == calm
    assert len(calm.enrolments) == 1
    assert [agreed[0] for agreed in calm.agreed] == ["consent", "confirm"]
    assert price_was_read(phone)
    assert phone.chain_is_whole


def test_every_message_three_times_before_any_reply(phone, calm):
    for text in SCRIPT:
        for _copy in range(3):
            phone.hear(text)
        phone.outbox.sweep()
    assert ended_alike(phone, calm)
    assert price_was_read(phone)


def test_the_last_yes_three_times(phone, calm):
    phone.register(upto="confirm")
    for _copy in range(3):
        phone.hear("ya benar")
    phone.outbox.sweep()
    assert ended_alike(phone, calm)


@pytest.mark.parametrize("text", ["tadi saya jatuh dari kapal, tolong", "asdf"])
def test_what_comes_three_times_is_answered_once(phone, text):
    phone.register(upto="name")
    before = len(phone.transcript)
    for _copy in range(3):
        phone.hear(text)
    assert [message.way for message in phone.transcript[before:]] == ["in", "out", "in", "in"]
    phone.outbox.sweep()
    phone.hear(text)
    assert phone.transcript[-1].way == "out"        # said again after the answer, it is heard again


def test_a_late_yes_gets_its_number_again(phone):
    phone.register()
    (receipt,) = re.findall(NUMBER, phone.transcript[-1].body.words)
    assert receipt in phone.say("ya")[0]
    assert len(phone.left.enrolments) == 1


def test_every_webhook_comes_again(phone, calm):
    for n, text in enumerate(SCRIPT):
        assert phone.hear(text, id=f"same-{n}")
        assert phone.hear(text, id=f"same-{n}") is None
        phone.outbox.sweep()
        assert phone.hear(text, id=f"same-{n}") is None
    assert phone.left == calm


@pytest.mark.parametrize("late", range(len(SCRIPT) - 1))
def test_two_messages_change_places(phone, calm, late):
    """The person looks at the screen afterwards, and answers what is asked."""
    for text in SCRIPT[:late]:
        phone.say(text)
    phone.hear(SCRIPT[late + 1])
    phone.hear(SCRIPT[late])
    phone.outbox.sweep()
    phone.go_on()
    assert ended_alike(phone, calm)
    assert price_was_read(phone)


def at_once(*doings: Callable[[], object]) -> list[object]:
    """Do things in threads that start together; give what each gave or raised."""
    gate, given = threading.Barrier(len(doings)), list[object]([None] * len(doings))

    def run(n: int, doing: Callable[[], object]) -> None:
        gate.wait()
        try:
            given[n] = doing()
        except Exception as error:
            given[n] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def test_two_processes_hear_one_person_at_once(phone):
    phone.say(HELLO)
    other = Phone(phone.database.url)
    for n in range(30):
        done = at_once(lambda: phone.hear(f"a {n}", id=f"a-{n}"), lambda: other.hear(f"b {n}", id=f"b-{n}"))    # noqa: B023
        assert {getattr(one, "address", one) for one in done} == {phone.talk.address}
    rows = phone.rows(tables.message)
    assert sorted(row["seq"] for row in rows) == list(range(1, phone.talk.seq + 1))
    assert {row["provider_id"] for row in rows if row["way"] == "in"} >= {f"{who}-{n}" for who in "ab" for n in range(30)}
    assert phone.talk.version == 61
    assert phone.state.misses == other.state.misses


@contextmanager
def waiting(thread: threading.Thread, phone: Phone) -> Iterator[tuple[Connection, talks.Talk]]:
    """The talk's lock, for which a thread waits meanwhile; it has come to its end afterwards."""
    with phone.database.begin() as connection:
        talk = talks.find(connection, phone.vault, phone.at)
        assert talk
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
        yield connection, talk
    thread.join()


def test_who_waited_for_the_lock_reads_what_was_written_meanwhile(phone):
    phone.register(upto="nik")
    second = threading.Thread(target=Phone(phone.database.url).hear, args=("hp saya 081200000123",))
    with waiting(second, phone) as (connection, talk):
        (draft,) = talk.state.drafts
        state = talk.state.put(replace(draft, saved={**draft.saved, "nik": (ANSWERS["nik"], "worker")}))
        talks.save(connection, phone.vault, talk, state, seq=talk.seq, now=phone.clock(), heard=True, due=None)
    assert {*phone.state.drafts[0].saved} >= {"nik", "phone"}


def test_a_sender_waits_for_what_a_turn_is_writing(phone):
    """Else it would give the address back unsent, and whoever wrote would wait for the next look at the outbox."""
    phone.say(HELLO)
    given, address = list[int](), phone.talk.address
    sender = threading.Thread(target=lambda: given.append(phone.outbox.deliver(address)))
    with waiting(sender, phone) as (connection, talk):
        line = messages.Outgoing("notice", Bubble("Sudah kami urus."))
        messages.write(connection, messages.queued(phone.vault, talk, [line], "", talk.seq + 1, phone.clock()))
    assert given == [1]


def test_two_first_messages_at_once(phone):
    for n in range(10):
        here, there = Phone(phone.database.url, f"new-{n}"), Phone(phone.database.url, f"new-{n}")
        at_once(lambda: here.hear(HELLO, id=f"a-{n}"), lambda: there.hear("halo", id=f"b-{n}"))                  # noqa: B023
        assert [row["way"] for row in here.rows(tables.message)].count("in") == 2
    for table in (tables.person, tables.address, tables.talk):
        assert len(phone.rows(table)) == 10


def test_one_webhook_twice_at_once(phone):
    other = Phone(phone.database.url)
    for n in range(10):
        done = at_once(lambda: phone.hear(HELLO, id=f"same-{n}"), lambda: other.hear(HELLO, id=f"same-{n}"))     # noqa: B023
        assert sorted(map(bool, done)) == [False, True]
    assert [row["way"] for row in phone.rows(tables.message)].count("in") == 10


class Slow(Screen):
    def before(self, to, bubble):
        threading.Event().wait(0.002)


def test_two_senders_send_each_message_once_in_order(phone):
    people = [Phone(phone.database.url, f"p{n}") for n in range(4)]
    for person in people:
        for text in ("tadi saya jatuh dari kapal", "barusan ibu meninggal", "stop", "tadi ketabrak motor di jalan", "menu"):
            person.hear(text)
    screen, clock = Slow(), Clock()
    senders = [Phone(phone.database.url, screen=screen, clock=clock).outbox for _sender in range(2)]
    at_once(*(sender.sweep for sender in senders))
    for person in people:
        sent = [bubble for to, bubble in screen.sent if to == person.name]
        assert sent == [m.body for m in person.transcript if m.status == "sent"]
        assert [m.kind for m in person.transcript if m.status == "sent"] == ["notice"] * 4 + ["prompt"]
