"""What is sealed opens in its own place, with the key it was sealed with, and is found again after a rotation."""
from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag

from bot.engine.state import State
from storage import Conflict, Vault, tables, talks
from storage.vault import read_key, read_keys
from tests.shell.phone import HELLO, KEY, Phone

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32
BEFORE, AFTER = Vault({1: OLD}, INDEX), Vault({2: NEW, 1: OLD}, INDEX)
PLACE = ("draft", "body", "7")


def test_opens_in_its_place():
    assert BEFORE.open(BEFORE.seal("Siti – 🙏", *PLACE), *PLACE) == "Siti – 🙏"


@pytest.mark.parametrize("elsewhere", [("draft", "body", "8"), ("talk", "body", "7"), ("draft", "name", "7"), ()])
def test_does_not_open_elsewhere(elsewhere):
    with pytest.raises(InvalidTag):
        BEFORE.open(BEFORE.seal("Siti", *PLACE), *elsewhere)


def test_damage_is_noticed():
    sealed = bytearray(BEFORE.seal("Siti", *PLACE))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        BEFORE.open(bytes(sealed), *PLACE)


def test_the_same_words_are_never_sealed_alike():
    assert BEFORE.seal("Siti", *PLACE) != BEFORE.seal("Siti", *PLACE)


def test_an_old_key_still_opens_and_the_new_one_seals():
    assert AFTER.open(BEFORE.seal("Siti", *PLACE), *PLACE) == "Siti"
    sealed = AFTER.seal("Siti", *PLACE)
    assert sealed[0] == 2
    with pytest.raises(KeyError):
        BEFORE.open(sealed, *PLACE)


def test_a_hash_outlives_a_rotation_and_needs_its_key():
    assert AFTER.hash("nik", "3273012501859901") == BEFORE.hash("nik", "3273012501859901")
    assert BEFORE.hash("nik", "3273012501859901") != BEFORE.hash("phone", "3273012501859901")
    assert BEFORE.hash("nik", "3273012501859901") != Vault({1: OLD}, b"j" * 32).hash("nik", "3273012501859901")


def test_a_talk_goes_on_after_a_rotation(phone):
    phone.register(upto="income")
    keys = {2: NEW, 1: read_key(KEY)}
    later = Phone(phone.database.url)
    later.vault = later.conversation.vault = later.outbox.vault = Vault(keys, read_key(KEY))
    later.go_on()
    assert len(later.left.enrolments) == 1
    assert {row["body"][0] for row in later.rows(tables.message)} == {1, 2}


@pytest.mark.parametrize("keys", ["", "1", "1:", f"x:{KEY}", f"256:{KEY}", "1:c2hvcnQ=", f"1:{KEY},2:???"])
def test_keys_that_are_none(keys):
    with pytest.raises(ValueError, match="key"):
        read_keys(keys)


@pytest.mark.parametrize("stored", ['{}', '{"language": "en", "invented_later": [1]}', '{"serial": 3, "drafts": []}'])
def test_states_of_other_releases_are_read(phone, stored):
    phone.hear(HELLO)
    talk = phone.talk
    with phone.database.begin() as connection:
        sealed = phone.vault.seal(stored, "talk", "state", talk.id)
        connection.execute(tables.talk.update().where(tables.talk.c.id == talk.id), {"state": sealed})
    assert phone.state.drafts == talk.state.drafts
    assert phone.state.owner == State().owner
    assert phone.say("halo")


@pytest.mark.parametrize("stored", ['{}', '{"saved": {"nik": ["3273012501859901", "worker"], "gone": ["1", "worker"]}, "since_then": 1}'])
def test_drafts_of_other_releases_are_read(phone, stored):
    phone.hear(HELLO)
    (id, _text), = phone.talk.rows.values()
    with phone.database.begin() as connection:
        connection.execute(tables.draft.update(), {"body": phone.vault.seal(stored, "draft", "body", id)})
    assert phone.state.drafts[0].flow == "registration"
    phone.go_on()
    assert len(phone.left.enrolments) == 1


def test_two_drafts_that_are_changed_keep_their_rows(phone):
    phone.register(upto="nik")
    (before,) = phone.rows(tables.draft)
    phone.say("new registration")
    rows = {row["number"]: row for row in phone.rows(tables.draft)}
    assert rows["1"] == before
    assert {*rows} == {"1", "2"}


def test_a_version_that_was_overtaken_is_a_conflict(phone):
    phone.hear(HELLO)
    old = phone.talk
    with phone.database.begin() as connection:
        talks.save(connection, phone.vault, old, old.state, seq=9, now=phone.clock.now, heard=True, due=None)
    with pytest.raises(Conflict), phone.database.begin() as connection:
        talks.save(connection, phone.vault, old, old.state, seq=9, now=phone.clock.now, heard=True, due=None)
