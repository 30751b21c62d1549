"""All rows of a database in one sealed file, and back into an empty one: of either kind, and from earlier schemas too."""
from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import sqlalchemy as sa
from msgspec.msgpack import Decoder, decode, encode
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.database import REVISIONS, Database, is_there, migrate, rebuild, revision
from storage.sealed_file import Unreadable, Writer, chunks
from storage.tables import Instant
from storage.vault import Vault

BATCH = 500         # rows in memory at a time
VERSION = "alembic_version"
KINDS: dict[str, tuple[Any, Any]] = {       # of columns: how a database has them, how a file has them
    "id": (sa.Uuid(as_uuid=False), str), "bytes": (sa.LargeBinary(), bytes), "instant": (Instant(), datetime), "date": (sa.Date(), date),
    "flag": (sa.Boolean(), bool), "count": (sa.Integer(), int), "text": (sa.String(), str)}
REFLECTED = ((sa.Uuid, "id"), (sa.CHAR, "id"), (sa.LargeBinary, "bytes"), (sa.DateTime, "instant"), (sa.Date, "date"),
             (sa.Boolean, "flag"), (sa.Integer, "count"), (sa.String, "text"))      # SQLite has ids as CHAR


class Refused(Exception):
    """This can't be backed up or restored, and nothing was written; its text says why."""


class Contents(msgspec.Struct, frozen=True):
    """What a file says first: the schema, the columns of each table in the order in which tables can be filled, how many rows.

    index is a keyed hash: with another INDEX_KEY nobody would be found again. keys: the numbers of those that sealed within the rows.
    """

    revision: str
    made_at: datetime
    keys: list[int]
    index: bytes
    tables: dict[str, dict[str, str]]
    counts: dict[str, int]

    def table(self, name: str) -> sa.TableClause:
        return sa.table(name, *(sa.column(column, KINDS[kind][0]) for column, kind in self.tables[name].items()))


def backup(url: str, vault: Vault, path: Path, now: datetime) -> Contents:
    """Write all there is at this moment. Unlike the tables, which are those of the newest schema, it is read as it is found."""
    if not is_there(url):
        raise Refused("There is no database yet.")
    if path.exists():
        raise Refused(f"{path} is there already; it is left as it is.")
    database = Database(url)
    try:
        with database.snapshot() as connection, _beside(path) as file:
            contents = _contents(connection, vault, now)
            writer, hashes = Writer(file, vault), {}
            writer.write(encode(contents))
            for name in contents.tables:
                seen = sha256()
                for rows in _rows(connection, contents.table(name)):
                    seen.update(b"".join(rows))
                    writer.write(encode((name, [msgspec.Raw(row) for row in rows])))
                hashes[name] = seen.digest()
            writer.write(encode(hashes), last=True)
    finally:
        database.close()
    return contents


def restore(url: str, vault: Vault, path: Path) -> Contents:
    """Fill an empty database, all or nothing, and bring it to the newest schema. The file is read through before anything is touched."""
    with _opened(path) as file:
        contents, hashes = _looked_through(file, vault)
        try:
            with rebuild(url) as connection:
                _make_room(connection, contents.revision)
                for name, some in _read(contents, chunks(file, vault)):
                    connection.execute(contents.table(name).insert(), some)
                _compare(connection, contents, hashes)
                migrate(connection)
        except DBAPIError as error:
            raise Refused(f"The database does not take the rows: {type(error.orig).__name__}.") from error
    return contents


def rows(vault: Vault, path: Path, table: str) -> Iterator[list[dict[str, Any]]]:
    """What one table had in it when the backup was made, some rows at a time."""
    with _opened(path) as file:
        contents, _hashes = _looked_through(file, vault)
        for _name, some in _read(contents, chunks(file, vault), table):
            yield some


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise Unreadable(f"{error.filename or path} can't be used: {error.strerror}.") from None


def _contents(connection: Connection, vault: Vault, now: datetime) -> Contents:
    if (found := revision(connection)) not in REVISIONS:
        raise Refused("There is nothing of this bot in the database.")
    schema = _schema(connection)
    tables = {str(table.name): {str(column.name): _kind(column) for column in table.columns} for table in schema.sorted_tables}
    counts = {name: connection.execute(sa.select(sa.func.count()).select_from(schema.tables[name])).scalar_one() for name in tables}
    return Contents(found, now, vault.numbers, _index(vault), tables, counts)


def _schema(connection: Connection) -> sa.MetaData:
    schema = sa.MetaData()
    schema.reflect(connection, only=lambda name, _schema: name != VERSION)
    return schema


def _kind(column: sa.Column[Any]) -> str:
    return next(kind for type, kind in REFLECTED if isinstance(column.type, type))


def _index(vault: Vault) -> bytes:
    return vault.hash("backup", "index")


def _rows(connection: Connection, table: sa.TableClause) -> Iterator[list[bytes]]:
    """All rows, the same bytes from either database, some at a time."""
    found = connection.execute(sa.select(table).order_by(table.c.id), execution_options={"yield_per": BATCH})
    for some in found.partitions():
        yield [encode(tuple(row)) for row in some]


def _looked_through(file: BinaryIO, vault: Vault) -> tuple[Contents, dict[str, bytes]]:
    """What the file says first and last; everything between has been opened, so it is whole."""
    first = last = b""
    for last, _is_last in chunks(file, vault):
        first = first or last
    contents = decode(first, type=Contents)
    if contents.revision not in REVISIONS:
        raise Refused(f"The backup is of a newer release: its schema is {contents.revision}, the newest known here {REVISIONS[-1]}.")
    if contents.index != _index(vault):
        raise Refused("INDEX_KEY is another one than when the backup was made: nobody would be found again.")
    return contents, decode(last, type=dict[str, bytes])


def _make_room(connection: Connection, wanted: str) -> None:
    """Refuse where there is anything; else make the schema that the rows are of."""
    schema, found = _schema(connection), revision(connection)
    if schema.sorted_tables and found not in REVISIONS:
        raise Refused("The database has tables that are not this bot's; restore into one of its own.")
    for table in schema.sorted_tables:
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            raise Refused("The database is not empty; restore into one that has no rows yet.")
    if found != wanted:
        schema.drop_all(connection)
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION}")
        migrate(connection, wanted)


def _read(contents: Contents, all: Iterator[tuple[bytes, bool]], only: str = "") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The rows of all tables or of one, some at a time."""
    next(all)
    of = {name: Decoder(list[tuple[tuple(KINDS[kind][1] | None for kind in columns.values())]])     # type: ignore[misc]
          for name, columns in contents.tables.items()}
    for chunk, is_last in all:
        if not is_last:
            name, rows = decode(chunk, type=tuple[str, msgspec.Raw])
            if only in ("", name):
                yield name, [dict(zip(contents.tables[name], row, strict=True)) for row in of[name].decode(rows)]


def _compare(connection: Connection, contents: Contents, hashes: dict[str, bytes]) -> None:
    """Read back what was written: as many rows as there were, and the same."""
    for name, count in contents.counts.items():
        seen, found = sha256(), 0
        for rows in _rows(connection, contents.table(name)):
            seen.update(b"".join(rows))
            found += len(rows)
        if (found, seen.digest()) != (count, hashes[name]):
            raise Refused(f"The rows of {name} did not arrive as they were; nothing was kept.")
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Refused("Some rows refer to rows that are not in the backup; nothing was kept.")


@contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    """A file that only its owner reads, and that is in its place only when it is whole."""
    try:
        handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Refused(f"{path.parent} can't be written to: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).replace(path)
    except OSError as error:
        raise Refused(f"{path} can't be written: {error.strerror}.") from None
    finally:
        Path(fresh).unlink(missing_ok=True)
