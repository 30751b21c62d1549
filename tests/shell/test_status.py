"""Nobody learns from the bot who is a member: what is asked about a known NIK and about an unknown one is answered alike."""
from __future__ import annotations

from collections import Counter

import pytest

from bot.engine.messages import Turn, World
from storage import enrolments, tables
from storage.talks import Talk
from tests.shell.phone import ANSWERS, Phone

KNOWN, UNKNOWN = ANSWERS["nik"], "3273012501859902"
ROWS = (tables.message, tables.draft, tables.case, tables.consent, tables.enrolment, tables.audit)
ALIKE = {"id", "talk_id", "address_id", "draft_id", "created_at", "updated_at", "accepted_at", "provider_id", "asked_id", "given_id",
         "body", "before", "hash", "words", "facts"}      # ids, times, and what is sealed or hashed of them


@pytest.fixture
def member(database_url):
    phone = Phone(database_url)
    phone.register()
    return phone


def left_by(url: str, name: str, script: list[str]) -> tuple[list[str], object, object]:
    """What a stranger reads, and every row but for ids."""
    phone = Phone(url, name)
    before = events(phone)
    said = [words for text in script for words in phone.say(text)]
    rows = [{key: value for key, value in row.items() if key not in ALIKE} for table in ROWS for row in phone.rows(table)]
    return said, sorted((events(phone) - before).items()), rows


def events(phone: Phone) -> Counter[tuple[str, ...]]:
    with phone.database.begin() as connection:
        return Counter((row.what, row.flow, row.step, row.code) for row in connection.execute(tables.event.select()))


@pytest.mark.parametrize("script", [
    ["cek status {nik}"], ["halo", "cek nik {nik}"], ["cek status", "{nik}"], ["istri saya nik {nik} sudah terdaftar belum?"],
    ["{nik}"], ["mau daftar", "setuju", "{nik}"], ["aktifin lagi bpjs saya", "setuju", "{nik}", "2 tahun"],
    ["mau daftar", "cek status {nik}"]], ids=str)
def test_a_known_and_an_unknown_nik_get_the_same_answer_and_leave_the_same(member, database_url, script):
    known = left_by(database_url, "budi", [text.format(nik=KNOWN) for text in script])
    unknown = left_by(database_url, "cici", [text.format(nik=UNKNOWN) for text in script])
    assert repr(known).replace("9901", "99__") == repr(unknown).replace("9902", "99__")
    assert not any("Siti" in words for words in known[0])


@pytest.mark.parametrize("name", ["Siti Aminah", "Ratna Dewi"])
def test_a_name_changes_nothing(member, database_url, name):
    asked = left_by(database_url, name.split()[0], [f"cek status bu {name} udah terdaftar belum"])
    assert asked == left_by(database_url, "dodi", ["cek status bu Rina Wati udah terdaftar belum"])


def test_one_s_own_is_told_and_masked(member):
    number = next(one.number for one in own(member))
    (said,) = member.say(f"cek status {KNOWN}")
    assert number in said
    assert KNOWN not in said
    assert "3273********9901" in said


@pytest.mark.parametrize("hello", ["mau daftar", "aktifin lagi bpjs saya"])
@pytest.mark.parametrize(("status", "again"), [
    ("submitted", False), ("taken", False), ("registered", False), ("active", False), ("sent_back", True), ("lapsed", True)])
def test_a_second_form_for_the_same_nik_only_where_the_first_is_over(member, hello, status, again):
    one = own(member)[0]
    with member.database.begin() as connection:
        enrolments.move(connection, one.id, ("submitted",), status, member.clock.now)
    for text in (hello, "setuju", KNOWN):
        said = member.say(text)
    assert (one.number in said[-1]) is not again
    assert bool(member.asked) is again


def own(phone: Phone):
    talk = phone.talk
    with phone.database.begin() as connection:
        return enrolments.listed(connection, phone.vault, talk.id)


def known(phone: Phone, talk: Talk) -> list[str]:
    """The NIKs that the flows of a talk may see."""
    found = list[str]()

    def look(world: World) -> Turn:
        found.extend(one.nik for one in world.facts["enrolments"])
        return Turn(talk.state)

    with phone.database.begin() as connection:
        phone.conversation.asked(connection, talk, "", phone.clock(), look)
    return found


def test_the_facts_of_another_talk_are_not_looked_up(member, database_url):
    """What the flows may see is what was sent from this very talk."""
    stranger = Phone(database_url, "budi")
    stranger.say("halo")
    assert known(stranger, stranger.talk) == []
    assert known(stranger, member.talk) == [KNOWN]
