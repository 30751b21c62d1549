"""The schema that migrations lead to is the one the tables say."""
from __future__ import annotations

import ast
import re
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage import Database, upgrade
from storage.database import MIGRATIONS
from storage.tables import metadata

VERSIONS = sorted(MIGRATIONS.glob("versions/*.py"))


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.close()


def test_upgraded_is_what_the_tables_say(database):
    with database.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_what_is_kept_in_one_tree_is_so_on_sqlite(tmp_path):
    """Alembic compares no such thing."""
    upgrade(f"sqlite:///{tmp_path / 'a.db'}")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        found = {name for _schema, name, type, _columns, without_rowid, *_ in connection.execute("PRAGMA table_list")
                 if type == "table" and without_rowid}
        index = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'ix_talk_due_at'").fetchone()[0]
    assert found == {name for name, table in metadata.tables.items() if table.dialect_options["sqlite"]["with_rowid"] is False} == {"event"}
    assert index.endswith("WHERE due_at IS NOT NULL")


def test_upgrading_again_changes_nothing(database):
    with database.begin() as connection:
        before = sa.inspect(connection).get_table_names()
    upgrade(database.url)
    with database.begin() as connection:
        assert sa.inspect(connection).get_table_names() == before
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == VERSIONS[-1].name[:4]


def test_versions_are_numbered_one_behind_the_other():
    assert [path.name[:5] for path in VERSIONS] == [f"{n:04}_" for n in range(1, len(VERSIONS) + 1)]
    for path in VERSIONS:
        number = int(path.name[:4])
        names = dict(re.findall(r"^(\w*revision) = (.+)$", path.read_text(), re.M))
        assert names == {"revision": f'"{number:04}"', "down_revision": f'"{number - 1:04}"' if number > 1 else "None"}


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_version_says_why(path):
    _what, why = (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n\n", 1)
    assert why.endswith(".")
