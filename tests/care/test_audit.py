"""Whoever changes, takes out, reorders or takes away what was written down is found out, and where."""
from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage import audit, backup, tables
from storage.tables import audit as entry
from tests.care.conftest import VAULT, all_rows
from tests.conversations.staff import by as staff
from tests.shell.phone import HELLO, NOON, Phone


@pytest.fixture
def verify(office, flask):
    def verify(*options, code: int):
        said = flask(office.database.url, "audit", "verify", *options)
        assert said.exit_code == code, said.output
        return said.output.splitlines()
    return verify


def chain(phone: Phone):
    return [row for row in phone.rows(entry) if row["talk_id"] == phone.talk.id]


def tamper(phone: Phone, *statements: sa.UpdateBase) -> None:
    with phone.database.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def at(phone: Phone, *seqs: int):
    return sa.and_(entry.c.talk_id == phone.talk.id, entry.c.seq.in_(seqs))


def test_what_is_whole(office, verify):
    rows = all_rows(office.database.url)["audit"]
    chains = {row.talk_id or row.staff_id for row in rows}
    assert len(chain(office)) > 4
    assert len(chains) == 4
    assert verify(code=0) == [f"4 chains, {len(rows)} entries: all whole."]


@pytest.mark.parametrize(("column", "value"), [
    ("who", "siti"), ("what", "seen"), ("subject", "x"), ("origin", "203.0.113.99"), ("created_at", NOON.replace(year=2025)),
    ("hash", bytes(32))])
def test_a_changed_entry(office, verify, column, value):
    tamper(office, entry.update().where(at(office, 2)).values({column: value}))
    broken = "2, 3" if column == "hash" else "2"
    assert verify(code=1)[0].startswith(f"talk {office.talk.id}: entries {broken} were changed")


def test_a_changed_entry_that_is_hashed_anew(office, verify):
    (_first, second, *_rest) = chain(office)
    hash = audit._hash({**second, "what": "seen"})
    tamper(office, entry.update().where(at(office, 2)).values(what="seen", hash=hash))
    assert "entries 3 were" in verify(code=1)[0]


def test_an_entry_taken_out(office, verify):
    tamper(office, entry.delete().where(at(office, 2)))
    assert "entries 3 were" in verify(code=1)[0]


def test_an_entry_taken_out_and_the_rest_numbered_anew(office, verify):
    later = [row["seq"] for row in chain(office)[2:]]
    tamper(office, entry.delete().where(at(office, 2)), *(entry.update().where(at(office, seq)).values(seq=seq - 1) for seq in later))
    assert f"entries {', '.join(str(seq - 1) for seq in later)} were" in verify(code=1)[0]


def test_the_first_entry_taken_out(office, verify):
    tamper(office, entry.delete().where(at(office, 1)))
    assert "entries 2 were" in verify(code=1)[0]


def test_two_entries_that_changed_places(office, verify):
    tamper(office, *(entry.update().where(at(office, one)).values(seq=two) for one, two in ((2, 99), (3, 2), (99, 3))))
    assert "entries 2, 3, 4 were" in verify(code=1)[0]


@pytest.mark.parametrize("left", [0, 1, 3])
def test_the_newest_entries_taken_away(office, verify, left):
    tamper(office, entry.delete().where(entry.c.talk_id == office.talk.id, entry.c.seq > left))
    why = f"what came after entry {left} is gone." if left else "all entries are gone."
    assert verify(code=1)[0] == f"talk {office.talk.id}: {why}"


def test_what_was_taken_away_stays_known_when_more_is_written(office, verify):
    tamper(office, entry.delete().where(entry.c.talk_id == office.talk.id, entry.c.seq > 3))
    office.house.casework.note(office.talk.id, "sudah ditelepon", staff(office.house, "ani"))
    assert [row["seq"] for row in chain(office)] == [1, 2, 3, 4]
    assert "after entry 4 is gone" in verify(code=1)[0]


def test_a_mark_of_another_or_none(office, verify, flask):
    talks, other = tables.talk, audit.end_mark(VAULT, tables.new_id())
    for mark, why in ((other, "is gone"), (bytes(16), "is gone"), (None, "nothing marks its end")):
        tamper(office, talks.update().where(talks.c.id == office.talk.id).values(audit_end=mark))
        (said, _count) = verify(code=1)
        assert why in said


def test_the_mark_of_a_talk_in_which_nothing_was_done(office, verify):
    fresh = Phone(office.database.url, "dewi")
    fresh.say(HELLO)
    empty = sa.select(tables.talk.c.audit_end).where(tables.talk.c.id == fresh.talk.id).scalar_subquery()
    tamper(office, entry.delete().where(entry.c.talk_id == office.talk.id),
           tables.talk.update().where(tables.talk.c.id == office.talk.id).values(audit_end=empty))
    fresh.database.close()
    assert verify(code=1)[0] == f"talk {office.talk.id}: all entries are gone."


def test_all_that_staff_did_taken_away(office, verify):
    tamper(office, entry.delete().where(entry.c.staff_id.is_not(None)))
    said = verify(code=1)
    assert said[0].startswith("staff ")
    assert said[0].endswith("all entries are gone.")
    assert said[1].startswith("3 chains, ")


def test_an_entry_moved_to_another_chain(office, verify):
    other = next(row.talk_id for row in all_rows(office.database.url)["audit"] if row.talk_id not in (office.talk.id, None))
    tamper(office, entry.update().where(at(office, 3)).values(talk_id=other, seq=99))
    assert len(verify(code=1)) == 4         # where it is missing, where it stands, after which another end was


def test_an_entry_of_nobody(office, verify):
    tamper(office, entry.update().where(at(office, 3)).values(talk_id=None))
    assert "1 entries belong to no talk and to nobody." in verify(code=1)


def test_an_entry_invented(office, verify):
    last = chain(office)[-1]
    made = {**last, "id": tables.new_id(), "seq": last["seq"] + 1, "what": "claimed", "before": last["hash"]}
    tamper(office, entry.insert().values({**made, "hash": audit._hash(made)}))
    assert f"after entry {last['seq'] + 1} is gone" in verify(code=1)[0]


def test_a_whole_talk_taken_away_is_seen_against_a_backup(office, verify, tmp_path, flask):
    backup.backup(office.database.url, VAULT, tmp_path / "kept", NOON)
    office.house.casework.note(office.talk.id, "sudah ditelepon", staff(office.house, "ani"))
    count = len(chain(office))
    assert verify("--against", tmp_path / "kept", code=0)
    id = office.talk.id
    tamper(office, tables.talk.delete().where(tables.talk.c.id == id))
    assert len(verify(code=0)) == 1          # nothing is left that could tell
    said = verify("--against", tmp_path / "kept", code=1)
    assert said[:-1] == [f"talk {id}: entry {seq} is not there any more as it was in {tmp_path / 'kept'}." for seq in range(1, count)]
    wrong = flask(office.database.url, "audit", "verify", "--against", tmp_path / "none")
    assert (wrong.exit_code, len(wrong.stderr.splitlines())) == (2, 1)


def test_an_older_mark_put_back_is_seen_against_a_backup(office, verify, tmp_path):
    talks, (*_rest, before) = tables.talk, chain(office)
    with office.database.read() as connection:
        old = connection.execute(sa.select(talks.c.audit_end).where(talks.c.id == office.talk.id)).scalar()
    office.house.casework.note(office.talk.id, "sudah ditelepon", staff(office.house, "ani"))
    backup.backup(office.database.url, VAULT, tmp_path / "kept", NOON)
    tamper(office, entry.delete().where(at(office, before["seq"] + 1)),
           talks.update().where(talks.c.id == office.talk.id).values(audit_end=old))
    assert len(verify(code=0)) == 1
    assert len(verify("--against", tmp_path / "kept", code=1)) == 2


def test_chains_from_before_there_were_marks(office, verify, flask):
    tamper(office, tables.talk.update().values(audit_end=None), tables.staff.update().values(audit_end=None))
    office.house.casework.note(office.talk.id, "sudah ditelepon", staff(office.house, "ani"))
    said = verify(code=1)
    assert all("nothing marks its end" in line for line in said[:-1])
    assert flask(office.database.url, "audit", "mark").output == f"{len(said) - 1} marked.\n"
    assert len(verify(code=0)) == 1
    office.house.casework.note(office.talk.id, "sudah ditelepon", staff(office.house, "ani"))
    assert len(verify(code=0)) == 1
    assert flask(office.database.url, "audit", "mark").output == "0 marked.\n"


def test_the_desk_shows_after_which_entry_some_are_gone(office):
    rows = [row for row in chain(office) if row["seq"] <= 3]
    tamper(office, entry.delete().where(entry.c.talk_id == office.talk.id, entry.c.seq > 3),
           entry.update().where(at(office, 1)).values(who="x"))
    with office.database.read() as connection:
        found = audit.entries(connection, talk_id=office.talk.id)
        assert audit.broken_in(connection, VAULT, found) == {rows[0]["id"], rows[2]["id"]}


def test_another_index_key_fits_no_mark(office, flask):
    said = flask(office.database.url, "audit", "verify", index_key="bm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm4=")
    assert said.exit_code == 1

