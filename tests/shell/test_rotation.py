"""Keys are changed while people write: nothing is lost, nobody is looked for in vain, and the old key opens nothing any more."""
from __future__ import annotations

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from storage import Vault, rotation, tables
from storage.vault import read_key
from tests.shell.phone import KEY, Phone

OLD, NEW = read_key(KEY), b"n" * 32
INDEX = read_key(KEY)
BOTH, ONLY_NEW = Vault({2: NEW, 1: OLD}, INDEX), Vault({2: NEW}, INDEX)


def with_vault(phone: Phone, vault: Vault) -> Phone:
    """The same phone, talking to processes that were started with other keys."""
    other = Phone(phone.database.url, screen=phone.screen, clock=phone.clock)
    other.house.vault = vault
    del other.house.conversation
    other.vault, other.conversation = vault, other.house.conversation
    other.outbox = type(other.outbox)(other.database, vault, [other.screen], other.clock)
    return other


def test_everything_opens_with_the_new_key_alone(phone: Phone, calm):
    phone.register()
    phone.hear("petugas")
    phone.hear("tolong diperiksa, anak saya juga mau ikut")
    before = phone.left
    done = dict.fromkeys((name for name, _count in rotation.rotate(phone.database, BOTH)), True)
    assert {"address", "talk", "message", "member", "enrolment"} <= done.keys()
    assert not rotation.old_keys(phone.database, BOTH)
    after = with_vault(phone, ONLY_NEW)
    assert after.left == before
    after.say("menu")
    assert after.left != before


def test_nobody_is_looked_for_in_vain(phone: Phone):
    phone.register()
    [member], talk = phone.rows(tables.member), phone.talk.id
    list(rotation.rotate(phone.database, BOTH))
    after = with_vault(phone, ONLY_NEW)
    after.say("mau daftar lagi")
    after.go_on()
    assert {row["nik_hash"] for row in after.rows(tables.member)} == {member["nik_hash"]}
    assert after.talk.id == talk


def test_the_old_key_opens_nothing_any_more(phone: Phone):
    phone.register()
    list(rotation.rotate(phone.database, BOTH))
    with pytest.raises((KeyError, InvalidTag)):
        with_vault(phone, Vault({1: OLD}, INDEX)).talk  # noqa: B018 - it is read


def test_what_somebody_writes_meanwhile_stays_theirs(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    """A process that still has the old key writes between the reading of a value and its replacement."""
    phone.register(upto="name")
    read = rotation._old
    later: dict[str, bytes] = {}

    def interrupted(connection, vault, table, columns, after):
        rows = read(connection, vault, table, columns, after)
        if table.name == "draft" and rows and not later:
            id = rows[0]["id"]
            later[id] = Vault({1: OLD}, INDEX).seal("written meanwhile", "draft", "body", id)
            connection.execute(tables.draft.update().where(tables.draft.c.id == id), {"body": later[id]})
        return rows

    monkeypatch.setattr(rotation, "_old", interrupted)
    list(rotation.rotate(phone.database, BOTH))
    [(id, sealed)] = later.items()
    assert rotation.old_keys(phone.database, BOTH) == {1: 1}
    list(rotation.rotate(phone.database, BOTH))
    with phone.database.read() as connection:
        now = connection.execute(sa.select(tables.draft.c.body).where(tables.draft.c.id == id)).scalar_one()
    assert now != sealed
    assert ONLY_NEW.open(now, "draft", "body", id) == "written meanwhile"


def test_a_second_round_has_nothing_to_do(phone: Phone):
    phone.register()
    list(rotation.rotate(phone.database, BOTH))
    assert list(rotation.rotate(phone.database, BOTH)) == []


def test_many_rows_are_done_in_several_transactions(phone: Phone, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rotation, "BATCH", 3)
    phone.register()
    done = [count for name, count in rotation.rotate(phone.database, BOTH) if name == "message"]
    assert len(done) > 3
    assert max(done) <= 3
    assert sum(done) == len(with_vault(phone, ONLY_NEW).rows(tables.message))
