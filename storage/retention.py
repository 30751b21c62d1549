"""How long what is kept, and what is over goes: nothing about anybody stays longer than it serves."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.batches import OPEN
from storage.database import Database
from storage.erasure import PROVES
from storage.messages import empty
from storage.tables import allowance, batch, case, draft, enrolment, event, invitation, member, message, note, unheard

BATCH = 500         # rows of one transaction: nobody waits for long
PROOF = timedelta(days=30)      # after which it is asked again whether a message still proves something


class Keeping(NamedTuple):
    """How long each kind is kept: forms begun since their last answer, words since they were written, cases since they were closed,
    enrolments since their last change and the end of their cover, what reports count since it happened."""

    drafts: timedelta = timedelta(days=180)
    messages: timedelta = timedelta(days=180)
    cases: timedelta = timedelta(days=365)
    enrolments: timedelta = timedelta(days=730)
    events: timedelta = timedelta(days=730)


def old_drafts(connection: Connection, keeping: Keeping, now: datetime) -> dict[str, set[str]]:
    """The forms nobody has gone on with, by talk."""
    found = sa.select(draft.c.talk_id, draft.c.number).where(draft.c.updated_at < now - keeping.drafts).limit(BATCH)
    talks: dict[str, set[str]] = {}
    for talk_id, number in connection.execute(found):
        talks.setdefault(talk_id, set()).add(number)
    return talks


def sweep(connection: Connection, now: datetime) -> int:
    """Empty the messages whose time is over, but for those that prove a yes to an enrolment there still is."""
    over = message.c.erase_at <= now
    connection.execute(message.update().where(over, PROVES), {"erase_at": now + PROOF})
    return empty(connection, over)


def let_go(database: Database, keeping: Keeping, now: datetime) -> Iterator[int]:
    """Delete what is over besides forms and messages, some at a time; yield how many rows each time."""
    ended = sa.or_(enrolment.c.paid_until.is_(None), enrolment.c.paid_until < (now - keeping.enrolments).date())
    closed = sa.select(case.c.id).where(case.c.closed_at < now - keeping.cases)
    over = [
        (enrolment, sa.and_(enrolment.c.updated_at < now - keeping.enrolments, ended)),
        (member, sa.and_(member.c.created_at < now - keeping.enrolments, ~sa.exists().where(enrolment.c.member_id == member.c.id))),
        (note, note.c.case_id.in_(closed)),
        (invitation, invitation.c.expires_at < now - keeping.drafts),
        (batch, sa.or_(sa.and_(batch.c.status == "open", batch.c.created_at < now - OPEN), batch.c.closed_at < now - keeping.cases)),
        (unheard, unheard.c.created_at < now - keeping.messages),
        (allowance, allowance.c.ends_at <= now),
        (event, event.c.created_at < now - keeping.events)]
    for table, which in over:
        while True:
            with database.begin() as connection:
                key = table.primary_key.columns
                some = sa.select(*key).where(which).limit(BATCH)
                done = connection.execute(table.delete().where(sa.tuple_(*key).in_(some))).rowcount
            if not done:
                break
            yield done
    with database.begin() as connection:
        yield connection.execute(case.update().where(case.c.id.in_(closed), case.c.note.is_not(None)), {"note": None}).rowcount
