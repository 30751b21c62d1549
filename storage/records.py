"""What a turn leaves behind for the record: proofs of consent, and events that reports count."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.messages import Agreed, Event
from storage.tables import consent, event, message, new_id
from storage.talks import Talk


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
