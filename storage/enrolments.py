"""Enrolments: one member of one form each, from its submission to the end of cover."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, get_args

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from storage import names
from storage.prepared import Insertion, Prepared
from storage.tables import consent, enrolment, member, new_id
from storage.talks import COUNTER, Talk
from storage.vault import Vault

Status = Literal["submitted", "taken", "sent_back", "registered", "active", "lapsed"]
TWINS = 10                                              # enrolments of one NIK that stand side by side
WITH_OFFICERS: tuple[Status, ...] = ("submitted", "taken", "sent_back", "registered")
SOME = 500          # values of one statement
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
    how: str                # the yes was given at the counter: spoken or signed
    witness: str | None     # before whom
    kpj: str = field(repr=False)
    paid_until: date | None
    created_at: datetime
    updated_at: datetime
    erase_asked_at: datetime | None
    erase_seen_at: datetime | None

    @property
    def is_to_be_erased(self) -> bool:
        """Whether somebody wished it erased, and staff have not seen to that."""
        return bool(self.erase_asked_at and not self.erase_seen_at)


_OLD = Prepared(sa.select(enrolment.c.id, enrolment.c.member_id, enrolment.c.status, enrolment.c.number).where(
    *(enrolment.c[name] == sa.bindparam(name) for name in ("talk_id", "draft", "item"))))
_MEMBER = Insertion(member)
_INSERT = Insertion(enrolment, "id", "talk_id", "draft", "item", "kind", "status", "member_id", "payer_id", "submitter_id", "funds",
                   "referral", "declared", "number_hash", "number", "body", "answers", "staff_id", "reason", "how",
                   "witness_id", "created_at", "updated_at")
_NUMBERED = Prepared(sa.select(enrolment.c.id).where(enrolment.c.number_hash == sa.bindparam("number_hash")))


def enrol(connection: Connection, vault: Vault, talk: Talk, draft: str, number: str, form: Mapping[str, Any], *, kind: str, funds: str,
          now: datetime, item: str = "", referral: str = "", declared: bool = False,
          answers: Mapping[str, Any] | None = None) -> str | None:
    """Write down an enrolment and its member, and give its number; of one that was sent back, what was mended, under its old number.

    form: plain data with at least `nik`, and `phone` if known. None if this very enrolment is with the officers already.
    """
    phone = form.get("phone")
    values: dict[str, Any] = {"status": "submitted", "reason": "", "staff_id": None, "updated_at": now}
    old = next(iter(_OLD.rows(connection, talk_id=talk.id, draft=draft, item=item)), None)
    if old and old.status != "sent_back":
        return None
    id, member_id = (old.id, old.member_id) if old else (new_id(), new_id())
    values |= {"body": _sealed(vault, form, "enrolment", "body", id), "declared": declared, "referral": referral,
               "answers": _sealed(vault, answers, "enrolment", "answers", id) if answers else None, **_witnessed(connection, talk, draft)}
    person = {"nik_hash": vault.hash("nik", form["nik"]), "phone_hash": vault.hash("phone", phone) if phone else None,
              "body": _sealed(vault, {name: form[name] for name in PERSON if name in form}, "member", "body", member_id)}
    if old:
        names.drop(connection, id)
        names.keep(connection, vault, id, form.get("name", ""))
        connection.execute(member.update().where(member.c.id == member_id), person)
        connection.execute(enrolment.update().where(enrolment.c.id == id), values)
        return vault.open(old.number, "enrolment", "number", id)
    _MEMBER.run(connection, id=member_id, person_id=None if item else talk.person, created_at=now, **person)
    _INSERT.run(
        connection, id=id, talk_id=talk.id, draft=draft, item=item, kind=kind, member_id=member_id, payer_id=talk.person,
        submitter_id=talk.person, funds=funds, number_hash=vault.hash("number", number),
        number=vault.seal(number, "enrolment", "number", id), created_at=now, **values)
    names.keep(connection, vault, id, form.get("name", ""))
    return number


def _witnessed(connection: Connection, talk: Talk, draft: str) -> dict[str, Any]:
    """How, and before whom, the newest yes to a form was given at the counter."""
    nobody = {"how": "", "witness_id": None}
    if talk.at.channel != COUNTER:
        return nobody
    given = sa.select(consent.c.how, consent.c.witness_id).where(consent.c.talk_id == talk.id, consent.c.draft == draft)
    return dict(connection.execute(given.order_by(consent.c.id.desc()).limit(1)).mappings().first() or nobody)


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


def some(connection: Connection, vault: Vault, which: sa.Select[Any]) -> list[Enrolment]:
    """Those whose ids are selected, the newest first."""
    found = sa.select(enrolment).where(enrolment.c.id.in_(which)).order_by(enrolment.c.id.desc())
    return [_opened(vault, row) for row in connection.execute(found).mappings()]


def of_group(connection: Connection, vault: Vault, one: Enrolment, *, after: str = "", limit: int) -> list[Enrolment]:
    """Who was sent together with one, in their order: a list from a file is one too. after: the id of the last one seen."""
    together = (enrolment.c.talk_id == one.talk, enrolment.c.draft == one.draft)
    found = sa.select(enrolment).where(*together).order_by(enrolment.c.id).limit(limit)
    return [_opened(vault, row) for row in connection.execute(found.where(enrolment.c.id > after) if after else found).mappings()]


def is_own(connection: Connection, id: str) -> bool:
    """Whether the member filled in the form themself."""
    own = sa.select(enrolment.c.submitter_id == member.c.person_id).join(member, enrolment.c.member_id == member.c.id)
    return bool(connection.execute(own.where(enrolment.c.id == id)).scalar())


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


def oldest(connection: Connection, status: str, *, after: str = "", limit: int = 1000) -> list[str]:
    """The ids of those in one state, the oldest first. after: the id of the last one that was seen."""
    found = sa.select(enrolment.c.id).where(enrolment.c.status == status).order_by(enrolment.c.id).limit(limit)
    return list(connection.execute(found.where(enrolment.c.id > after) if after else found).scalars())


def find(connection: Connection, vault: Vault, number: str) -> str | None:
    """The id of the one with this receipt number."""
    one = next(iter(_NUMBERED.rows(connection, number_hash=vault.hash("number", number))), None)
    return one and str(one.id)


def numbers(connection: Connection, vault: Vault, ids: Sequence[str]) -> dict[str, str]:
    """The receipt numbers of some, by their ids."""
    found = connection.execute(sa.select(enrolment.c.id, enrolment.c.number).where(enrolment.c.id.in_(ids)))
    return {id: vault.open(number, "enrolment", "number", id) for id, number in found}


def in_hand(connection: Connection, vault: Vault, niks: Iterable[str], today: date) -> set[str]:
    """Which of these NIKs need no second enrolment, whoever sent the first: with the officers, or covered today."""
    hashes, found = {vault.hash("nik", nik): nik for nik in niks}, set[str]()
    stands = sa.or_(enrolment.c.status.in_(WITH_OFFICERS), sa.and_(enrolment.c.status == "active", enrolment.c.paid_until >= today))
    for at in range(0, len(hashes), SOME):
        these = member.c.nik_hash.in_(list(hashes)[at:at + SOME])
        known = sa.select(member.c.nik_hash).join(enrolment, enrolment.c.member_id == member.c.id).where(these, stands)
        found |= {hashes[hash] for hash in connection.execute(known).scalars()}
    return found


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


def _opened(vault: Vault, row: sa.RowMapping) -> Enrolment:
    def sealed(column: str) -> str:
        return vault.open(row[column], "enrolment", column, row["id"]) if row[column] else ""
    return Enrolment(
        row["id"], row["talk_id"], row["draft"], row["item"], sealed("number"), row["kind"], row["status"], row["funds"], row["referral"],
        row["declared"], msgspec.json.decode(sealed("body")), msgspec.json.decode(sealed("answers") or "{}"), row["staff_id"],
        row["reason"], row["how"], row["witness_id"], sealed("kpj"), row["paid_until"], row["created_at"], row["updated_at"],
        row["erase_asked_at"], row["erase_seen_at"])
