"""Staff: who may sign in, what they have tried, and where they are signed in now."""
from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.audit import end_mark
from storage.tables import new_id, sign_in, staff, team
from storage.vault import Vault

Role = Literal["officer", "supervisor", "admin"]
TRIES = 5                           # wrong ones in a row
LOCK = timedelta(minutes=15)
MANY = 1000                         # of the staff, in one list
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)       # a working day; then everybody signs in again


class LastAdmin(Exception):
    """Nobody but them could put anything right; nothing was changed."""


@dataclass(frozen=True)
class Member:
    """One of the staff. code: the secret of their one-time codes, or nothing. account: theirs at the provider of single sign-on."""

    id: str
    login: str
    role: Role
    password: str = field(repr=False)
    code: str = field(repr=False)
    code_step: int
    tries: int
    locked_until: datetime | None
    left_at: datetime | None
    team: str
    account: str = field(repr=False)


class SignedIn(NamedTuple):
    """Who has signed in. proven: their second factor was asked for elsewhere; seen_at: when they were last at their desk."""

    member: Member
    proven: bool
    seen_at: datetime


def add(connection: Connection, vault: Vault, login: str, role: Role, password: str, now: datetime) -> str:
    """Let somebody join; give their id. Conflict if there is one of that name. password: its argon2 hash."""
    id = new_id()
    connection.execute(staff.insert(), {
        "id": id, "login": login, "role": role, "password": password, "audit_end": end_mark(vault, id), "created_at": now})
    return id


def find(connection: Connection, vault: Vault, login: str, *, lock: bool = False) -> Member | None:
    """Load one of the staff by name."""
    return _found(connection, vault, staff.c.login == login, lock=lock)


def get(connection: Connection, vault: Vault, id: str, *, lock: bool = False) -> Member | None:
    """Load one of the staff."""
    return _found(connection, vault, staff.c.id == id, lock=lock)


def _found(connection: Connection, vault: Vault, *which: sa.ColumnElement[bool], lock: bool) -> Member | None:
    found = _members().where(*which)
    row = connection.execute(found.with_for_update(of=staff) if lock else found).mappings().first()
    return _opened(vault, row) if row else None


def login(connection: Connection, id: str) -> str:
    """The name of one of the staff, also of who has left."""
    return str(connection.execute(sa.select(staff.c.login).where(staff.c.id == id)).scalar_one())


def listed(connection: Connection) -> list[Any]:
    """Id, login and role of those who work here, by name."""
    here = sa.select(staff.c.id, staff.c.login, staff.c.role).where(staff.c.left_at.is_(None)).order_by(staff.c.login)
    return list(connection.execute(here.limit(MANY)).all())


def everybody(connection: Connection, vault: Vault, *, after: str = "", limit: int = 100) -> list[Member]:
    """All who work here or did, by name; after: the name of the last one that was seen."""
    found = _members().where(staff.c.login > after).order_by(staff.c.login).limit(limit)
    return [_opened(vault, row) for row in connection.execute(found).mappings()]


def missed(connection: Connection, one: Member, now: datetime) -> bool:
    """Count a wrong try; True if it was one too many, and they are locked out for a while."""
    too_many = one.tries + 1 >= TRIES
    values = {"tries": 0 if too_many else one.tries + 1, "locked_until": now + LOCK if too_many else one.locked_until}
    connection.execute(staff.update().where(staff.c.id == one.id), values)
    return too_many


def change(connection: Connection, vault: Vault, id: str, *, password: str | None = None, code: str | None = None, role: Role | None = None,
           code_step: int | None = None) -> None:
    """Change what is given. A new password, role or code ends every sign-in. LastAdmin if nobody would be left who may do this."""
    values: dict[str, object] = {}
    if role not in (None, "admin"):
        _leave_an_admin(connection, id)
    if password is not None:
        values |= {"password": password, "tries": 0, "locked_until": None}
    if code is not None:
        values |= {"code": vault.seal(code, "staff", "code", id) if code else None, "code_step": 0}
    if role is not None:
        values["role"] = role
    if values:
        sign_out_everywhere(connection, id)
    if code_step is not None:
        values |= {"code_step": code_step, "tries": 0, "locked_until": None}
    connection.execute(staff.update().where(staff.c.id == id), values)


def leave(connection: Connection, id: str, now: datetime) -> None:
    """Let somebody leave: they can't sign in any more, and what they did stays. LastAdmin if nobody could let anybody in again."""
    _leave_an_admin(connection, id)
    connection.execute(staff.update().where(staff.c.id == id), {"left_at": now})
    sign_out_everywhere(connection, id)


def come_back(connection: Connection, id: str) -> None:
    """Let somebody who left work here again."""
    connection.execute(staff.update().where(staff.c.id == id), {"left_at": None})


def _leave_an_admin(connection: Connection, id: str) -> None:
    """All admins are locked meanwhile, so that no two let each other go."""
    admins = sa.select(staff.c.id).where(staff.c.role == "admin", staff.c.left_at.is_(None)).order_by(staff.c.id).with_for_update()
    if connection.execute(admins).scalars().all() == [id]:
        raise LastAdmin


def join(connection: Connection, id: str, team_id: str) -> None:
    """Put somebody into a team, or into none."""
    connection.execute(staff.update().where(staff.c.id == id), {"team_id": team_id or None})


def connect(connection: Connection, vault: Vault, id: str, account: str) -> None:
    """Say under which e-mail or number a provider knows somebody, or none; whoever had signed in with the one before does so no more.

    Conflict if it is another's.
    """
    connection.execute(staff.update().where(staff.c.id == id), {
        "account": vault.seal(account, "staff", "account", id) if account else None,
        "account_hash": _account(vault, account) if account else None, "subject_hash": None})
    sign_out_everywhere(connection, id)


def recognise(connection: Connection, vault: Vault, issuer: str, subject: str, email: str) -> Member | None:
    """Who a provider says somebody is; email: one that it has verified. An account stays whose it was first, whoever gets its e-mail."""
    known = vault.hash("subject", f"{issuer} {subject}")
    if one := _found(connection, vault, staff.c.subject_hash == known, lock=True):
        return one
    entered = [_account(vault, name) for name in (email, subject if "@" not in subject else "") if name]
    one = _found(connection, vault, staff.c.account_hash.in_(entered), staff.c.subject_hash.is_(None), lock=True)
    if one:
        connection.execute(staff.update().where(staff.c.id == one.id), {"subject_hash": known})
    return one


def _account(vault: Vault, name: str) -> bytes:
    """E-mails are written in any case; the numbers that providers give are not."""
    return vault.hash("account", name.casefold() if "@" in name else name)


def start(connection: Connection, vault: Vault, id: str, now: datetime, *, proven: bool = False) -> str:
    """Sign somebody in; give the token that only their browser has."""
    token = secrets.token_urlsafe(32)
    old = sign_in.delete().where(sign_in.c.created_at < now - LONGEST)
    connection.execute(old)
    connection.execute(sign_in.insert(), {
        "id": new_id(), "staff_id": id, "token_hash": vault.hash("sign in", token), "proven": proven, "created_at": now,
        "seen_at": now})
    connection.execute(staff.update().where(staff.c.id == id), {"tries": 0, "locked_until": None})
    return token


def signed_in(connection: Connection, vault: Vault, token: str, now: datetime) -> SignedIn | None:
    """Who has this token; None if it has ended."""
    found = _members(sign_in.c.seen_at, sign_in.c.proven).join(sign_in, sign_in.c.staff_id == staff.c.id).where(
        sign_in.c.token_hash == vault.hash("sign in", token), sign_in.c.seen_at > now - IDLE, sign_in.c.created_at > now - LONGEST,
        staff.c.left_at.is_(None))
    row = connection.execute(found).mappings().first()
    return SignedIn(_opened(vault, row), row["proven"], row["seen_at"]) if row else None


def seen(connection: Connection, vault: Vault, token: str, now: datetime) -> None:
    """Say that somebody is still at their desk."""
    connection.execute(sign_in.update().where(sign_in.c.token_hash == vault.hash("sign in", token)), {"seen_at": now})


def sign_out(connection: Connection, vault: Vault, token: str) -> None:
    """End one sign-in."""
    connection.execute(sign_in.delete().where(sign_in.c.token_hash == vault.hash("sign in", token)))


def sign_out_everywhere(connection: Connection, id: str) -> None:
    """End every sign-in of one of the staff."""
    connection.execute(sign_in.delete().where(sign_in.c.staff_id == id))


def _members(*more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(staff, team.c.name.label("team"), *more).join(team, staff.c.team_id == team.c.id, isouter=True)


def _opened(vault: Vault, row: sa.RowMapping) -> Member:
    code = vault.open(row["code"], "staff", "code", row["id"]) if row["code"] else ""
    return Member(row["id"], row["login"], row["role"], row["password"], code, row["code_step"], row["tries"], row["locked_until"],
                  row["left_at"], row["team"] or "", vault.open(row["account"], "staff", "account", row["id"]) if row["account"] else "")
