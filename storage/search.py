"""Finding enrolments by what staff are told: a number, a NIK, a phone, a KPJ, a name; each by its keyed hash alone."""
from __future__ import annotations

from typing import Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import names
from storage.enrolments import Enrolment, some
from storage.tables import enrolment, member
from storage.vault import Vault

Kind = Literal["number", "nik", "phone", "kpj", "name"]
HASHES = {"number": enrolment.c.number_hash, "nik": member.c.nik_hash, "phone": member.c.phone_hash, "kpj": enrolment.c.kpj_hash}


class Term(NamedTuple):
    """What may be meant by what somebody typed. value: as it is stored; of a name its words."""

    kind: Kind
    value: str


class Found(NamedTuple):
    """The newest that fit, and whether there may be more."""

    enrolments: list[Enrolment]
    more: bool


def find(connection: Connection, vault: Vault, term: Term, limit: int) -> Found:
    """Look for one term; as much work is done whether or not there is anybody."""
    if term.kind == "name":
        which, cut = names.with_all(connection, vault, term.value.split())
    else:
        fits = HASHES[term.kind] == vault.hash(term.kind, term.value)
        newest = sa.select(enrolment.c.id).join(member, enrolment.c.member_id == member.c.id).order_by(member.c.id.desc())
        which, cut = newest.where(fits), False
    rows = some(connection, vault, which.limit(limit + 1))
    return Found(rows[:limit], cut or len(rows) > limit)


def named(vault: Vault, term: Term) -> str:
    """What the audit says was looked for: its kind, and a keyed hash by which the same is known again and nobody can be found."""
    return f"{term.kind} {vault.hash('searched', '/'.join(term)).hex()}"
