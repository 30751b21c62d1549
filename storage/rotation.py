"""Seals everything anew with the newest key while the bot runs, so that an old key can be thrown away."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.database import Database
from storage.tables import SEALED, metadata
from storage.vault import Vault

BATCH = 200     # rows of one transaction: nobody waits for long


def rotate(database: Database, vault: Vault) -> Iterator[tuple[str, int]]:
    """Yield after each transaction how many values of which table it sealed anew.

    What somebody writes in between stays theirs: a value is replaced only while it is the one that was read.
    """
    for table, columns in _sealed():
        last = ""
        while True:
            with database.begin() as connection:
                rows = _old(connection, vault, table, columns, last)
                done = sum(_reseal(connection, vault, table, column, row) for row in rows for column in columns)
            if not rows:
                break
            last = rows[-1]["id"]
            yield table.name, done


def old_keys(database: Database, vault: Vault) -> Counter[int]:
    """Count the values that are sealed with another key than the newest, by the key's number."""
    found: Counter[int] = Counter()
    with database.read() as connection:
        for _table, columns in _sealed():
            for column in columns:
                number = sa.func.substr(column, 1, 1)
                rows = connection.execute(sa.select(number, sa.func.count()).where(column.is_not(None)).group_by(number))
                found.update({bytes(first)[0]: count for first, count in rows if bytes(first)[0] != vault.newest})
    return found


def _sealed() -> Iterator[tuple[sa.Table, list[sa.Column[Any]]]]:
    for table in metadata.sorted_tables:
        if columns := [column for column in table.columns if column.info.get(SEALED)]:
            yield table, columns


def _old(connection: Connection, vault: Vault, table: sa.Table, columns: list[sa.Column[Any]], after: str) -> list[sa.RowMapping]:
    newest = bytes([vault.newest])
    other = sa.or_(*(sa.func.substr(column, 1, 1) != newest for column in columns))
    found = sa.select(table.c.id, *columns).where(other).order_by(table.c.id).limit(BATCH)
    return list(connection.execute(found.where(table.c.id > after) if after else found).mappings())


def _reseal(connection: Connection, vault: Vault, table: sa.Table, column: sa.Column[Any], row: sa.RowMapping) -> int:
    old = row[column.name]
    if old is None or old[0] == vault.newest:
        return 0
    place = (table.name, column.name, row["id"])
    kept = table.update().where(table.c.id == row["id"], column == old)
    return connection.execute(kept, {column.name: vault.seal(vault.open(old, *place), *place)}).rowcount
