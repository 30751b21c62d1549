"""Invitations: a yes that is waited for in one talk and given in another, bound to what was to be agreed to."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import invitation, new_id
from storage.vault import Vault

LASTS = timedelta(days=30)
ANSWERS = ("agreed", "refused")


class Invited(NamedTuple):
    """What a code stands for: whose talk waits, and what is to be agreed to."""

    id: str
    talk: str
    facts: str
    status: str
    body: str


def invite(connection: Connection, vault: Vault, talk_id: str, facts: str, code: str, body: str, now: datetime) -> str:
    """Invite somebody to agree to these very facts; give the code, which stays the same while they do."""
    found = sa.select(invitation).where(invitation.c.talk_id == talk_id, invitation.c.facts == facts)
    if row := connection.execute(found).mappings().first():
        kept: str = vault.open(row["code"], "invitation", "code", row["id"])
        return kept
    id = new_id()
    connection.execute(invitation.insert(), {
        "id": id, "talk_id": talk_id, "facts": facts, "status": "waiting", "code_hash": vault.hash("code", code),
        "code": vault.seal(code, "invitation", "code", id), "body": vault.seal(body, "invitation", "body", id),
        "expires_at": now + LASTS, "created_at": now})
    return code


def find(connection: Connection, vault: Vault, code: str, now: datetime) -> Invited | None:
    """What a code stands for; None if it is none of ours, or too old."""
    found = sa.select(invitation).where(invitation.c.code_hash == vault.hash("code", code), invitation.c.expires_at > now)
    row = connection.execute(found).mappings().first()
    return _opened(vault, row) if row else None


def answer(connection: Connection, vault: Vault, code: str, talk_id: str, status: str) -> None:
    """Write down a yes or a no, and in which talk it was given; the last one counts."""
    this = invitation.update().where(invitation.c.code_hash == vault.hash("code", code))
    connection.execute(this, {"status": status, "answered_by": talk_id})


def agreed(connection: Connection, talk_id: str) -> frozenset[str]:
    """The facts that were agreed to elsewhere, for a talk that waits."""
    found = sa.select(invitation.c.facts).where(invitation.c.talk_id == talk_id, invitation.c.status.in_(("agreed", "told agreed")))
    return frozenset(connection.execute(found).scalars())


def answered(connection: Connection, vault: Vault, limit: int = 100) -> list[Invited]:
    """Answers that the talk which waits does not know of yet."""
    found = sa.select(invitation).where(invitation.c.status.in_(ANSWERS)).limit(limit)
    return [_opened(vault, row) for row in connection.execute(found).mappings()]


def told(connection: Connection, one: Invited) -> bool:
    """Say that the talk knows; False if somebody else said so first, or the answer has changed."""
    this = invitation.update().where(invitation.c.id == one.id, invitation.c.status == one.status)
    return bool(connection.execute(this, {"status": f"told {one.status}"}).rowcount)


def _opened(vault: Vault, row: sa.RowMapping) -> Invited:
    return Invited(row["id"], row["talk_id"], row["facts"], row["status"], vault.open(row["body"], "invitation", "body", row["id"]))
