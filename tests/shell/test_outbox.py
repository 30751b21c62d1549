"""What the sender sends, what it drops, and what waits."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.engine.messages import Bubble
from bot.outbox import Outbox
from storage import messages, outbox, tables, talks, watch
from storage.messages import Outgoing
from tests.conversations.staff import by
from tests.shell.phone import HELLO, Phone, Screen


class Moody(Screen):
    """Refuses some people, as long as they are named."""

    refuses: tuple[str, ...] = ()

    def before(self, to: str, bubble: Bubble) -> None:
        if to in self.refuses:
            raise TimeoutError(to)


@pytest.fixture
def moody(phone: Phone) -> Moody:
    phone.outbox.channels = {"phone": (screen := Moody())}
    return screen


def queue(phone: Phone, *outgoing: Outgoing) -> None:
    """Put something into the outbox that no turn led to."""
    talk = phone.talk
    with phone.database.begin() as connection:
        messages.write(connection, messages.queued(phone.vault, talk, outgoing, "", talk.seq + 1, phone.clock()))
        talks.save(connection, phone.vault, talk, talk.state, seq=talk.seq + len(outgoing), now=phone.clock(), heard=False, due=None)


def claim(phone: Phone, officer: str = "Rina") -> None:
    talk = phone.talk
    with phone.database.begin() as connection:
        state = replace(talk.state, owner=officer)
        talks.save(connection, phone.vault, talk, state, seq=talk.seq, now=phone.clock(), heard=False, due=None)


def sent(screen: Screen) -> list[str]:
    return [bubble.text for _to, bubble in screen.sent]


def statuses(phone: Phone) -> list[tuple[str, str]]:
    return [(row["kind"], row["status"]) for row in phone.rows(tables.message) if row["way"] == "out"]


def test_a_newer_prompt_takes_the_place_of_a_queued_one(phone):
    phone.hear(HELLO)
    old, new = (Outgoing("prompt", Bubble("old?", ("told",)), "1"), Outgoing("prompt", Bubble("new?", ("more",)), "2"))
    queue(phone, old, Outgoing("notice", Bubble("news")), new)
    phone.outbox.sweep()
    assert statuses(phone) == [("prompt", "voided"), ("prompt", "voided"), ("notice", "sent"), ("prompt", "sent")]
    assert sent(phone.screen) == ["news", "new?"]
    assert phone.screen.sent[-1][1].told == ("told", "more")
    assert phone.transcript[-1].body.told == ("told", "more")       # as it was sent, so it is kept


def test_what_was_told_moves_on_once(phone):
    phone.hear(HELLO)
    queue(phone, *(Outgoing("prompt", Bubble(f"{n}?", ("told",)), str(n)) for n in range(3)))
    phone.outbox.sweep()
    assert phone.screen.sent[-1][1].told == ("told",)


def test_an_officer_in_front_voids_prompts_and_nothing_else(phone):
    phone.hear(HELLO)
    queue(phone, Outgoing("notice", Bubble("news")), Outgoing("staff", Bubble("Rina here")), Outgoing("prompt", Bubble("which?"), "1"))
    claim(phone)
    phone.outbox.sweep()
    assert sent(phone.screen) == ["news", "Rina here"]
    assert [status for kind, status in statuses(phone) if kind == "prompt"] == ["voided", "voided"]


def test_a_claim_while_sending_stops_the_next_prompt(phone):
    phone.hear(HELLO)
    queue(phone, Outgoing("notice", Bubble("news")), Outgoing("prompt", Bubble("which?"), "1"))

    class Busy(Screen):
        def before(self, to, bubble):
            claim(phone)

    phone.outbox.channels = {"phone": (screen := Busy())}
    phone.outbox.sweep()
    assert sent(screen) == ["news"]


def test_one_address_after_another_in_order(phone):
    phone.say(HELLO)
    queue(phone, *(Outgoing("notice", Bubble(str(n))) for n in range(12)))
    phone.outbox.sweep()
    assert sent(phone.screen)[1:] == [*map(str, range(12))]


def test_what_a_channel_refuses_stays_queued(phone, moody, caplog):
    moody.refuses = ("ani",)
    phone.hear(HELLO)
    assert phone.outbox.sweep() == 0
    assert statuses(phone) == [("prompt", "queued")]
    assert "could not be sent" in caplog.text
    moody.refuses = ()
    assert phone.outbox.sweep() == 0        # not at once again
    phone.clock.later(seconds=3)
    assert phone.outbox.sweep() == 1
    assert statuses(phone) == [("prompt", "sent")]


def test_one_refused_address_stops_no_other(phone, moody):
    moody.refuses = ("ani",)
    phone.hear(HELLO)
    for name in "bcd":
        Phone(phone.database.url, name).hear(HELLO)
    assert phone.outbox.sweep() == 3
    assert {to for to, _bubble in moody.sent} == {*"bcd"}


def test_a_lease_keeps_others_out_until_it_ends(phone):
    address = phone.hear(HELLO).address
    with phone.database.begin() as connection:
        assert outbox.lease(connection, address, "dead", phone.clock())
        assert not outbox.lease(connection, address, "other", phone.clock())
    assert phone.outbox.sweep() == phone.outbox.deliver(address) == 0
    phone.clock.now += outbox.LEASE - timedelta(seconds=1)
    assert phone.outbox.sweep() == phone.outbox.deliver(address) == 0
    phone.clock.later(seconds=2)
    assert phone.outbox.sweep() == 1


def test_a_lease_is_given_back(phone):
    phone.say(HELLO)
    (row,) = phone.rows(tables.address)
    assert (row["leased_by"], row["leased_until"]) == (None, None)


def test_a_slow_sender_keeps_its_lease_and_its_order(phone):
    """Five messages of ten seconds each, and another sender that tries after each."""
    phone.say(HELLO)
    queue(phone, *(Outgoing("notice", Bubble(str(n))) for n in range(5)))
    quick = Screen()
    other = Outbox(phone.database, phone.vault, [quick], phone.clock)

    class Slow(Screen):
        def before(self, to, bubble):
            phone.clock.later(seconds=10)
            other.sweep()

    phone.outbox.channels = {"phone": (slow := Slow())}
    phone.outbox.sweep()
    assert sent(slow) == [*map(str, range(5))]
    assert quick.sent == []


def test_a_sender_that_lost_its_lease_sends_nothing_more(phone):
    phone.hear(HELLO)
    queue(phone, Outgoing("notice", Bubble("one")), Outgoing("notice", Bubble("two")))
    address = phone.talk.address

    class Asleep(Screen):
        def before(self, to, bubble):
            phone.clock.now += outbox.LEASE + timedelta(seconds=1)
            with phone.database.begin() as connection:
                assert outbox.lease(connection, address, "other", phone.clock())

    phone.outbox.channels = {"phone": (screen := Asleep())}
    assert phone.outbox.deliver(address) == 1
    assert len(screen.sent) == 1


def test_only_its_own_channels_are_looked_at(phone):
    phone.hear(HELLO)
    other = Screen(name="elsewhere")
    assert Outbox(phone.database, phone.vault, [other], phone.clock).sweep() == 0
    assert phone.outbox.sweep() == 1


def waiting(phone: Phone) -> list[str]:
    """Who waits, in the order in which the sender takes them."""
    names = {Phone(phone.database.url, name).talk.address: name for name in ("new", "begun", "served", "hurt")}
    with phone.database.read() as connection:
        return [names[id] for id in outbox.waiting(connection, ["phone"], phone.clock())]


def test_in_a_burst_what_is_urgent_goes_first_and_who_has_begun_before_who_comes(phone):
    new, begun, served, hurt = (Phone(phone.database.url, name, clock=phone.clock) for name in ("new", "begun", "served", "hurt"))
    begun.say(HELLO)
    served.say("petugas")
    new.hear(HELLO)
    phone.clock.later(seconds=5)
    begun.hear("setuju")
    phone.clock.later(seconds=5)
    served.house.casework.claim(served.talk.id, by(phone.house, "rina"))
    phone.clock.later(seconds=5)
    hurt.hear("tadi suami saya jatuh dari motor, tolong")
    assert waiting(phone) == ["served", "hurt", "begun", "new"]
    with phone.database.begin() as connection:
        connection.execute(tables.case.update(), {"status": "closed"})
    assert waiting(phone) == ["begun", "served", "new", "hurt"]     # settled: like all others


def test_to_count_what_waits_looks_through_nothing_else(sqlite):
    phone, plans = Phone(sqlite), list[str]()

    @sa.event.listens_for(phone.database.engine, "before_cursor_execute")
    def explain(connection, cursor, statement, parameters, context, executemany):
        plans.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    with phone.database.read() as connection:
        assert watch.messages(connection).number == 0
    assert [plan for plan in plans if "message" in plan] == ["SCAN message USING INDEX ix_message_going"]
    phone.database.close()


def test_looking_for_what_waits_begins_with_what_waits(sqlite, monkeypatch):
    """And not with everybody there is. PostgreSQL, which knows how many there are, does so by itself."""
    phone, first = Phone(sqlite), []
    dialect = phone.database.engine.dialect
    execute = dialect.do_execute

    def explain(cursor, statement, parameters, context=None):
        if statement.startswith("SELECT"):
            first.append(cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchone()[3])
        execute(cursor, statement, parameters, context)

    monkeypatch.setattr(dialect, "do_execute", explain)
    with phone.database.read() as connection:
        outbox.waiting(connection, ["phone"], phone.clock())
        outbox.late(connection, phone.clock())
    assert [" ".join(line.split()[1:2]) for line in first] == ["message"] * 4
    assert sum("ix_message_going" in line for line in first) == 3
    phone.database.close()
