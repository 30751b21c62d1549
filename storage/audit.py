"""Who did what, when, from where: append-only, each entry sealed by the one before it, a chain per talk and per member of staff."""
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import audit, new_id

FIRST = bytes(32)


def note(connection: Connection, talk_id: str, who: str, what: str, subject: str, now: datetime, origin: str = "") -> None:
    """Add an entry; the talk is locked, so the chain has one end. No personal data: a subject is a number, a step, a reason."""
    _append(connection, audit.c.talk_id, talk_id, who, what, subject, origin, now)


def note_staff(connection: Connection, staff_id: str, who: str, what: str, subject: str, now: datetime, origin: str = "") -> None:
    """Add what one of the staff did outside any talk; their row is locked."""
    _append(connection, audit.c.staff_id, staff_id, who, what, subject, origin, now)


def _append(connection: Connection, chain: sa.Column[Any], id: str, who: str, what: str, subject: str, origin: str, now: datetime) -> None:
    last = sa.select(audit.c.seq, audit.c.hash).where(chain == id).order_by(audit.c.seq.desc()).limit(1)
    seq, before = connection.execute(last).one_or_none() or (0, FIRST)
    entry = {"talk_id": None, "staff_id": None, chain.name: id, "seq": seq + 1, "who": who, "what": what, "subject": subject,
             "origin": origin, "created_at": now, "before": before}
    connection.execute(audit.insert(), {"id": new_id(), **entry, "hash": _hash(entry)})


def broken_in(connection: Connection, rows: Sequence[sa.RowMapping]) -> set[str]:
    """The ids of those entries that were changed, or stand where one is missing; their whole chains are read."""
    talks, staff = ({row[name] for row in rows if row[name]} for name in ("talk_id", "staff_id"))
    wrong = {("talk_id", id, seq) for id in talks for seq in broken(connection, id)}
    wrong |= {("staff_id", id, seq) for id in staff for seq in broken_staff(connection, id)}
    return {row["id"] for row in rows if {("talk_id", row["talk_id"], row["seq"]), ("staff_id", row["staff_id"], row["seq"])} & wrong}


def broken(connection: Connection, talk_id: str) -> Iterator[int]:
    """Yield the numbers of a talk's entries that were changed, or that stand where one is missing."""
    return _broken(connection, audit.c.talk_id, talk_id)


def broken_staff(connection: Connection, staff_id: str) -> Iterator[int]:
    """The same of a member of staff."""
    return _broken(connection, audit.c.staff_id, staff_id)


def _broken(connection: Connection, chain: sa.Column[Any], id: str) -> Iterator[int]:
    seq, before = 0, FIRST
    for row in connection.execute(sa.select(audit).where(chain == id).order_by(audit.c.seq)).mappings():
        if row["seq"] != seq + 1 or row["before"] != before or row["hash"] != _hash(row):
            yield row["seq"]
        seq, before = row["seq"], row["hash"]


def entries(connection: Connection, *, who: str = "", talk_id: str = "", after: str = "", limit: int = 100) -> list[sa.RowMapping]:
    """The newest first: of one member of staff, of one talk, or of all. after: the id of the last one that was seen."""
    found = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)       # an id rises with time
    if who:
        found = found.where(audit.c.who == who)
    if talk_id:
        found = found.where(audit.c.talk_id == talk_id)
    if after:
        found = found.where(audit.c.id < after)
    return list(connection.execute(found).mappings())


def _hash(entry: sa.RowMapping | dict[str, Any]) -> bytes:
    """Name an entry by all it says; those from before 0003 say no origin."""
    created = entry["created_at"]
    assert isinstance(created, datetime)
    named = [str(entry[name]) for name in ("talk_id", "seq", "who", "what", "subject")]
    later = [str(entry[name]) for name in ("staff_id", "origin") if entry[name]]
    return hashlib.sha256(repr([*named, *later, created.timestamp(), bytes(entry["before"])]).encode()).digest()
