"""Files that staff sent in: stored whole, worked off line by line, and what their lines said deleted as soon as it is done."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import batch, line, new_id, staff
from storage.vault import Vault

Kind = Literal["members", "results"]
Status = Literal["open", "accepted", "done"]
OPEN = timedelta(days=7)        # after which a file that nobody accepted is deleted with all its lines


class Why(NamedTuple):
    """Why a line is refused: a code, and the number of another line, or another number that tells."""

    code: str
    other: int = 0


@dataclass(frozen=True)
class Line:
    """One row of a file. body: what it says, as plain data; nothing once it is done, or if it was refused at once."""

    number: int
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    why: Why | None = None
    status: Literal["waiting", "done", "refused"] = "waiting"
    enrolment: str | None = None
    id: str = ""


@dataclass(frozen=True)
class Batch:
    """One file. terms: what was declared with it, as plain data."""

    id: str
    kind: Kind
    status: Status
    terms: Mapping[str, Any] = field(repr=False)
    staff: str
    login: str
    lines: int
    done: int
    refused: int
    created_at: datetime

    @property
    def waiting(self) -> int:
        return self.lines - self.done - self.refused


def add(connection: Connection, vault: Vault, staff_id: str, kind: Kind, terms: Mapping[str, Any], lines: Iterable[Line],
        now: datetime) -> str:
    """Store a file and all its lines, and give its id; of what is refused only why."""
    id, rows = new_id(), []
    for one in lines:
        key = new_id()
        rows.append({"id": key, "batch_id": id, "number": one.number, "status": "refused" if one.why else "waiting",
                     "reason": one.why.code if one.why else "", "other": one.why.other if one.why else 0,
                     "body": None if one.why else vault.seal(msgspec.json.encode(one.body).decode(), "line", "body", key)})
    connection.execute(batch.insert(), {
        "id": id, "staff_id": staff_id, "kind": kind, "status": "open", "lines": len(rows), "created_at": now,
        "refused": sum(row["status"] == "refused" for row in rows),
        "terms": vault.seal(msgspec.json.encode(terms).decode(), "batch", "terms", id)})
    if rows:
        connection.execute(line.insert(), rows)
    return id


def get(connection: Connection, vault: Vault, id: str, *, lock: bool = False) -> Batch:
    """Load one, locked until the transaction ends if that is wanted; LookupError if there is none."""
    found = sa.select(batch, staff.c.login).join(staff).where(batch.c.id == id)
    row = connection.execute(found.with_for_update(of=batch) if lock else found).mappings().first()
    if not row:
        raise LookupError(id)
    return _opened(vault, row)


def listed(connection: Connection, vault: Vault, *, limit: int = 50) -> list[Batch]:
    """The newest first."""
    found = sa.select(batch, staff.c.login).join(staff).order_by(batch.c.id.desc()).limit(limit)
    return [_opened(vault, row) for row in connection.execute(found).mappings()]


def accepted(connection: Connection) -> list[str]:
    """Those that are being worked off, the oldest first."""
    return list(connection.execute(sa.select(batch.c.id).where(batch.c.status == "accepted").order_by(batch.c.id).limit(100)).scalars())


def accept(connection: Connection, id: str, staff_id: str) -> bool:
    """Let a file be worked off, from now on in the name of who accepts it; False if it is already."""
    still_open = batch.update().where(batch.c.id == id, batch.c.status == "open")
    return bool(connection.execute(still_open, {"status": "accepted", "staff_id": staff_id}).rowcount)


def close(connection: Connection, id: str, now: datetime) -> None:
    """Say that nothing of a file is left to do."""
    connection.execute(batch.update().where(batch.c.id == id), {"status": "done", "closed_at": now})


def drop(connection: Connection, id: str) -> bool:
    """Delete a file that nobody has accepted, with all its lines."""
    return bool(connection.execute(batch.delete().where(batch.c.id == id, batch.c.status == "open")).rowcount)


def lines(connection: Connection, vault: Vault, id: str, *, status: str = "", after: int = 0, limit: int = 50) -> list[Line]:
    """Some lines in their order: of one state or of any. after: the number of the last one that was seen."""
    found = sa.select(line).where(line.c.batch_id == id, line.c.number > after).order_by(line.c.number).limit(limit)
    return [Line(row["number"], msgspec.json.decode(vault.open(row["body"], "line", "body", row["id"])) if row["body"] else None,
                 Why(row["reason"], row["other"]) if row["reason"] else None, row["status"], row["enrolment_id"], row["id"])
            for row in connection.execute(found.where(line.c.status == status) if status else found).mappings()]


def settle(connection: Connection, batch_id: str, one: Line, outcome: Why | str) -> None:
    """Mark a line, once, with the enrolment it led to or with why not; what it says is deleted."""
    why = outcome if isinstance(outcome, Why) else Why("")
    values = {"status": "refused" if why.code else "done", "reason": why.code, "other": why.other, "body": None,
              "enrolment_id": None if isinstance(outcome, Why) else outcome}
    if connection.execute(line.update().where(line.c.id == one.id, line.c.status == "waiting"), values).rowcount:
        counter = batch.c.refused if why.code else batch.c.done
        connection.execute(batch.update().where(batch.c.id == batch_id).values({counter: counter + 1}))


def _opened(vault: Vault, row: sa.RowMapping) -> Batch:
    terms = msgspec.json.decode(vault.open(row["terms"], "batch", "terms", row["id"]))
    return Batch(row["id"], row["kind"], row["status"], terms, row["staff_id"], row["login"], row["lines"], row["done"], row["refused"],
                 row["created_at"])
