"""Cases: what waits for staff, who has it and until when, and what staff note for each other."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.messages import OpenCase
from storage.tables import address, case, new_id, note, staff, talk, team
from storage.talks import Talk
from storage.teams import Others
from storage.vault import Vault

OPEN = ("waiting", "claimed")
WISHES = ("erase", "withdraw")      # reasons; with a certificate what was wished is done, but for what staff have
ALIKE = Others()


@dataclass(frozen=True)
class Case:
    """One case. told: what the person or the form gave for it; staff: the login of who has it; team: to whom it was given, if it was."""

    id: str
    talk: str
    draft: str
    channel: str
    reason: str
    matter: str
    team_id: str
    team: str
    urgent: bool
    status: str
    language: str
    told: dict[str, str] = field(repr=False)
    staff: str
    leased_until: datetime | None
    promised_at: datetime | None
    answered_at: datetime | None
    created_at: datetime
    closed_at: datetime | None

    @property
    def is_only_wished(self) -> bool:
        """Whether somebody wished to be forgotten while an officer had the talk, so that nobody asked yet whether they really want it."""
        return self.reason in WISHES and "certificate" not in self.told


class Counts(NamedTuple):
    """How many cases; what is over a limit is one more than it."""

    waiting: int
    urgent: int
    mine: int


class Times(NamedTuple):
    """Since when a case waited, and by when an answer was promised."""

    created_at: datetime
    promised_at: datetime | None


@dataclass(frozen=True)
class Note:
    """What one of the staff wrote for the others."""

    staff: str
    text: str = field(repr=False)
    created_at: datetime


def open_case(connection: Connection, vault: Vault, talk: Talk, draft: str, wanted: OpenCase, now: datetime, *, matter: str = "other",
              language: str = "id", promised_at: datetime | None = None) -> str:
    """Ask for staff; give the case's id, or nothing if they are asked already. One that opens while an officer has the talk is theirs."""
    same = sa.select(case.c.id).where(case.c.talk_id == talk.id, case.c.reason == wanted.reason, case.c.status.in_(OPEN))
    if wanted.urgent and connection.execute(same).scalar():
        return ""           # one accident, told in many messages
    id = new_id()
    claimed = sa.select(case.c.staff_id, case.c.leased_until).where(case.c.talk_id == talk.id, case.c.status == "claimed").limit(1)
    staff_id, until = connection.execute(claimed).one_or_none() or (None, None)
    connection.execute(case.insert(), {
        "id": id, "talk_id": talk.id, "draft": draft, "reason": wanted.reason, "matter": matter, "urgent": wanted.urgent,
        "status": "claimed" if staff_id else "waiting", "staff_id": staff_id, "leased_until": until, "language": language,
        "note": _sealed(vault, id, dict(wanted.form)) if wanted.form else None, "promised_at": promised_at, "created_at": now})
    return id


def _sealed(vault: Vault, id: str, told: dict[str, str]) -> bytes:
    return vault.seal(msgspec.json.encode(told).decode(), "case", "note", id)


def listed(connection: Connection, vault: Vault, *, login: str = "", status: tuple[str, ...] = ("waiting",), talk_id: str = "",
           others: Others = ALIKE, after: Case | None = None, limit: int = 200) -> list[Case]:
    """What waits for staff: urgent first, then what is not rather for others, then oldest. login: only what this one of the staff has;
    after: the last one that was seen."""
    found: list[sa.RowMapping] = []
    for urgent, theirs in ((True, False), (True, True), (False, False), (False, True)):
        place = (not after.urgent, others.have(after.matter, after.team_id)) if after else (False, False)
        left = limit - len(found)
        if left and (not urgent, theirs) >= place and not (theirs and others == ALIKE):
            last = after if (not urgent, theirs) == place else None
            some = [row for state in status for row in connection.execute(
                _listed(urgent, state, login, talk_id, last).where(*_rather(others, theirs)).limit(left)).mappings()]
            found += sorted(some, key=lambda row: (row["created_at"], row["id"]))[:left]
    return [_opened(vault, row) for row in found]


def _rather(others: Others, theirs: bool) -> list[sa.ColumnElement[bool]]:
    rather = sa.case((case.c.team_id.is_(None), case.c.matter.in_(others.matters)), else_=case.c.team_id.in_(others.teams))
    return [rather if theirs else ~rather] if others != ALIKE else []


def _listed(urgent: bool, state: str, login: str, talk_id: str, after: Case | None) -> sa.Select[Any]:
    """Those of one kind, in the order of the index."""
    found = _cases().where(case.c.status == state, case.c.urgent.is_(urgent)).order_by(case.c.created_at, case.c.id)
    if login:
        found = found.where(staff.c.login == login)
    if talk_id:
        found = found.where(case.c.talk_id == talk_id)
    if after:
        found = found.where(sa.tuple_(case.c.created_at, case.c.id) > (after.created_at, after.id))
    return found


def counted(connection: Connection, login: str, *, limit: int = 1000) -> Counts:
    """How much waits and how much of that is urgent, and how much one of the staff has: as far as anybody wants to know."""
    waiting = sa.select(case.c.urgent).where(case.c.status == "waiting").order_by(case.c.urgent.desc()).limit(limit + 1).subquery()
    mine = sa.select(case.c.id).join(staff, case.c.staff_id == staff.c.id).where(case.c.status == "claimed", staff.c.login == login)
    urgent = sa.func.coalesce(sa.func.sum(sa.case((waiting.c.urgent, 1), else_=0)), 0)
    own = sa.select(sa.func.count()).select_from(mine.limit(limit + 1).subquery())
    return Counts(*connection.execute(sa.select(sa.func.count(), urgent, own.scalar_subquery()).select_from(waiting)).one())


def get(connection: Connection, vault: Vault, id: str) -> Case | None:
    """Load one."""
    row = connection.execute(_cases().where(case.c.id == id)).mappings().first()
    return _opened(vault, row) if row else None


def claim(connection: Connection, talk_id: str, staff_id: str, until: datetime) -> None:
    """Give what waits in a talk to one of the staff; the talk is locked, and the bot's."""
    waiting = case.update().where(case.c.talk_id == talk_id, case.c.status == "waiting")
    connection.execute(waiting, {"status": "claimed", "staff_id": staff_id, "leased_until": until})


def keep(connection: Connection, talk_id: str, staff_id: str, until: datetime) -> bool:
    """Keep a claim for longer; False if it is no longer theirs."""
    mine = case.update().where(case.c.talk_id == talk_id, case.c.status == "claimed", case.c.staff_id == staff_id)
    return bool(connection.execute(mine, {"leased_until": until}).rowcount)


def give(connection: Connection, talk_id: str, staff_id: str, until: datetime) -> None:
    """Hand what one of the staff has of a talk to another."""
    given = case.update().where(case.c.talk_id == talk_id, case.c.status == "claimed")
    connection.execute(given, {"staff_id": staff_id, "leased_until": until})


def release(connection: Connection, talk_id: str, team_id: str = "") -> None:
    """Let what was claimed in a talk wait again; team_id: for this team from now on."""
    claimed = case.update().where(case.c.talk_id == talk_id, case.c.status == "claimed")
    given = {"team_id": team_id} if team_id else {}
    connection.execute(claimed, {"status": "waiting", "staff_id": None, "leased_until": None, **given})


def close(connection: Connection, talk_id: str, now: datetime) -> list[Times]:
    """What was claimed in a talk is settled; give since when it waited."""
    claimed = case.update().where(case.c.talk_id == talk_id, case.c.status == "claimed").returning(case.c.created_at, case.c.promised_at)
    return [Times(*row) for row in connection.execute(claimed, {"status": "closed", "closed_at": now, "leased_until": None})]


def answered(connection: Connection, talk_id: str, now: datetime) -> list[Times]:
    """The person got a first answer; later ones change nothing. Give since when what is answered waited."""
    claimed = case.update().where(case.c.talk_id == talk_id, case.c.status == "claimed", case.c.answered_at.is_(None))
    return [Times(*row) for row in connection.execute(claimed.returning(case.c.created_at, case.c.promised_at), {"answered_at": now})]


def tell(connection: Connection, vault: Vault, talk_id: str, told: dict[str, str], *, reason: str = "", matter: str = "") -> None:
    """Add what the person gave to the newest case that is open in their talk, but for wishes; reason, matter: what it now is about."""
    here = sa.select(case).where(case.c.talk_id == talk_id, case.c.status.in_(OPEN), case.c.reason.not_in(WISHES))
    newest = here.order_by(case.c.created_at.desc(), case.c.id.desc()).limit(1)
    if row := connection.execute(newest).mappings().first():
        known = {**_told(vault, row), **told}
        values: dict[str, Any] = {"note": _sealed(vault, row["id"], known) if known else None, "reason": reason or row["reason"],
                                  "matter": matter or row["matter"]}
        connection.execute(case.update().where(case.c.id == row["id"]), values)


def withdraw(connection: Connection, talk_id: str, now: datetime) -> None:
    """The person no longer wants staff: what was only asked for by them, and nobody has, is closed."""
    mine = (case.c.talk_id == talk_id, case.c.status == "waiting", case.c.urgent.is_(False))
    connection.execute(case.update().where(*mine), {"status": "closed", "closed_at": now})


def lost(connection: Connection, now: datetime) -> list[str]:
    """The talks whose officer's lease ran out."""
    found = sa.select(case.c.talk_id).where(case.c.status == "claimed", case.c.leased_until < now).distinct()
    return list(connection.execute(found).scalars())


def write_note(connection: Connection, vault: Vault, talk_id: str, staff_id: str, text: str, now: datetime) -> None:
    """Note something for the other staff, with the newest case of a talk."""
    id = new_id()
    newest = sa.select(case.c.id).where(case.c.talk_id == talk_id).order_by(case.c.created_at.desc(), case.c.id.desc()).limit(1)
    connection.execute(note.insert(), {
        "id": id, "case_id": connection.execute(newest).scalar_one(), "staff_id": staff_id, "body": vault.seal(text, "note", "body", id),
        "created_at": now})


def notes(connection: Connection, vault: Vault, talk_id: str, *, limit: int = 100) -> list[Note]:
    """What was last noted in all cases of a talk, the oldest first."""
    found = (sa.select(note, staff.c.login).join(case, note.c.case_id == case.c.id).join(staff, note.c.staff_id == staff.c.id)
             .where(case.c.talk_id == talk_id).order_by(note.c.created_at.desc(), note.c.id.desc()).limit(limit))
    return [Note(row["login"], vault.open(row["body"], "note", "body", row["id"]), row["created_at"])
            for row in reversed(connection.execute(found).mappings().all())]


def _cases() -> sa.Select[Any]:
    rows = sa.select(case, address.c.channel, staff.c.login, team.c.name.label("team"))
    rows = rows.join(talk, case.c.talk_id == talk.c.id).join(address)
    return rows.outerjoin(staff, case.c.staff_id == staff.c.id).outerjoin(team, case.c.team_id == team.c.id)


def _told(vault: Vault, row: sa.RowMapping) -> dict[str, str]:
    told: dict[str, str] = msgspec.json.decode(vault.open(row["note"], "case", "note", row["id"])) if row["note"] else {}
    return told


def _opened(vault: Vault, row: sa.RowMapping) -> Case:
    return Case(row["id"], row["talk_id"], row["draft"], row["channel"], row["reason"], row["matter"], row["team_id"] or "",
                row["team"] or "", row["urgent"], row["status"], row["language"], _told(vault, row), row["login"] or "",
                row["leased_until"], row["promised_at"], row["answered_at"], row["created_at"], row["closed_at"])
