"""Teams: who among the staff answers which matters. What no team answers that has anybody in it is everybody's."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import staff, team

MOST = 200


@dataclass(frozen=True)
class Team:
    """matters: the codes of what it answers; people: how many are in it now."""

    id: str
    name: str
    matters: tuple[str, ...]
    people: int


class Others(NamedTuple):
    """What is rather for others than for somebody: cases that were given to these teams, and the rest of these matters."""

    teams: frozenset[str] = frozenset()
    matters: frozenset[str] = frozenset()

    def have(self, matter: str, team_id: str) -> bool:
        return team_id in self.teams if team_id else matter in self.matters


def listed(connection: Connection) -> list[Team]:
    """All of them, by name."""
    people = sa.select(sa.func.count()).where(staff.c.team_id == team.c.id, staff.c.left_at.is_(None)).scalar_subquery()
    rows = connection.execute(sa.select(team, people.label("people")).order_by(team.c.name).limit(MOST)).mappings()
    return [Team(row["id"], row["name"], tuple(row["matters"].split()), row["people"]) for row in rows]


def save(connection: Connection, id: str, name: str, matters: Collection[str]) -> None:
    """Change a team, or make it. Conflict if another has that name."""
    values = {"name": name, "matters": " ".join(matters)}
    if not connection.execute(team.update().where(team.c.id == id), values).rowcount:
        connection.execute(team.insert(), {"id": id, **values})


def remove(connection: Connection, id: str) -> None:
    """Let a team be no more: its people have none, and its cases wait for whoever answers their matter."""
    connection.execute(team.delete().where(team.c.id == id))


def others(connection: Connection, staff_id: str) -> Others:
    """What others answer, as far as there is anybody; to who has no team all is alike."""
    mine = connection.execute(sa.select(staff.c.team_id).where(staff.c.id == staff_id)).scalar()
    manned = [one for one in listed(connection) if one.people]
    if not mine:
        return Others()
    ours = {matter for one in manned if one.id == mine for matter in one.matters}
    return Others(frozenset(one.id for one in manned if one.id != mine), frozenset(m for one in manned for m in one.matters) - ours)
