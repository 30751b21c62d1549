"""What is over goes, kind by kind, and nothing else with it."""
from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from storage import retention, tables
from storage.retention import Keeping
from tests.shell.phone import HELLO, Phone

DAY = timedelta(days=1)
KEEPING = Keeping(drafts=30 * DAY)      # shorter than the silence after which somebody is a stranger


def count(phone: Phone, table: sa.Table, *which: Any) -> int:
    with phone.database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table).where(*which)).scalar_one()


def bodies(phone: Phone) -> int:
    return count(phone, tables.message, tables.message.c.body.is_not(None))


def pass_by(phone: Phone, span: timedelta) -> None:
    phone.clock.now += span
    phone.house.tick()


@pytest.fixture
def phone(phone: Phone) -> Phone:
    phone.conversation.keeping = KEEPING
    return phone


def test_a_form_nobody_goes_on_with_goes_with_what_was_written_for_it(phone: Phone):
    phone.register(upto="work")
    pass_by(phone, KEEPING.drafts - DAY)
    assert phone.asked == "work"
    pass_by(phone, 2 * DAY)
    assert phone.state.drafts == ()
    assert count(phone, tables.draft) == 0
    assert not [m for m in phone.transcript if "Siti" in m.body.words or "3273" in m.body.words]
    assert phone.say("menu")


def test_a_form_somebody_goes_on_with_stays(phone: Phone):
    phone.register(upto="work")
    pass_by(phone, KEEPING.drafts - DAY)
    phone.say("jual ikan")
    pass_by(phone, KEEPING.drafts - DAY)
    assert phone.asked == "income"


def test_words_go_but_for_those_that_prove_a_yes(phone: Phone):
    phone.register()
    before = bodies(phone)
    proofs = {id for row in phone.rows(tables.consent) for id in (row["asked_id"], row["given_id"]) if id}
    assert 0 < len(proofs) < before
    pass_by(phone, KEEPING.messages - DAY)
    assert bodies(phone) == before
    pass_by(phone, 2 * DAY)
    assert {row["id"] for row in phone.rows(tables.message) if row["body"] is not None} == proofs
    assert count(phone, tables.enrolment) == 1


def test_what_waits_to_be_sent_for_so_long_goes_nowhere_any_more(phone: Phone):
    phone.hear("halo")
    pass_by(phone, KEEPING.messages + DAY)
    assert {row["status"] for row in phone.rows(tables.message)} == {"heard", "voided"}
    phone.outbox.sweep()
    assert phone.screen.sent == []


def test_an_enrolment_goes_with_its_member_and_its_proofs_when_its_cover_is_over(phone: Phone):
    phone.register()
    with phone.database.begin() as connection:
        connection.execute(tables.enrolment.update(), {"paid_until": (phone.clock.now + 400 * DAY).date()})
    pass_by(phone, KEEPING.enrolments + DAY)
    assert count(phone, tables.enrolment) == count(phone, tables.member) == 1       # covered until not long ago
    pass_by(phone, 400 * DAY)
    assert count(phone, tables.enrolment) == count(phone, tables.member) == 0
    pass_by(phone, retention.PROOF + DAY)
    assert bodies(phone) == 0


def test_a_closed_case_keeps_no_words_and_an_open_one_does(phone: Phone):
    phone.register()
    phone.hear("petugas")
    phone.hear("anak saya juga mau ikut")
    with phone.database.begin() as connection:
        connection.execute(tables.case.update(), {"closed_at": phone.clock.now})
        [case, *_more] = connection.execute(sa.select(tables.case.c.id)).scalars()
        connection.execute(tables.case.update().where(tables.case.c.id == case), {"note": b"sealed"})
    pass_by(phone, KEEPING.cases - DAY)
    assert count(phone, tables.case, tables.case.c.note.is_not(None)) == 1
    pass_by(phone, 2 * DAY)
    assert count(phone, tables.case) >= 1
    assert count(phone, tables.case, tables.case.c.note.is_not(None)) == 0


def test_what_reports_count_goes_in_the_end(phone: Phone):
    phone.say(HELLO)
    seen = count(phone, tables.event)
    assert seen
    pass_by(phone, KEEPING.events + DAY)
    assert count(phone, tables.event, tables.event.c.what != "abandoned") == 0


def test_many_rows_go_some_at_a_time(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retention, "BATCH", 4)
    phone.register()
    before = count(phone, tables.event)
    done = list(retention.let_go(phone.database, KEEPING, phone.clock.now + KEEPING.events + DAY))
    assert sum(done) >= before > 4
    assert max(done) <= 4


def test_the_audit_stays_and_still_holds_together(phone: Phone):
    phone.register()
    before = Counter(row["what"] for row in phone.rows(tables.audit))
    pass_by(phone, KEEPING.enrolments + KEEPING.messages)
    after = Counter(row["what"] for row in phone.rows(tables.audit))
    assert before <= after
    assert phone.chain_is_whole


def test_settings_say_how_long(phone: Phone):
    short = phone.house.settings.model_copy(update={"keep_drafts_days": 2, "keep_messages_days": 3})
    assert short.keeping() == Keeping(drafts=2 * DAY, messages=3 * DAY)
