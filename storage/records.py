"""What a turn leaves behind for the record: proofs of consent, what nobody understood, and events that reports count."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from bot.engine.messages import Agreed, Event
from storage.messages import READ, opened
from storage.prepared import Insertion, Prepared
from storage.tables import consent, event, message, new_id, phrase, unheard
from storage.talks import Talk
from storage.vault import Vault

How = Literal["spoken", "signed"]
_ASKED = Prepared(sa.select(message.c.id).where(
    message.c.talk_id == sa.bindparam("talk_id"), message.c.seq <= sa.bindparam("after"), message.c.kind == "prompt")
    .order_by(message.c.seq.desc()).limit(1))
_CONSENT, _UNHEARD, _EVENT = Insertion(consent), Insertion(unheard), Insertion(event)

class NotHeard(NamedTuple):
    """A message that nobody understood, and when it was written."""

    id: str
    at: datetime
    text: str


class Witness(NamedTuple):
    """Before whom of the staff somebody without a chat gave an answer of their own, and how."""

    staff: str
    login: str
    origin: str
    how: How


def prove(connection: Connection, talk: Talk, agreed: Agreed, language: str, given: str, after: int, now: datetime,
          witness: Witness | None = None) -> None:
    """Keep the proof of a yes: the message that asked, and the one that answered; of one given at the counter, how and before whom."""
    asked = next(iter(_ASKED.rows(connection, talk_id=talk.id, after=after)), None)
    _CONSENT.run(connection, id=new_id(), talk_id=talk.id, draft=agreed.draft, step=agreed.step, version=agreed.version,
                 language=language, facts=agreed.facts, asked_id=asked and asked.id, given_id=given, withdrawn_at=None,
                 how=witness.how if witness else "", witness_id=witness and witness.staff, created_at=now)


def leave_unheard(connection: Connection, message_id: str, now: datetime) -> None:
    """Remember of a message that nobody understood it."""
    _UNHEARD.run(connection, id=new_id(), message_id=message_id, created_at=now)


def all_unheard(connection: Connection, vault: Vault, *, id: str = "", after: str = "", limit: int = 200) -> list[NotHeard]:
    """What nobody understood, the newest first; forgotten messages are left out. id: only this one; after: the last one that was seen."""
    found = sa.select(*READ, unheard.c.id.label("unheard_id"), unheard.c.created_at.label("at")).join_from(unheard, message)
    if id:
        found = found.where(unheard.c.id == id)
    if after:
        found = found.where(unheard.c.id < after)
    rows = connection.execute(found.where(message.c.body.is_not(None)).order_by(unheard.c.id.desc()).limit(limit))
    return [NotHeard(row.unheard_id, row.at, opened(vault, row).body.text) for row in rows]


def propose(connection: Connection, id: str, intent: str, words: str, staff_id: str, now: datetime) -> None:
    """Keep masked words for the phrases that are learnt from, as staff say what they mean; they are not unheard any more."""
    insert = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(phrase)
    row = {"id": new_id(), "intent": intent, "words": words, "staff_id": staff_id, "created_at": now}
    connection.execute(insert.on_conflict_do_nothing(), row)
    connection.execute(unheard.delete().where(unheard.c.id == id))


def proposed(connection: Connection, *, limit: int = 500) -> list[tuple[str, str]]:
    """The intent and the words of each, the oldest first."""
    found = sa.select(phrase.c.intent, phrase.c.words).order_by(phrase.c.id).limit(limit)
    return [(intent, words) for intent, words in connection.execute(found)]


def forget_proposed(connection: Connection, words: Collection[str]) -> None:
    """These stand in the files now."""
    connection.execute(phrase.delete().where(phrase.c.words.in_(words)))


def count(connection: Connection, talk: Talk, events: Sequence[tuple[Event, str | None]], language: str, now: datetime) -> None:
    """Write down what reports count, each with its draft's random id."""
    common = {"channel": talk.at.channel, "language": language, "created_at": now}
    _EVENT.each(connection, [{"id": new_id(), **e._asdict(), "draft_id": draft, **common} for e, draft in events])
