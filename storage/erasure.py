"""What is held of a person in a talk, and how it goes: at their wish with a certificate."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.cases import WISHES
from storage.messages import empty
from storage.prepared import Prepared
from storage.tables import case, certificate, consent, enrolment, invitation, member, message, new_id, note
from storage.talks import Talk

# Of a message: it shows a yes; and one to an enrolment that there still is.
SHOWS = sa.or_(consent.c.asked_id == message.c.id, consent.c.given_id == message.c.id)
PROVES = sa.exists().where(enrolment.c.talk_id == consent.c.talk_id, enrolment.c.draft == consent.c.draft, SHOWS)
WAITS = (enrolment.c.erase_asked_at.is_not(None), enrolment.c.erase_seen_at.is_(None))      # for staff to see to it


class Erased(NamedTuple):
    """How many of each are gone; kept: enrolments that staff have to see to."""

    drafts: int
    messages: int
    notes: int
    kept: int


class Held(NamedTuple):
    """How much there is besides forms and enrolments, and when a consent was given that still stands."""

    messages: int
    notes: int
    agreed: date | None


def held(connection: Connection, talk: Talk, unwritten: int) -> Held:
    """Count what is kept of a talk, with so many messages that are not written down yet."""
    messages = sa.select(sa.func.count()).select_from(message).where(message.c.talk_id == talk.id, message.c.body.is_not(None))
    notes = sa.select(sa.func.count()).select_from(case).where(case.c.talk_id == talk.id, case.c.note.is_not(None))
    agreed = (sa.select(consent.c.created_at).where(consent.c.talk_id == talk.id, consent.c.version != "", consent.c.withdrawn_at.is_(None))
              .order_by(consent.c.created_at).limit(1))
    given: datetime | None = connection.execute(agreed).scalar()
    count = connection.execute(messages).scalar_one() + unwritten
    return Held(count, connection.execute(notes).scalar_one(), given.date() if given else None)


def erase(connection: Connection, talk: Talk, now: datetime) -> Erased:
    """Empty all that was written in a talk. What proves the yes to an enrolment stays with it, until staff have seen to both."""
    emptied = empty(connection, message.c.talk_id == talk.id, ~PROVES)
    cases = sa.select(case.c.id).where(case.c.talk_id == talk.id)
    notes = connection.execute(case.update().where(case.c.talk_id == talk.id, case.c.note.is_not(None)), {"note": None}).rowcount
    notes += connection.execute(note.delete().where(note.c.case_id.in_(cases))).rowcount
    connection.execute(invitation.delete().where(invitation.c.talk_id == talk.id))
    return Erased(len(talk.rows), emptied, notes, _mark(connection, talk, now))


def withdraw(connection: Connection, talk: Talk, now: datetime) -> Erased:
    """Empty what was kept by a consent only: the forms that were not sent, and what was written for them."""
    emptied = empty(connection, message.c.talk_id == talk.id, message.c.draft.in_(list(talk.rows)))
    return Erased(len(talk.rows), emptied, 0, _mark(connection, talk, now))


def _mark(connection: Connection, talk: Talk, now: datetime) -> int:
    """No consent stands any more; what staff have already is theirs to erase or to keep by law."""
    connection.execute(consent.update().where(consent.c.talk_id == talk.id, consent.c.withdrawn_at.is_(None)), {"withdrawn_at": now})
    marked = enrolment.update().where(enrolment.c.talk_id == talk.id)
    return connection.execute(marked.values(erase_asked_at=sa.func.coalesce(enrolment.c.erase_asked_at, now))).rowcount


def certify(connection: Connection, talk: Talk, number: str, what: str, erased: Erased, now: datetime) -> None:
    """Keep what the person is told in numbers."""
    row = {"id": new_id(), "talk_id": talk.id, "number": number, "what": what, "created_at": now, **erased._asdict()}
    connection.execute(certificate.insert(), row)


class Certified(NamedTuple):
    """What a certificate says. open: staff have not seen yet to all that they have."""

    number: str
    what: str
    erased: Erased
    at: datetime
    open: bool


def certified(connection: Connection, number: str) -> Certified | None:
    """Look a certificate up by its number; nothing in it is about anybody."""
    waits = sa.exists().where(enrolment.c.talk_id == certificate.c.talk_id, *WAITS)
    row = connection.execute(sa.select(certificate, waits.label("open")).where(certificate.c.number == number)).mappings().first()
    return Certified(number, row["what"], Erased(*(row[name] for name in Erased._fields)), row["created_at"], row["open"]) if row else None


def see_to(connection: Connection, id: str, **values: Any) -> bool:
    """Write down what staff did about a wish to erase; False if there is none that waits for them."""
    return bool(connection.execute(enrolment.update().where(enrolment.c.id == id, *WAITS), values).rowcount)


def discard(connection: Connection, talk_id: str, id: str) -> None:
    """Delete an enrolment with its member and their name, and empty the messages that only proved the yes to it."""
    gone = connection.execute(sa.select(enrolment.c.draft, enrolment.c.member_id).where(enrolment.c.id == id)).one()
    connection.execute(member.delete().where(member.c.id == gone.member_id))        # what refers to it goes with it
    proved = sa.exists().where(consent.c.talk_id == talk_id, consent.c.draft == gone.draft, SHOWS)
    empty(connection, message.c.talk_id == talk_id, proved, ~PROVES)


def seen_to(connection: Connection, talk_id: str, now: datetime) -> None:
    """If staff have seen to all that was to be erased, nothing of that waits for them any more."""
    left = sa.exists().where(enrolment.c.talk_id == talk_id, *WAITS)
    certain = (case.c.talk_id == talk_id, case.c.reason.in_(WISHES), case.c.status == "waiting", case.c.note.is_not(None))
    connection.execute(case.update().where(*certain, ~left), {"status": "closed", "closed_at": now})


_NUMBERED = Prepared(sa.select(certificate.c.id).where(certificate.c.number == sa.bindparam("number")))


def number_taken(connection: Connection, number: str) -> bool:
    """Whether a certificate has this number."""
    return bool(_NUMBERED.rows(connection, number=number))
