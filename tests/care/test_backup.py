"""What is backed up comes back on either database, row for row; what is not whole, or not ours, changes nothing."""
from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import Database, backup, tables
from storage.backup import restore
from storage.database import REVISIONS, migrate, rebuild, revision
from storage.sealed_file import MAGIC, SALT, Unreadable, Writer, chunks
from tests.care.conftest import VAULT, all_rows
from tests.shell.phone import ANSWERS, KEY, NOON, Phone

OTHER = "bm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm4="       # another key than that of phones
HEADER = len(MAGIC) + 1 + SALT


@pytest.fixture
def file(lived, tmp_path):
    backup.backup(lived.database.url, lived.vault, tmp_path / "kept", NOON)
    return tmp_path / "kept"


@pytest.fixture
def small(tmp_path):
    """A backup of a migrated database with some days in it, quickly made."""
    url = f"sqlite:///{tmp_path / 'small.sqlite'}"
    with rebuild(url) as connection:
        migrate(connection)
        days = [{"id": tables.new_id(), "day": NOON.date().replace(day=day), "closed": True, "name": "libur"} for day in range(1, 20)]
        connection.execute(tables.office_day.insert(), days)
    backup.backup(url, VAULT, tmp_path / "small", NOON)
    return tmp_path / "small"


def untouched(url: str) -> bool:
    """Whether a bare database is as bare as it was."""
    database = Database(url)
    if not database.postgresql:
        return not Path(str(database.engine.url.database)).exists()
    with database.read() as connection:
        names = sa.inspect(connection).get_table_names()
    database.close()
    return not names


def frames(path: Path) -> list[bytes]:
    """The header, and each chunk with its length."""
    data = path.read_bytes()
    found, at = [data[:HEADER]], HEADER
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at:at + 4])
        found.append(data[at:end])
        at = end
    return found


def test_all_comes_back_on_either(lived, file, bare_url, flask):
    said = flask(bare_url, "restore", file)
    there, back = all_rows(lived.database.url), all_rows(bare_url)
    assert said.exit_code == 0, said.output
    assert there == back
    assert f"{sum(map(len, there.values()))} rows" in said.output
    assert f"as they were on 2026-11-20 12:00, schema {REVISIONS[-1]}" in said.output
    assert len([name for name, found in there.items() if found]) >= 12
    with Database(bare_url).read() as connection:
        assert revision(connection) == REVISIONS[-1]


def test_the_talk_goes_on_elsewhere(lived, file, bare_url):
    restore(bare_url, lived.vault, file)
    again, other = (Phone(bare_url, name, clock=lived.clock) for name in ("ani", "budi"))
    assert again.left == lived.left
    assert again.chain_is_whole
    assert other.asked
    before = other.asked
    other.say("Tumini")
    assert other.asked != before
    for phone in (again, other):
        phone.database.close()


def test_a_migrated_database_without_rows_is_empty_too(kept, tmp_path, flask):
    url = f"sqlite:///{tmp_path / 'migrated.sqlite'}"
    assert flask(url, "db", "upgrade").exit_code == 0
    assert flask(url, "restore", kept).exit_code == 0
    assert len(all_rows(url)["enrolment"]) == 2


def test_what_is_there_stays(office, kept, flask):
    before = all_rows(office.database.url)
    refused(flask(office.database.url, "restore", kept), "not empty")
    assert all_rows(office.database.url) == before


def test_tables_of_another_program_stay(small, bare_url, flask):
    with rebuild(bare_url) as connection:
        connection.exec_driver_sql("CREATE TABLE customer (id INTEGER)")
    refused(flask(bare_url, "restore", small), "not this bot's")
    with Database(bare_url).read() as connection:
        assert sa.inspect(connection).get_table_names() == ["customer"]


def test_nothing_in_it_can_be_read(lived, file):
    data = file.read_bytes()
    opened = b"".join(plain for plain, _last in chunks(file.open("rb"), lived.vault))
    assert b"audit" in opened
    assert b"audit" not in data
    for word in ("Siti", ANSWERS["nik"], "Latuhalat", "ditelepon", "Rina"):
        assert word.encode() not in opened      # sealed in its row too
    assert file.stat().st_mode & 0o77 == 0


def test_an_older_key_opens_it(kept, bare_url, flask):
    said = flask(bare_url, "restore", kept, data_keys=f"2:{OTHER},1:{KEY}")
    assert said.exit_code == 0


def test_the_newest_key_seals_it(office, tmp_path, bare_url, flask):
    keys = f"2:{OTHER},1:{KEY}"
    assert flask(office.database.url, "backup", tmp_path / "new", data_keys=keys).exit_code == 0
    assert frames(tmp_path / "new")[0][len(MAGIC)] == 2
    said = flask(bare_url, "restore", tmp_path / "new", data_keys=f"2:{OTHER}")
    assert "lacks 1" in said.output


@pytest.mark.parametrize(("settings", "why"), [
    ({"data_keys": f"1:{OTHER}"}, "another one"), ({"data_keys": f"2:{OTHER}"}, "key 1, which is not in DATA_KEYS"),
    ({"index_key": OTHER}, "INDEX_KEY")])
def test_a_wrong_key(small, bare_url, flask, settings, why):
    refused(flask(bare_url, "restore", small, **settings), why)
    assert untouched(bare_url)


def test_no_file_and_no_backup(tmp_path, bare_url, flask):
    (tmp_path / "text").write_text("SQLite format 3\0" * 20)
    (tmp_path / "empty").touch()
    (tmp_path / "begun").write_bytes(MAGIC)
    for name, why in (("none", "can't be used"), (".", "can't be used"), ("text", "no backup"), ("empty", "no backup"),
                      ("begun", "cut short")):
        refused(flask(bare_url, "restore", tmp_path / name), why)
        assert untouched(bare_url)


def test_any_byte_that_is_changed_is_noticed(small, tmp_path):
    whole = small.read_bytes()
    url = f"sqlite:///{tmp_path / 'never' / 'bot.sqlite'}"
    for at in [*range(HEADER + 40), *range(HEADER + 40, len(whole), 37), len(whole) - 1]:
        small.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
        with pytest.raises(Unreadable):
            restore(url, VAULT, small)
    assert untouched(url)


def test_wherever_it_is_cut_is_noticed(small, tmp_path, bare_url, flask):
    whole = small.read_bytes()
    between = [len(b"".join(frames(small)[:count])) for count in range(len(frames(small)))]
    for at in [*between, *range(0, len(whole), 41)]:
        small.write_bytes(whole[:at])
        with pytest.raises(Unreadable):
            restore(f"sqlite:///{tmp_path / 'never' / 'bot.sqlite'}", VAULT, small)
    refused(flask(bare_url, "restore", small), "cut short")
    assert untouched(bare_url)


@pytest.mark.parametrize("order", [[0, 1, 3, 2, -1], [0, 2, 1, 3, -1], [0, 1, 2, -1], [0, 1, 2, 2, 3, -1], [0, 1, 2, 3, -1, -1]])
def test_another_order_is_noticed(kept, tmp_path, order):
    all = frames(kept)
    assert len(all) > 6
    (tmp_path / "mixed").write_bytes(b"".join(all[at] for at in order))
    with pytest.raises(Unreadable):
        restore(f"sqlite:///{tmp_path / 'never.sqlite'}", VAULT, tmp_path / "mixed")
    assert os.listdir(tmp_path) == ["mixed"]


def test_chunks_of_another_backup_are_noticed(office, kept, tmp_path):
    backup.backup(office.database.url, VAULT, tmp_path / "second", NOON)
    mine, other = frames(kept), frames(tmp_path / "second")
    assert mine[1][4:36] != other[1][4:36]      # the same words, sealed with another key
    (tmp_path / "mixed").write_bytes(b"".join([*mine[:3], other[3], *mine[4:]]))
    with pytest.raises(Unreadable):
        restore(f"sqlite:///{tmp_path / 'never.sqlite'}", VAULT, tmp_path / "mixed")


def test_a_newer_schema_is_not_guessed_at(small, tmp_path, bare_url, flask, monkeypatch):
    monkeypatch.setattr(backup, "REVISIONS", REVISIONS[:-1])
    refused(flask(bare_url, "restore", small), "newer release")
    assert untouched(bare_url)


def test_one_moment_is_backed_up(office, tmp_path, bare_url, monkeypatch):
    """While the tables are read one after the other somebody registers."""
    rows_of, late = backup._rows, Phone(office.database.url, "late")
    before = all_rows(office.database.url)

    def meanwhile(connection, table):
        if table.name == "person":
            late.register()
        return rows_of(connection, table)

    monkeypatch.setattr(backup, "_rows", meanwhile)
    backup.backup(office.database.url, office.vault, tmp_path / "kept", NOON)
    monkeypatch.undo()
    assert all_rows(office.database.url) != before
    restore(bare_url, office.vault, tmp_path / "kept")
    assert all_rows(bare_url) == before
    late.database.close()


def test_reading_everything_may_take_long(postgresql):
    database = Database(postgresql)
    with database.snapshot() as connection:
        found = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("statement_timeout", "transaction_isolation")]
    with database.read() as connection:
        found += [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("statement_timeout", "transaction_isolation")]
    database.close()
    assert found == ["0", "repeatable read", "30s", "read committed"]


@pytest.mark.parametrize("broken", ["a changed value", "a lost row", "a row twice"])
def test_what_did_not_arrive_is_not_kept(small, bare_url, flask, monkeypatch, broken):
    compare = backup._compare

    def badly(connection, contents, hashes):
        days = tables.office_day
        if broken == "a changed value":
            connection.execute(days.update().where(days.c.day == NOON.date().replace(day=3)), {"name": "Libur"})
        elif broken == "a lost row":
            connection.execute(days.delete().where(days.c.day == NOON.date().replace(day=3)))
        else:
            connection.execute(days.insert(), {"id": tables.new_id(), "day": NOON.date(), "closed": True, "name": "libur"})
        compare(connection, contents, hashes)

    monkeypatch.setattr(backup, "_compare", badly)
    refused(flask(bare_url, "restore", small), "did not arrive")
    database = Database(bare_url)
    with database.read() as connection:
        assert sa.inspect(connection).get_table_names() == []
    database.close()


def test_an_old_backup_is_never_written_over(office, kept, flask):
    before = kept.read_bytes()
    refused(flask(office.database.url, "backup", kept), "there already")
    assert kept.read_bytes() == before


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ZeroDivisionError])
def test_half_a_backup_is_none(office, tmp_path, monkeypatch, fault):
    write = Writer.write

    def fail(self, plain, *, last=False):
        if last:
            raise fault
        write(self, plain, last=last)

    monkeypatch.setattr(Writer, "write", fail)
    (tmp_path / "folder").mkdir()
    with pytest.raises(fault):
        backup.backup(office.database.url, office.vault, tmp_path / "folder" / "kept", NOON)
    assert os.listdir(tmp_path / "folder") == []


def test_there_is_nothing_to_back_up(bare_url, tmp_path, flask):
    refused(flask(bare_url, "backup", tmp_path / "kept"), "There is no")
    refused(flask(bare_url, "backup", tmp_path / "nowhere" / "kept"), "")
    assert untouched(bare_url)
    assert not (tmp_path / "kept").exists()


def test_a_database_that_is_away(tmp_path, small, flask):
    url = "postgresql+psycopg://bot@127.0.0.1:1/bot"
    refused(flask(url, "backup", tmp_path / "kept"), "can't be reached")
    refused(flask(url, "restore", small), "can't be reached")


def test_rows_are_read_and_written_some_at_a_time(database_url, bare_url, tmp_path):
    """Ten times as many rows take hardly more memory."""
    most = {}
    row = {"what": "answered", "flow": "registration", "step": "nik", "code": "", "channel": "web", "language": "id", "created_at": NOON}
    database = Database(database_url)
    for count in (2_000, 18_000):
        with database.begin() as connection:
            connection.execute(tables.event.insert(), [{"id": tables.new_id(), **row} for _row in range(count)])
        tracemalloc.start()
        backup.backup(database_url, VAULT, tmp_path / str(count), NOON)
        most[count] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    database.close()
    tracemalloc.start()
    restore(bare_url, VAULT, tmp_path / "18000")
    most[0] = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(all_rows(bare_url)["event"]) == 20_000
    assert most[18_000] < 2 * most[2_000]
    assert most[0] < 12_000_000


def refused(said, why: str) -> None:
    """Exit 2, and one line that says what is wrong."""
    assert (said.exit_code, len(said.stderr.splitlines())) == (2, 1), said.output
    assert said.stderr.startswith("Error: ")
    assert why in said.stderr
