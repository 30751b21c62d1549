"""Every earlier schema, with rows in every table of it, comes to the newest one with all it had: in place, and out of a backup."""
from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations

from storage import Connection, Database, audit, backup, tables, upgrade
from storage.database import REVISIONS, migrate, rebuild, revision
from tests.care.conftest import VAULT, all_rows
from tests.shell.phone import NOON, Phone

Rows = dict[str, list[dict[str, Any]]]


def value(kind: str, column: sa.Column[Any], number: int) -> object:
    """A plausible value; the third row leaves out what may be left out."""
    if column.nullable and number == 2:
        return None
    if column.name == "status":
        return ("queued", "unknown", "sent")[number]
    return {
        "id": tables.new_id(), "bytes": sha256(f"{column}{number}".encode()).digest()[:16], "flag": bool(number % 2), "count": number + 1,
        "instant": NOON + timedelta(days=number, microseconds=number), "date": NOON.date() + timedelta(days=number),
        "text": f"{number}{column.name} – “ñ”"[:getattr(column.type, "length", None) or 40]}[kind]


def fill(connection: Connection) -> Rows:
    """Put three rows into every table there is; the n-th refers to the n-th of others."""
    contents, filled, schema = described(connection), Rows(), sa.MetaData()
    schema.reflect(connection)
    for name, columns in contents.tables.items():
        table = schema.tables[name]
        filled[name] = [{column: value(kind, table.c[column], number) for column, kind in columns.items()} for number in range(3)]
        for column in table.columns:
            for key in column.foreign_keys:
                for row, other in zip(filled[name], filled[key.column.table.name], strict=True):
                    row[column.name] = row[column.name] and other["id"]
        connection.execute(contents.table(name).insert(), filled[name])
    return filled


def described(connection: Connection) -> backup.Contents:
    return backup._contents(connection, VAULT, NOON)


def read(url: str, like: Rows) -> Rows:
    """The same columns of the same tables, as they are now."""
    database = Database(url)
    with database.read() as connection:
        contents = described(connection)
        found = {name: [{column: row[column] for column in rows[0]}
                        for row in connection.execute(sa.select(contents.table(name)).order_by(sa.column("id"))).mappings()]
                 for name, rows in like.items()}
        broken = [] if database.postgresql else connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    database.close()
    assert not broken
    return found


@pytest.mark.parametrize("number", REVISIONS)
def test_rows_come_along(bare_url, number):
    with rebuild(bare_url) as connection:
        migrate(connection, number)
        had = fill(connection)
    assert len(had) >= 11
    assert read(bare_url, had) == had
    upgrade(bare_url)
    assert read(bare_url, had) == had
    assert is_newest(bare_url)


def is_newest(url: str) -> bool:
    database = Database(url)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found = compare_metadata(context, tables.metadata), revision(connection)
    database.close()
    return found == ([], REVISIONS[-1])


@pytest.mark.parametrize("number", REVISIONS)
def test_a_backup_of_that_time_comes_back(bare_url, database_url, tmp_path, number):
    """Out of one database into another, which has the newest schema already and no rows."""
    with rebuild(bare_url) as connection:
        migrate(connection, number)
        had = fill(connection)
    contents = backup.backup(bare_url, VAULT, tmp_path / "kept", NOON)
    assert contents.revision == number
    backup.restore(database_url, VAULT, tmp_path / "kept")
    assert read(database_url, had) == had
    assert is_newest(database_url)
    upgrade(bare_url)
    assert all_rows(database_url) == all_rows(bare_url)


@pytest.mark.parametrize("number", REVISIONS)
def test_a_conversation_of_that_time_goes_on(bare_url, tmp_path, number):
    """Real rows of today, without what that schema did not know yet."""
    url = f"sqlite:///{tmp_path / 'now.sqlite'}"
    upgrade(url)
    phone, half = Phone(url), Phone(url, "budi")
    phone.register()
    phone.say("petugas")
    half.register(upto="income")
    with rebuild(bare_url) as connection:
        migrate(connection, number)
        contents, now = described(connection), all_rows(url)
        for name, columns in contents.tables.items():
            if rows := [{column: getattr(row, column) for column in columns if hasattr(row, column)} for row in now[name]]:
                connection.execute(contents.table(name).insert(), rows)
    upgrade(bare_url)
    again, later = Phone(bare_url), Phone(bare_url, "budi")
    assert again.left == phone.left
    with again.database.begin() as connection:
        assert [chain.wrong for chain in audit.verify(connection, VAULT, "talk")] == [(), ()]
        audit.mark_ends(connection, VAULT)
    assert again.chain_is_whole
    later.go_on()
    assert len(later.left.enrolments) == 1
    assert later.chain_is_whole
    for one in (phone, half, again, later):
        one.database.close()


def test_a_backup_takes_every_step_of_the_way(database_url, tmp_path, monkeypatch):
    """A migration may change rows and not only tables, so they have to be there when it does."""
    url, steps = f"sqlite:///{tmp_path / 'old.sqlite'}", []
    with rebuild(url) as connection:
        migrate(connection, "0002")
        fill(connection)
    backup.backup(url, VAULT, tmp_path / "kept", NOON)

    def seen(connection, *to):
        steps.append((*to, sum(described(connection).counts.values()) if revision(connection) else 0))
        migrate(connection, *to)

    monkeypatch.setattr(backup, "migrate", seen)
    backup.restore(database_url, VAULT, tmp_path / "kept")
    assert steps == [("0002", 0), (33,)]


def test_a_table_made_anew_keeps_what_refers_to_it(bare_url):
    """SQLite drops the old one; with references on, drafts, messages and cases would go with their talks."""
    with rebuild(bare_url) as connection:
        migrate(connection)
        had = fill(connection)
    with rebuild(bare_url) as connection:
        operations = Operations(MigrationContext.configure(connection, opts={"target_metadata": tables.metadata}))
        with operations.batch_alter_table("talk") as table:
            table.alter_column("owner", existing_type=sa.String(80), type_=sa.String(120))
    assert read(bare_url, had) == had


def test_an_upgrade_that_fails_halfway_changes_nothing(bare_url, monkeypatch):
    """Some tables are made anew on SQLite; a process that dies meanwhile must not leave half of it."""
    with rebuild(bare_url) as connection:
        migrate(connection, "0002")
        had = fill(connection)
    with monkeypatch.context() as broken:
        broken.setattr(Operations, "add_column", lambda *args, **kwargs: 1 / 0)     # in a late version, after others
        with pytest.raises(ZeroDivisionError):
            upgrade(bare_url)
    database = Database(bare_url)
    with database.read() as connection:
        assert revision(connection) == "0002"
        assert {*described(connection).tables} == {*had}
    database.close()
    assert read(bare_url, had) == had
    upgrade(bare_url)
    assert read(bare_url, had) == had
