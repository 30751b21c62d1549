"""What a sender does when it is told of something: it looks no further than it must, however much there is."""
from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest

from bot import outbox as sender
from bot.engine.messages import Bubble
from storage import Connection, Database, outbox, tables
from storage.messages import Outgoing, Status
from tests.shell.phone import HELLO, Phone
from tests.shell.test_outbox import queue

SOON, NEVER = 20.0, 0.3     # seconds
MANY, FEW = 2000, 40


@pytest.fixture
def sending(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    """A phone with a sender at work, which looks at all that waits just once of its own accord."""
    monkeypatch.setattr(sender, "SWEEP", 3600.0)
    phone.outbox.start()
    phone.outbox.wake()
    phone.hear(HELLO)
    phone.outbox.wake(phone.talk.address)
    assert phone.screen.arrived.wait(SOON)
    phone.screen.arrived.clear()
    yield phone
    phone.outbox.end()


@pytest.fixture
def budi(sending: Phone) -> Phone:
    return Phone(str(sending.database.url), "budi", screen=sending.screen, clock=sending.clock)


def test_whom_a_sender_is_told_of_is_served_and_nobody_is_looked_for(sending: Phone, budi: Phone):
    budi.hear(HELLO)
    done = sending.hear("setuju")
    assert done
    sending.outbox.wake(done.address)
    assert sending.screen.arrived.wait(SOON)
    sending.screen.arrived.clear()
    assert not sending.screen.arrived.wait(NEVER)
    sending.outbox.wake()               # for whom is not known
    assert sending.screen.arrived.wait(SOON)
    assert [to for to, _bubble in sending.screen.sent] == ["ani", "ani", "budi"]


def test_of_more_than_it_can_have_in_hand_it_looks_who_presses(sending: Phone, budi: Phone):
    budi.hear(HELLO)
    for n in range(outbox.ADDRESSES + 1):
        sending.outbox._told.put(str(n))
    sending.outbox.wake("one more")
    assert sending.screen.arrived.wait(SOON)
    assert sending.screen.sent[-1][0] == "budi"


def test_after_a_full_look_comes_another_at_once(sending: Phone, budi: Phone, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outbox, "ADDRESSES", 1)
    budi.hear(HELLO)
    sending.hear("setuju")
    sending.outbox.wake()
    while len(sending.screen.sent) < 3:
        assert sending.screen.arrived.wait(SOON)
        sending.screen.arrived.clear()
    assert {to for to, _bubble in sending.screen.sent[1:]} == {"ani", "budi"}


def test_what_is_not_over_is_what_goes():
    assert sorted((*outbox.GOING, *outbox.OVER, "heard")) == sorted(get_args(Status))


def analyse(phone: Phone) -> None:
    """Let PostgreSQL count what there is, as it does by itself every minute or so."""
    with phone.database.begin() as connection:
        connection.exec_driver_sql("analyze")


def read(connection: Connection) -> int:
    """How many entries of the index of what goes were read over this connection lately."""
    return int(connection.exec_driver_sql("select pg_stat_get_xact_tuples_returned('ix_message_going'::regclass)").scalar_one())


def queue_and_send(phone: Phone) -> None:
    """Let very many messages have been queued and sent, the last of them since PostgreSQL has counted."""
    queue(phone, *(Outgoing("notice", Bubble("news")) for _n in range(MANY)))
    with phone.database.begin() as connection:
        connection.exec_driver_sql("update message set created_at = created_at + random() * interval '1 day'")
    ours = tables.message.c.way == "out"
    for upto in (MANY - FEW, MANY + 2):
        with phone.database.begin() as connection:
            connection.execute(tables.message.update().where(ours, tables.message.c.seq <= upto), {"status": "sent"})
        if upto < MANY:
            analyse(phone)


def test_a_look_does_not_read_all_that_was_ever_sent(postgresql: str):
    phone = Phone(postgresql)
    phone.hear(HELLO)
    queue_and_send(phone)
    found = []
    for _look in range(3):
        with phone.database.read() as connection:
            assert outbox.waiting(connection, ["phone"], phone.clock()) == []
            found.append(read(connection))
    assert found[-1] - found[0] < MANY / 10, found      # the first look marks what is over
    phone.database.close()


def test_what_goes_to_one_is_never_looked_for_among_all_that_goes(postgresql: str):
    database = Database(postgresql)
    with database.begin() as connection:
        compiled = outbox._GOING._for(connection.dialect)
        for line in ("alter table message drop constraint uq_message_address_id_way_provider_id",
                     "drop index if exists ix_message_address_id", "set local enable_seqscan = off"):
            connection.exec_driver_sql(line)
        plan = connection.exec_driver_sql(f"explain {compiled.sql}", compiled.parameters({"address_id": "0" * 32})).scalars().all()
        assert not any("ix_message_going" in line for line in plan), plan       # though there is no other index
        connection.rollback()
    database.close()
