"""Staff: who may sign in, what they have tried, and where they are signed in now."""
from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.audit import end_mark
from storage.tables import new_id, sign_in, staff
from storage.vault import Vault

Role = Literal["officer", "supervisor", "admin"]
TRIES = 5                           # wrong ones in a row
LOCK = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)       # a working day; then everybody signs in again


@dataclass(frozen=True)
class Member:
    """One of the staff. code: the secret of their one-time codes, or nothing."""

    id: str
    login: str
    role: Role
    password: str = field(repr=False)
    code: str = field(repr=False)
    code_step: int
    tries: int
    locked_until: datetime | None
    left_at: datetime | None


def add(connection: Connection, vault: Vault, login: str, role: Role, password: str, now: datetime) -> str:
    """Let somebody join; give their id. Conflict if there is one of that name. password: its argon2 hash."""
    id = new_id()
    connection.execute(staff.insert(), {
        "id": id, "login": login, "role": role, "password": password, "audit_end": end_mark(vault, id), "created_at": now})
    return id


def find(connection: Connection, vault: Vault, login: str, *, lock: bool = False) -> Member | None:
    """Load one of the staff by name."""
    found = sa.select(staff).where(staff.c.login == login)
    row = connection.execute(found.with_for_update() if lock else found).mappings().first()
    return _opened(vault, row) if row else None


def login(connection: Connection, id: str) -> str:
    """The name of one of the staff, also of who has left."""
    return str(connection.execute(sa.select(staff.c.login).where(staff.c.id == id)).scalar_one())


def listed(connection: Connection) -> list[Any]:
    """Id, login and role of all who work here, by name."""
    here = sa.select(staff.c.id, staff.c.login, staff.c.role).where(staff.c.left_at.is_(None)).order_by(staff.c.login)
    return list(connection.execute(here).all())


def missed(connection: Connection, one: Member, now: datetime) -> bool:
    """Count a wrong try; True if it was one too many, and they are locked out for a while."""
    too_many = one.tries + 1 >= TRIES
    values = {"tries": 0 if too_many else one.tries + 1, "locked_until": now + LOCK if too_many else one.locked_until}
    connection.execute(staff.update().where(staff.c.id == one.id), values)
    return too_many


def change(connection: Connection, vault: Vault, id: str, *, password: str | None = None, code: str | None = None, role: Role | None = None,
           code_step: int | None = None) -> None:
    """Change what is given. A new password, role or code ends every sign-in."""
    values: dict[str, object] = {}
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
    """Let somebody leave: they can't sign in any more, and what they did stays."""
    connection.execute(staff.update().where(staff.c.id == id), {"left_at": now})
    sign_out_everywhere(connection, id)


def start(connection: Connection, vault: Vault, id: str, now: datetime) -> str:
    """Sign somebody in; give the token that only their browser has."""
    token = secrets.token_urlsafe(32)
    old = sign_in.delete().where(sign_in.c.created_at < now - LONGEST)
    connection.execute(old)
    connection.execute(sign_in.insert(), {
        "id": new_id(), "staff_id": id, "token_hash": vault.hash("sign in", token), "created_at": now, "seen_at": now})
    connection.execute(staff.update().where(staff.c.id == id), {"tries": 0, "locked_until": None})
    return token


def signed_in(connection: Connection, vault: Vault, token: str, now: datetime) -> tuple[Member, datetime] | None:
    """Who has this token, and when they were seen last; None if it has ended."""
    found = sa.select(staff, sign_in.c.seen_at).join(sign_in, sign_in.c.staff_id == staff.c.id).where(
        sign_in.c.token_hash == vault.hash("sign in", token), sign_in.c.seen_at > now - IDLE, sign_in.c.created_at > now - LONGEST,
        staff.c.left_at.is_(None))
    row = connection.execute(found).mappings().first()
    return (_opened(vault, row), row["seen_at"]) if row else None


def seen(connection: Connection, vault: Vault, token: str, now: datetime) -> None:
    """Say that somebody is still at their desk."""
    connection.execute(sign_in.update().where(sign_in.c.token_hash == vault.hash("sign in", token)), {"seen_at": now})


def sign_out(connection: Connection, vault: Vault, token: str) -> None:
    """End one sign-in."""
    connection.execute(sign_in.delete().where(sign_in.c.token_hash == vault.hash("sign in", token)))


def sign_out_everywhere(connection: Connection, id: str) -> None:
    """End every sign-in of one of the staff."""
    connection.execute(sign_in.delete().where(sign_in.c.staff_id == id))


def _opened(vault: Vault, row: sa.RowMapping) -> Member:
    code = vault.open(row["code"], "staff", "code", row["id"]) if row["code"] else ""
    return Member(row["id"], row["login"], row["role"], row["password"], code, row["code_step"], row["tries"], row["locked_until"],
                  row["left_at"])
