"""Who did what, when: append-only, each entry sealed by the one before it, a chain per talk."""
from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import audit, new_id

FIRST = bytes(32)


def note(connection: Connection, talk_id: str, who: str, what: str, subject: str, now: datetime) -> None:
    """Add an entry; the talk is locked, so the chain has one end. No personal data: a subject is a number, a step, a reason."""
    last = sa.select(audit.c.seq, audit.c.hash).where(audit.c.talk_id == talk_id).order_by(audit.c.seq.desc()).limit(1)
    seq, before = connection.execute(last).one_or_none() or (0, FIRST)
    entry = {"talk_id": talk_id, "seq": seq + 1, "who": who, "what": what, "subject": subject, "created_at": now, "before": before}
    connection.execute(audit.insert(), {"id": new_id(), **entry, "hash": _hash(entry)})


def broken(connection: Connection, talk_id: str) -> Iterator[int]:
    """Yield the numbers of entries that were changed, or that stand where one is missing."""
    seq, before = 0, FIRST
    for row in connection.execute(sa.select(audit).where(audit.c.talk_id == talk_id).order_by(audit.c.seq)).mappings():
        if row["seq"] != seq + 1 or row["before"] != before or row["hash"] != _hash(row):
            yield row["seq"]
        seq, before = row["seq"], row["hash"]


def _hash(entry: sa.RowMapping | dict[str, object]) -> bytes:
    created = entry["created_at"]
    assert isinstance(created, datetime)
    named = [str(entry[name]) for name in ("talk_id", "seq", "who", "what", "subject")]
    return hashlib.sha256(repr([*named, created.timestamp(), bytes(entry["before"])]).encode()).digest()  # type: ignore[arg-type]
