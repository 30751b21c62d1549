"""Enrolments: one member of one form each, from its submission to the end of cover."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, get_args

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import enrolment, member, new_id
from storage.talks import Talk
from storage.vault import Vault

Status = Literal["submitted", "taken", "sent_back", "registered", "active", "lapsed"]
TWINS = 10                                              # enrolments of one NIK that stand side by side
PERSON = ("nik", "name", "born", "sex", "phone")        # what of a form is the member's own, whoever pays


@dataclass(frozen=True)
class Enrolment:
    """One enrolment. form: plain data; answers: the form as it was filled in, path -> (value, by)."""

    id: str
    talk: str
    draft: str
    item: str
    number: str
    kind: str
    status: Status
    funds: str
    referral: str
    declared: bool
    form: Mapping[str, Any] = field(repr=False)
    answers: Mapping[str, Any] = field(repr=False)
    staff: str | None
    reason: str
    kpj: str = field(repr=False)
    paid_until: date | None
    created_at: datetime
    updated_at: datetime


def enrol(connection: Connection, vault: Vault, talk: Talk, draft: str, number: str, form: Mapping[str, Any], *, kind: str, funds: str,
          now: datetime, item: str = "", referral: str = "", declared: bool = False,
          answers: Mapping[str, Any] | None = None) -> str | None:
    """Write down an enrolment and its member, and give its number; of one that was sent back, what was mended, under its old number.

    form: plain data with at least `nik`, and `phone` if known. None if this very enrolment is with the officers already.
    """
    phone = form.get("phone")
    values: dict[str, Any] = {"status": "submitted", "reason": "", "staff_id": None, "updated_at": now}
    found = sa.select(enrolment.c.id, enrolment.c.member_id, enrolment.c.status, enrolment.c.number).where(
        enrolment.c.talk_id == talk.id, enrolment.c.draft == draft, enrolment.c.item == item)
    old = connection.execute(found).first()
    if old and old.status != "sent_back":
        return None
    id, member_id = (old.id, old.member_id) if old else (new_id(), new_id())
    values |= {"body": _sealed(vault, form, "enrolment", "body", id), "declared": declared, "referral": referral,
               "answers": _sealed(vault, answers, "enrolment", "answers", id) if answers else None}
    person = {"nik_hash": vault.hash("nik", form["nik"]), "phone_hash": vault.hash("phone", phone) if phone else None,
              "body": _sealed(vault, {name: form[name] for name in PERSON if name in form}, "member", "body", member_id)}
    if old:
        connection.execute(member.update().where(member.c.id == member_id), person)
        connection.execute(enrolment.update().where(enrolment.c.id == id), values)
        return vault.open(old.number, "enrolment", "number", id)
    connection.execute(member.insert(), {"id": member_id, "person_id": None if item else talk.person, "created_at": now, **person})
    connection.execute(enrolment.insert(), {
        "id": id, "talk_id": talk.id, "draft": draft, "item": item, "kind": kind, "member_id": member_id, "payer_id": talk.person,
        "submitter_id": talk.person, "funds": funds, "number_hash": vault.hash("number", number),
        "number": vault.seal(number, "enrolment", "number", id), "created_at": now, **values})
    return number


def _sealed(vault: Vault, plain: Mapping[str, Any], table: str, column: str, id: str) -> bytes:
    return vault.seal(msgspec.json.encode(plain).decode(), table, column, id)


def listed(connection: Connection, vault: Vault, talk_id: str | None = None, *, status: str = "", after: str = "",
           limit: int = 1000) -> list[Enrolment]:
    """The newest first: of one talk or of all, in one state or in any. after: the id of the last one that was seen."""
    found = sa.select(enrolment).order_by(enrolment.c.id.desc()).limit(limit)       # an id rises with time
    if after:
        found = found.where(enrolment.c.id < after)
    if talk_id:
        found = found.where(enrolment.c.talk_id == talk_id)
    if status:
        found = found.where(enrolment.c.status == status)
    return [_opened(vault, row) for row in connection.execute(found).mappings()]


def get(connection: Connection, vault: Vault, id: str) -> Enrolment:
    """Load one; LookupError if there is none."""
    row = connection.execute(sa.select(enrolment).where(enrolment.c.id == id)).mappings().first()
    if not row:
        raise LookupError(id)
    return _opened(vault, row)


def talk_of(connection: Connection, id: str) -> str:
    """The talk it was filled in in; LookupError if there is none."""
    talk_id: str | None = connection.execute(sa.select(enrolment.c.talk_id).where(enrolment.c.id == id)).scalar()
    if not talk_id:
        raise LookupError(id)
    return talk_id


def of_same_person(connection: Connection, vault: Vault, one: Enrolment) -> list[Enrolment]:
    """The other enrolments with the same NIK, in whatever talk, the newest first."""
    found = sa.select(enrolment).join(member, enrolment.c.member_id == member.c.id).where(
        member.c.nik_hash == vault.hash("nik", one.form["nik"]), enrolment.c.id != one.id).order_by(enrolment.c.id.desc()).limit(TWINS)
    return [_opened(vault, row) for row in connection.execute(found).mappings()]


def move(connection: Connection, id: str, of: tuple[Status, ...], to: Status, now: datetime, **values: Any) -> bool:
    """Take an enrolment a step on; False if it is not in one of the states that lead there."""
    this = enrolment.update().where(enrolment.c.id == id, enrolment.c.status.in_(of))
    return bool(connection.execute(this, {"status": to, "updated_at": now, **values}).rowcount)


def keep_kpj(connection: Connection, vault: Vault, id: str, kpj: str) -> None:
    """Keep the number that the official system gave: 11 digits."""
    sealed = {"kpj": vault.seal(kpj, "enrolment", "kpj", id), "kpj_hash": vault.hash("kpj", kpj)}
    connection.execute(enrolment.update().where(enrolment.c.id == id), sealed)


def kpj_of_another(connection: Connection, vault: Vault, one: Enrolment, kpj: str) -> bool:
    """Whether a number was given to a person with another NIK."""
    others = sa.select(enrolment.c.id).join(member, enrolment.c.member_id == member.c.id).where(
        enrolment.c.kpj_hash == vault.hash("kpj", kpj), member.c.nik_hash != vault.hash("nik", one.form["nik"]))
    return connection.execute(others).first() is not None


def paid_before(connection: Connection, today: date, *, limit: int = 1000) -> list[tuple[str, date]]:
    """Those whose cover has ended, and when."""
    ended = (enrolment.c.status == "active", enrolment.c.paid_until < today)
    found = sa.select(enrolment.c.id, enrolment.c.paid_until).where(*ended).order_by(enrolment.c.paid_until).limit(limit)
    return [(id, until) for id, until in connection.execute(found)]


def ending(connection: Connection, vault: Vault, until: date, *, limit: int = 100) -> list[Enrolment]:
    """Those whose cover ends by a day, and who were not told yet."""
    due = (enrolment.c.status == "active", enrolment.c.paid_until <= until, enrolment.c.noticed_at.is_(None))
    return [_opened(vault, row) for row in connection.execute(sa.select(enrolment).where(*due).limit(limit)).mappings()]


def noticed(connection: Connection, id: str, now: datetime) -> bool:
    """Say that the end of cover was told; False if it was before."""
    untold = enrolment.update().where(enrolment.c.id == id, enrolment.c.noticed_at.is_(None))
    return bool(connection.execute(untold, {"noticed_at": now}).rowcount)


def counted(connection: Connection, *, limit: int = 1000) -> dict[str, int]:
    """How many there are in each state, as far as anybody wants to know: of many, one more than the limit."""
    some = [sa.select(enrolment.c.status).where(enrolment.c.status == status).limit(limit + 1).subquery() for status in get_args(Status)]
    found = sa.union_all(*(sa.select(sa.func.max(rows.c.status), sa.func.count()) for rows in some))
    return {status: count for status, count in connection.execute(found) if status}


def number_taken(connection: Connection, vault: Vault, number: str) -> bool:
    """Whether a receipt number was given out before."""
    return connection.execute(sa.select(enrolment.c.id).where(enrolment.c.number_hash == vault.hash("number", number))).first() is not None


def _opened(vault: Vault, row: sa.RowMapping) -> Enrolment:
    def sealed(column: str) -> str:
        return vault.open(row[column], "enrolment", column, row["id"]) if row[column] else ""
    return Enrolment(
        row["id"], row["talk_id"], row["draft"], row["item"], sealed("number"), row["kind"], row["status"], row["funds"], row["referral"],
        row["declared"], msgspec.json.decode(sealed("body")), msgspec.json.decode(sealed("answers") or "{}"), row["staff_id"],
        row["reason"], sealed("kpj"), row["paid_until"], row["created_at"], row["updated_at"])
