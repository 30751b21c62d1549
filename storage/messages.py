"""Messages: the transcript, which is also the outbox."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from bot.engine.messages import Bubble
from storage.tables import address, message, new_id
from storage.talks import NOWHERE, Talk
from storage.vault import Vault

Status = Literal["heard", "queued", "unknown", "parked", "voided", "sent", "delivered", "read", "failed"]
ACCEPTED = ("sent", "delivered", "read")
DROPPED = ("voided", "failed")


@dataclass(frozen=True)
class Message:
    """A row of the transcript."""

    id: str
    seq: int
    way: str
    kind: str
    status: str
    stamp: str
    tries: int
    created_at: datetime
    body: Bubble = field(repr=False)


class Seen(NamedTuple):
    """What had reached the person when they wrote: our newest message, and the stamp of the newest question."""

    seq: int
    stamp: str


def seen(connection: Connection, talk: Talk, limit: int | None = None) -> Seen:
    """What had been accepted so far; of a channel that says what it has shown, no more than that."""
    ours = [message.c.talk_id == talk.id, message.c.way == "out", message.c.status.in_(ACCEPTED)]
    if limit is not None:
        ours.append(message.c.seq <= limit)
    asked = sa.select(message.c.stamp).where(*ours, message.c.kind != "notice").order_by(message.c.seq.desc()).limit(1)
    newest = sa.select(sa.func.max(message.c.seq)).where(*ours)
    seq, stamp = connection.execute(sa.select(newest.scalar_subquery(), asked.scalar_subquery())).one()
    return Seen(seq or 0, stamp or "")


def record(connection: Connection, vault: Vault, talk: Talk, provider_id: str, body: Bubble, after: Seen, draft: str,
           now: datetime, erase_at: datetime) -> str | None:
    """Write down what came in and give its id; None if this very message had come before. erase_at: not kept for longer."""
    id = new_id()
    row = {"id": id, "talk_id": talk.id, "address_id": talk.address, "seq": talk.seq + 1, "way": "in", "kind": "worker", "draft": draft,
           "provider_id": provider_id, "status": "heard",
           "body": vault.seal(msgspec.json.encode(body).decode(), "message", "body", id), "stamp": "", "after_seq": after.seq,
           "words": words_hash(vault, body), "created_at": now, "erase_at": erase_at}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    once = insert(message).on_conflict_do_nothing(index_elements=["address_id", "way", "provider_id"])
    return connection.execute(once.returning(message.c.id), row).scalar()


def words_hash(vault: Vault, body: Bubble) -> bytes:
    """Name the words or the tap, so that the same ones are known again."""
    return vault.hash("words", msgspec.json.encode(body).decode())


def is_echo(connection: Connection, vault: Vault, talk: Talk, body: Bubble, after: Seen) -> bool:
    """Whether the same words had come after the same message of ours, and the answer to them is on its way. One that is unknown may
    have been read, and be what these words answer."""
    since = (message.c.talk_id == talk.id, message.c.seq > after.seq, message.c.after_seq == after.seq)
    same = sa.exists().where(*since, message.c.way == "in", message.c.words == words_hash(vault, body))
    ours = (message.c.talk_id == talk.id, message.c.seq > after.seq, message.c.way == "out")
    going = sa.exists().where(*ours, message.c.status.not_in((*DROPPED, "unknown")))
    return bool(connection.execute(sa.select(same & going)).scalar_one())


class Outgoing(NamedTuple):
    """A message to be queued."""

    kind: Literal["prompt", "notice", "staff"]
    body: Bubble
    stamp: str = ""


def queue(connection: Connection, vault: Vault, talk: Talk, outgoing: list[Outgoing], draft: str, seq: int, now: datetime,
          erase_at: datetime | None = None, answers: int = 0) -> None:
    """Put messages behind one another in the outbox, numbered from seq on; those to nobody are only written down.
    answers: the number of the message that they answer."""
    status = "voided" if talk.at.channel == NOWHERE else "queued"
    rows = []
    for n, out in enumerate(outgoing, seq):
        id = new_id()
        rows.append({"id": id, "talk_id": talk.id, "address_id": talk.address, "seq": n, "way": "out", "kind": out.kind, "draft": draft,
                     "status": status, "stamp": out.stamp, "after_seq": answers, "created_at": now, "erase_at": erase_at,
                     "body": vault.seal(msgspec.json.encode(out.body).decode(), "message", "body", id)})
    if rows:
        connection.execute(message.insert(), rows)


def answered(connection: Connection, message_id: str) -> tuple[str, str] | None:
    """The channel, and the provider's id there, of the message that one of ours answers; None if it answers none."""
    ours, theirs = message.alias("ours"), message.alias("theirs")
    same = sa.and_(theirs.c.talk_id == ours.c.talk_id, theirs.c.seq == ours.c.after_seq, theirs.c.way == "in")
    found = (sa.select(address.c.channel, theirs.c.provider_id).select_from(ours).join(theirs, same)
             .join(address, address.c.id == theirs.c.address_id).where(ours.c.id == message_id, ours.c.way == "out"))
    row = connection.execute(found).first()
    return (row.channel, row.provider_id or "") if row else None


def transcript(connection: Connection, vault: Vault, talk_id: str, *, after: int = 0, limit: int = 200) -> list[Message]:
    """The messages with a number above `after`, in order; forgotten ones are left out."""
    found = sa.select(message).where(message.c.talk_id == talk_id, message.c.seq > after, message.c.body.is_not(None))
    rows = connection.execute(found.order_by(message.c.seq).limit(limit)).mappings().all()
    return [opened(vault, row) for row in rows]


def opened(vault: Vault, row: sa.RowMapping) -> Message:
    """Read a row."""
    body = msgspec.json.decode(vault.open(row["body"], "message", "body", row["id"]), type=Bubble)
    return Message(**{name: row[name] for name in ("id", "seq", "way", "kind", "status", "stamp", "tries", "created_at")}, body=body)


def label(connection: Connection, vault: Vault, talk: Talk, stamp: str, choice: str) -> str:
    """The words on a button that was tapped; nothing if there was no such button."""
    where = (message.c.talk_id == talk.id, message.c.stamp == stamp, message.c.way == "out", message.c.body.is_not(None))
    row = connection.execute(sa.select(message).where(*where).order_by(message.c.seq.desc()).limit(1)).mappings().first()
    buttons = opened(vault, row).body.choices if row and stamp else ()
    return next((button.label for button in buttons if button.id == choice), "")


def forget(connection: Connection, talk_id: str, draft: str) -> None:
    """Empty every message of a draft; that there was one, and its provider's id, stays."""
    empty(connection, message.c.talk_id == talk_id, message.c.draft == draft)


def empty(connection: Connection, *which: sa.ColumnElement[bool]) -> int:
    """Take the words out of messages, and give how many had any. What waits to be sent goes nowhere any more."""
    waits = sa.case((message.c.status.in_(("queued", "parked")), "voided"), else_=message.c.status)
    emptied = message.update().where(*which, message.c.body.is_not(None)).values(body=None, words=None, erase_at=None, status=waits)
    return connection.execute(emptied).rowcount


def belongs(connection: Connection, message_id: str, draft: str) -> None:
    """Say of a message that it began a draft, and is forgotten with it."""
    connection.execute(message.update().where(message.c.id == message_id), {"draft": draft})
