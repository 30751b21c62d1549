"""What a conversation leaves behind: enrolments and members, cases, proofs of consent, events."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.messages import Agreed, Event, OpenCase
from storage.tables import case, consent, enrolment, event, member, message, new_id
from storage.talks import Talk
from storage.vault import Vault

PERSON = ("nik", "name", "born", "sex", "phone")        # what of a form is the member's own, whoever pays


@dataclass(frozen=True)
class Enrolment:
    """One enrolment as staff see it in a list: nothing in clear that needs a reason to be seen."""

    number: str
    kind: str
    status: str
    funds: str
    form: Mapping[str, Any]
    created_at: datetime


def enrol(connection: Connection, vault: Vault, talk: Talk, draft: str, number: str, form: Mapping[str, Any], *, kind: str, funds: str,
          now: datetime) -> None:
    """Write down an enrolment and its member. form: plain data with at least `nik`, and `phone` if known."""
    member_id, id = new_id(), new_id()
    phone = form.get("phone")
    connection.execute(member.insert(), {
        "id": member_id, "person_id": talk.person, "nik_hash": vault.hash("nik", form["nik"]), "created_at": now,
        "phone_hash": vault.hash("phone", phone) if phone else None,
        "body": _sealed(vault, {name: form[name] for name in PERSON if name in form}, "member", member_id)})
    connection.execute(enrolment.insert(), {
        "id": id, "talk_id": talk.id, "draft": draft, "kind": kind, "status": "submitted", "member_id": member_id, "payer_id": talk.person,
        "submitter_id": talk.person, "funds": funds, "number_hash": vault.hash("number", number),
        "number": vault.seal(number, "enrolment", "number", id), "body": _sealed(vault, form, "enrolment", id),
        "created_at": now, "updated_at": now})


def _sealed(vault: Vault, plain: Mapping[str, Any], table: str, id: str) -> bytes:
    return vault.seal(msgspec.json.encode(plain).decode(), table, "body", id)


def enrolments(connection: Connection, vault: Vault, talk_id: str | None = None, *, limit: int = 1000) -> list[tuple[str, Enrolment]]:
    """Draft number and enrolment, the newest first: of one talk, or of all."""
    found = sa.select(enrolment).order_by(enrolment.c.created_at.desc(), enrolment.c.id.desc()).limit(limit)
    if talk_id:
        found = found.where(enrolment.c.talk_id == talk_id)
    return [(row["draft"], Enrolment(
        vault.open(row["number"], "enrolment", "number", row["id"]), row["kind"], row["status"], row["funds"],
        msgspec.json.decode(vault.open(row["body"], "enrolment", "body", row["id"])), row["created_at"]))
        for row in connection.execute(found).mappings()]


def number_taken(connection: Connection, vault: Vault, number: str) -> bool:
    """Whether a receipt number was given out before."""
    return connection.execute(sa.select(enrolment.c.id).where(enrolment.c.number_hash == vault.hash("number", number))).first() is not None


def open_case(connection: Connection, vault: Vault, talk: Talk, draft: str, wanted: OpenCase, now: datetime) -> None:
    """Ask for staff."""
    id = new_id()
    note = vault.seal(msgspec.json.encode(dict(wanted.form)).decode(), "case", "note", id) if wanted.form else None
    connection.execute(case.insert(), {"id": id, "talk_id": talk.id, "draft": draft, "reason": wanted.reason, "urgent": wanted.urgent,
                                       "status": "waiting", "note": note, "created_at": now})


def cases(connection: Connection, *, limit: int = 1000) -> list[sa.RowMapping]:
    """What waits for staff: urgent first, then oldest."""
    columns = (case.c.id, case.c.reason, case.c.urgent, case.c.status, case.c.created_at)
    found = sa.select(*columns).where(case.c.status == "waiting").order_by(case.c.urgent.desc(), case.c.created_at).limit(limit)
    return list(connection.execute(found).mappings())


def prove(connection: Connection, talk: Talk, agreed: Agreed, language: str, given: str, after: int, now: datetime) -> None:
    """Keep the proof of a yes: the message that asked, and the one that answered."""
    asked = (sa.select(message.c.id).where(message.c.talk_id == talk.id, message.c.seq <= after, message.c.kind == "prompt")
             .order_by(message.c.seq.desc()).limit(1))
    connection.execute(consent.insert(), {
        "id": new_id(), "talk_id": talk.id, "draft": agreed.draft, "step": agreed.step, "version": agreed.version, "language": language,
        "facts": agreed.facts, "asked_id": connection.execute(asked).scalar(), "given_id": given, "created_at": now})


def count(connection: Connection, talk: Talk, events: Sequence[tuple[Event, str | None]], language: str, now: datetime) -> None:
    """Write down what reports count, each with its draft's random id."""
    common = {"channel": talk.at.channel, "language": language, "created_at": now}
    rows = [{"id": new_id(), **e._asdict(), "draft_id": draft, **common} for e, draft in events]
    if rows:
        connection.execute(event.insert(), rows)
