"""What a turn leaves behind for the record: proofs of consent, what nobody understood, and events that reports count."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.messages import Agreed, Event
from storage.messages import opened
from storage.prepared import Prepared
from storage.tables import consent, event, message, new_id, unheard
from storage.talks import Talk
from storage.vault import Vault

How = Literal["spoken", "signed"]
_ASKED = Prepared(sa.select(message.c.id).where(
    message.c.talk_id == sa.bindparam("talk_id"), message.c.seq <= sa.bindparam("after"), message.c.kind == "prompt")
    .order_by(message.c.seq.desc()).limit(1))
_CONSENT, _UNHEARD, _EVENT = Prepared(consent.insert()), Prepared(unheard.insert()), Prepared(event.insert())


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
    _CONSENT.count(connection, id=new_id(), talk_id=talk.id, draft=agreed.draft, step=agreed.step, version=agreed.version,
                   language=language, facts=agreed.facts, asked_id=asked and asked.id, given_id=given, withdrawn_at=None,
                   how=witness.how if witness else "", witness_id=witness and witness.staff, created_at=now)


def leave_unheard(connection: Connection, message_id: str, now: datetime) -> None:
    """Remember of a message that nobody understood it."""
    _UNHEARD.count(connection, id=new_id(), message_id=message_id, created_at=now)


def all_unheard(connection: Connection, vault: Vault, *, limit: int = 200) -> list[tuple[datetime, str]]:
    """When and in which words what nobody understood was written, the newest first; forgotten messages are left out."""
    found = (sa.select(message, unheard.c.created_at.label("unheard_at")).join(unheard, unheard.c.message_id == message.c.id)
             .where(message.c.body.is_not(None)).order_by(unheard.c.created_at.desc(), unheard.c.id.desc()).limit(limit))
    return [(row["unheard_at"], opened(vault, row).body.text) for row in connection.execute(found).mappings()]


def count(connection: Connection, talk: Talk, events: Sequence[tuple[Event, str | None]], language: str, now: datetime) -> None:
    """Write down what reports count, each with its draft's random id."""
    common = {"channel": talk.at.channel, "language": language, "created_at": now}
    _EVENT.each(connection, [{"id": new_id(), **e._asdict(), "draft_id": draft, **common} for e, draft in events])
