"""What operators look at: which senders are at work, and what waits since when; no look reads more than MOST rows."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from storage.database import REVISIONS, Away, Database, revision
from storage.outbox import IS_GOING
from storage.tables import case, message, new_id, sender

MOST = 10_000                   # that are counted; more of them are as bad
ALIVE = timedelta(seconds=30)   # without a beat, after which a sender is taken for dead
GONE = timedelta(hours=1)       # after which it is forgotten


def beat(connection: Connection, name: str, now: datetime) -> None:
    """Say that a sender is at work."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(sender).on_conflict_do_update(index_elements=["name"], set_={"beat_at": now}),
                       {"id": new_id(), "name": name, "beat_at": now})
    connection.execute(sender.delete().where(sender.c.beat_at < now - GONE))


def leave(connection: Connection, name: str) -> None:
    """Say that a sender has stopped."""
    connection.execute(sender.delete().where(sender.c.name == name))


def senders(connection: Connection, now: datetime) -> int:
    """How many senders are at work."""
    alive = sa.select(sa.func.count()).select_from(sender).where(sender.c.beat_at > now - ALIVE)
    return int(connection.execute(alive).scalar_one())


def trouble(database: Database, now: datetime) -> str:
    """Why nobody can be served, or nothing. A schema newer than this code is none: hosts are upgraded one after the other."""
    try:
        with database.read() as connection:
            if revision(connection) < REVISIONS[-1]:
                return "The schema is older than this program: flask db upgrade."
            return "" if senders(connection, now) else "No sender is at work."
    except (Away, SQLAlchemyError):
        return "The database does not answer."


class Waiting(NamedTuple):
    """How many wait, MOST of them at most, and since when the first."""

    number: int
    since: datetime | None


def messages(connection: Connection) -> Waiting:
    """What waits to be sent."""
    return _waiting(connection, message, IS_GOING)


def cases(connection: Connection, *, urgent: bool) -> Waiting:
    """What waits for staff."""
    return _waiting(connection, case, case.c.status == "waiting", case.c.urgent.is_(urgent))


def _waiting(connection: Connection, table: sa.Table, *which: sa.ColumnElement[Any]) -> Waiting:
    first = sa.select(table.c.created_at).where(*which).order_by(table.c.created_at).limit(MOST).subquery()
    number, since = connection.execute(sa.select(sa.func.count(), sa.func.min(first.c.created_at))).one()
    return Waiting(number, since)
