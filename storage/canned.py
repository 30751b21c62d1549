"""What officers often say, kept under names."""
from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import canned

MOST = 200


@dataclass(frozen=True)
class Canned:
    """One ready-made answer. matter: the code of where it is offered first, or nothing."""

    id: str
    name: str
    matter: str
    words: str


def listed(connection: Connection) -> list[Canned]:
    """All of them, by name."""
    rows = connection.execute(sa.select(canned).order_by(canned.c.name).limit(MOST)).mappings()
    return [Canned(row["id"], row["name"], row["matter"], row["words"]) for row in rows]


def save(connection: Connection, one: Canned) -> None:
    """Change one, or keep it for the first time. Conflict if another has that name."""
    values = {"name": one.name, "matter": one.matter, "words": one.words}
    if not connection.execute(canned.update().where(canned.c.id == one.id), values).rowcount:
        connection.execute(canned.insert(), {"id": one.id, **values})


def remove(connection: Connection, id: str) -> None:
    """Forget one."""
    connection.execute(canned.delete().where(canned.c.id == id))
