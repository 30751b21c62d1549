"""What is erased is gone from every sealed column; a number that changed hands reaches nobody any more."""
from __future__ import annotations

import pytest
import sqlalchemy as sa

from bot.casework import By
from bot.engine.messages import Tap
from storage import tables, talks
from tests.conversations.staff import by
from tests.shell.phone import ANSWERS, Phone

SEALED = {"message": ["body"], "draft": ["body"], "case": ["note"], "note": ["body"], "talk": ["state"]}
PERSONAL = ("Siti", ANSWERS["nik"], "Latuhalat", "jual ikan", "setengah mati")


@pytest.fixture
def phone(database_url):
    phone = Phone(database_url)
    yield phone
    phone.database.close()


def plain(phone: Phone) -> str:
    """All that can be read with the keys."""
    found = []
    with phone.database.read() as connection:
        for name, columns in SEALED.items():
            for row in connection.execute(sa.select(getattr(tables, name))).mappings():
                found += [phone.vault.open(row[column], name, column, row["id"]) for column in columns if row[column]]
    return "\n".join(found)


def staff(phone: Phone) -> By:
    return by(phone.house, "ani")


def test_nothing_is_left_but_the_certificate(phone):
    phone.register(upto="income")
    phone.say("petugas")
    phone.say("petugas")
    phone.say("penghasilan setengah mati pak, tidak tentu")
    phone.house.casework.claim(phone.talk.id, staff(phone))
    phone.house.casework.note(phone.talk.id, "Siti dari Latuhalat", staff(phone))
    phone.house.casework.hand_back(phone.talk.id, staff(phone), settled=True)
    assert all(word in plain(phone) for word in PERSONAL)
    phone.say("hapus data")
    phone.say("ya")
    assert not [word for word in PERSONAL if word in plain(phone)]
    assert [row["what"] for row in phone.rows(tables.certificate)] == ["erase"]
    assert not phone.state.drafts
    assert phone.chain_is_whole


def test_what_waits_to_be_sent_is_erased_too(phone):
    phone.register(upto="income")
    phone.hear("1,5 juta")          # its answer stays in the outbox
    phone.hear("hapus data")
    phone.outbox.deliver(phone.talk.address)
    phone.hear("ya")
    phone.outbox.deliver(phone.talk.address)
    assert not [word for word in PERSONAL if word in plain(phone)]
    assert "hapus" in phone.screen.sent[-2][1].words


def test_enrolments_stay_with_the_proof_of_their_yes(phone):
    phone.register()
    phone.say("hapus data")
    phone.say("ya, lakukan")
    (enrolment,) = phone.rows(tables.enrolment)
    assert enrolment["erase_asked_at"]
    kept = {id for row in phone.rows(tables.consent) for id in (row["asked_id"], row["given_id"])}
    bodies = {row["id"] for row in phone.rows(tables.message) if row["body"]}
    assert kept <= bodies
    assert ANSWERS["nik"] not in plain(phone)
    assert [row["reason"] for row in phone.rows(tables.case)] == ["erase"]


def test_what_staff_erase_leaves_nothing_and_nobody_elses_proof_goes_with_it(phone):
    script = ("mau daftarkan sopir dan tukang kebun saya", "setuju", "Rina Wijaya", "1 bulan", "Asep Sunandar", "3273011708809902",
              "Sukajadi, Kota Bandung", "sopir angkot", "3 juta", "2", "0812 0000 0456", "dia ada di sini", "tambah", "Budi Hartono",
              "3273011212759903", "Coblong, Kota Bandung", "tukang kebun", "2 juta", "3", "tidak ada", "dia ada di sini", "ya benar")
    for said in (*script, "hapus data", "ya, lakukan"):
        phone.say(said)
    left = [len([row for row in phone.rows(tables.message) if row["body"]])]
    for row in phone.rows(tables.enrolment):
        phone.house.progress.erase(row["id"], staff(phone))
        left.append(len([row for row in phone.rows(tables.message) if row["body"]]))
    assert left[1] == left[0] + 1       # the other's yes is still to be proved; and the person was told
    assert left[2] < left[1] - 4
    assert not [row for table in (tables.enrolment, tables.member, tables.name_word) for row in phone.rows(table)]
    assert phone.chain_is_whole


def test_one_accident_in_many_messages_is_one_case(phone):
    for text in ("suami saya barusan jatuh dari kapal", "tolong barusan jatuh", "tadi jatuh, berdarah"):
        phone.say(text)
    assert [(row["reason"], row["urgent"]) for row in phone.rows(tables.case)] == [("accident", True)]


def test_a_number_that_changed_hands_reaches_nobody(phone):
    phone.register(upto="home")
    old = phone.talk.id
    phone.say("saya bukan orang itu")
    phone.say("ya")
    assert phone.talk.id != old
    assert not phone.state.drafts
    phone.house.casework.claim(old, staff(phone))
    phone.house.casework.answer(old, "Ibu Siti, ini petugas.", staff(phone))
    before = len(phone.screen.sent)
    phone.outbox.sweep()
    assert len(phone.screen.sent) == before
    with phone.database.read() as connection:
        found = talks.get(connection, phone.vault, old)
        queued = connection.execute(sa.select(tables.message.c.id).where(tables.message.c.status == "queued")).all()
    assert found
    assert found.at.channel == talks.NOWHERE
    assert not found.at.name
    assert [draft.saved["name"][0] for draft in found.state.drafts] == ["Siti Aminah"]
    assert not queued
    phone.say("halo")
    assert "Siti" not in "".join(bubble.words for _to, bubble in phone.screen.sent[before:])


def test_a_tap_counts_in_the_new_talk(phone):
    phone.register(upto="home")
    phone.say("saya bukan orang itu")
    phone.say("ya")
    newest = phone.transcript[-1]
    assert phone.say(tap=Tap(newest.stamp, "start registration"))
    assert phone.asked == "consent"


def test_a_reminder_is_not_sent_to_who_wants_none(phone):
    phone.register()
    (enrolment,) = phone.rows(tables.enrolment)
    phone.house.progress.register(enrolment["id"], "12345678901", staff(phone))
    phone.house.progress.pay(enrolment["id"], phone.clock().date(), 1, staff(phone))
    phone.outbox.sweep()
    quiet = phone.state.quiet
    phone.say("berhenti")
    phone.clock.later(days=26)
    before = len(phone.screen.sent)
    phone.house.tick()
    phone.outbox.sweep()
    assert (quiet, phone.state.quiet) == (False, True)
    assert len(phone.screen.sent) == before


def test_a_reminder_after_months_names_nobody(phone):
    phone.register()
    (enrolment,) = phone.rows(tables.enrolment)
    phone.house.progress.register(enrolment["id"], "12345678901", staff(phone))
    phone.house.progress.pay(enrolment["id"], phone.clock().date(), 6, staff(phone))
    phone.outbox.sweep()
    phone.clock.later(days=176)
    phone.house.tick()
    phone.outbox.sweep()
    reminder = phone.screen.sent[-1][1].words
    assert "berakhir" in reminder
    assert "Siti" not in reminder
    assert ANSWERS["nik"][-4:] not in reminder
    assert "dipakai orang lain" in phone.say("bukan saya")[0]
