"""Messages: the transcript, which is also the outbox."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.messages import Bubble
from storage.prepared import Insertion, Prepared
from storage.tables import enrolment, message, new_id
from storage.talks import COUNTER, NOWHERE, Talk
from storage.vault import Vault

Status = Literal["heard", "queued", "unknown", "parked", "voided", "sent", "delivered", "read", "failed"]
ACCEPTED = ("sent", "delivered", "read")
DROPPED = ("voided", "failed")
ALL = 2**31 - 1     # messages; no talk has more


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


READ = tuple(message.c[name] for name in ("id", "seq", "way", "kind", "status", "stamp", "tries", "created_at", "body"))


class Seen(NamedTuple):
    """What had reached the person when they wrote: our newest message, and the stamp of the newest question."""

    seq: int
    stamp: str


class SoFar(NamedTuple):
    """How a talk stands when something comes: what was seen, whether this came before, and whether anything was enrolled."""

    seen: Seen
    again: bool
    enrolled: bool


_OURS = (message.c.talk_id == sa.bindparam("talk_id"), message.c.way == "out", message.c.seq <= sa.bindparam("limit"),
         sa.or_(*(message.c.status == one for one in ACCEPTED)))
_NEWEST = sa.select(message.c.seq).where(*_OURS).order_by(message.c.seq.desc()).limit(1)
_ASKED = sa.select(message.c.stamp).where(*_OURS, message.c.kind != "notice").order_by(message.c.seq.desc()).limit(1)
_CAME = sa.exists().where(*(message.c[name] == sa.bindparam(name) for name in ("address_id", "way", "provider_id")))
_SENT = sa.exists().where(enrolment.c.talk_id == sa.bindparam("talk_id"))
SEEN = Prepared(sa.select(_NEWEST.scalar_subquery().label("seq"), _ASKED.scalar_subquery().label("stamp"), _CAME.label("came"),
                          _SENT.label("sent")))


def so_far(connection: Connection, talk: Talk, provider_id: str, limit: int | None = None) -> SoFar:
    """What had been accepted so far; of a channel that says what it has shown, no more than that."""
    (row,) = SEEN.rows(connection, talk_id=talk.id, limit=ALL if limit is None else limit, address_id=talk.address, way="in",
                       provider_id=provider_id)
    return SoFar(Seen(row.seq or 0, row.stamp or ""), bool(row.came), bool(row.sent))


Row = dict[str, Any]
INSERT = Insertion(message, "id", "talk_id", "address_id", "seq", "way", "kind", "draft", "provider_id", "status", "body", "stamp",
                  "words", "after_seq", "created_at", "erase_at")


def came(vault: Vault, talk: Talk, provider_id: str, body: Bubble, after: Seen, draft: str, now: datetime, erase_at: datetime,
         kind: str = "worker") -> Row:
    """What came in, as it is written down. erase_at: not kept for longer. kind: how it was given, if not written or tapped."""
    return {**_row(vault, talk, body, talk.seq + 1, "in", kind, draft, now, erase_at), "provider_id": provider_id, "status": "heard",
            "after_seq": after.seq, "words": words_hash(vault, body)}


def words_hash(vault: Vault, body: Bubble) -> bytes:
    """Name the words or the tap, so that the same ones are known again."""
    return vault.hash("words", msgspec.json.encode(body).decode())


_SINCE = (message.c.talk_id == sa.bindparam("talk_id"), message.c.seq > sa.bindparam("after"))
_AFTER, _WORDS = message.c.after_seq == sa.bindparam("after"), message.c.words == sa.bindparam("words")
_SAME = sa.exists().where(*_SINCE, message.c.way == "in", _AFTER, _WORDS)
_GOING = sa.exists().where(*_SINCE, message.c.way == "out", *(message.c.status != one for one in (*DROPPED, "unknown")))
ECHO = Prepared(sa.select((_SAME & _GOING).label("echo")))


def is_echo(connection: Connection, vault: Vault, talk: Talk, body: Bubble, after: Seen) -> bool:
    """Whether the same words had come after the same message of ours, and the answer to them is on its way. One that is unknown may
    have been read, and be what these words answer."""
    if talk.seq == after.seq:       # nothing has been written since
        return False
    (row,) = ECHO.rows(connection, talk_id=talk.id, after=after.seq, words=words_hash(vault, body))
    return bool(row.echo)


class Outgoing(NamedTuple):
    """A message to be queued."""

    kind: Literal["prompt", "notice", "staff"]
    body: Bubble
    stamp: str = ""


def queued(vault: Vault, talk: Talk, outgoing: Iterable[Outgoing], draft: str, seq: int, now: datetime,
           erase_at: datetime | None = None, *, owner: str = "bot", answers: int = 0) -> list[Row]:
    """Messages behind one another in the outbox, numbered from seq on; those to nobody are only written down.
    owner: who has the talk now; at the counter nobody reads without an officer before them. answers: the number of what they answer."""
    status = "queued"
    if talk.at.channel in (COUNTER, NOWHERE):
        status = "voided" if owner == "bot" or talk.at.channel == NOWHERE else "sent"
    return [{**_row(vault, talk, out.body, n, "out", out.kind, draft, now, erase_at), "status": status, "stamp": out.stamp,
             "after_seq": answers} for n, out in enumerate(outgoing, seq)]


def _row(vault: Vault, talk: Talk, body: Bubble, seq: int, way: str, kind: str, draft: str, now: datetime,
         erase_at: datetime | None) -> Row:
    id = new_id()
    return {"id": id, "talk_id": talk.id, "address_id": talk.address, "seq": seq, "way": way, "kind": kind, "draft": draft,
            "provider_id": None, "status": "", "body": vault.seal(msgspec.json.encode(body).decode(), "message", "body", id), "stamp": "",
            "words": None, "after_seq": 0, "created_at": now, "erase_at": erase_at}


def write(connection: Connection, rows: Sequence[Row]) -> None:
    """Write messages down, those of ours to be sent. Conflict if one that came was there before."""
    INSERT.each(connection, rows)


_THEIR = message.alias()
ANSWERS = sa.select(_THEIR.c.provider_id).where(
    _THEIR.c.talk_id == message.c.talk_id, _THEIR.c.seq == message.c.after_seq, _THEIR.c.way == "in").scalar_subquery().label("answers")
ANSWERED = Prepared(sa.select(ANSWERS).where(message.c.id == sa.bindparam("id")))


def answered(connection: Connection, message_id: str) -> str:
    """The provider's id of the message that one of ours answers; nothing if it answers none."""
    return next((row.answers or "" for row in ANSWERED.rows(connection, id=message_id)), "")


def transcript(connection: Connection, vault: Vault, talk_id: str, *, after: int = 0, limit: int = 200) -> list[Message]:
    """The messages with a number above `after`, in order; forgotten ones are left out."""
    found = sa.select(*READ).where(message.c.talk_id == talk_id, message.c.seq > after, message.c.body.is_not(None))
    return [opened(vault, row) for row in connection.execute(found.order_by(message.c.seq).limit(limit))]


def opened(vault: Vault, row: Any) -> Message:
    """Read a row of what is READ."""
    body = msgspec.json.decode(vault.open(row.body, "message", "body", row.id), type=Bubble)
    return Message(row.id, row.seq, row.way, row.kind, row.status, row.stamp, row.tries, row.created_at, body)


def label(connection: Connection, vault: Vault, talk: Talk, stamp: str, choice: str) -> str:
    """The words on a button that was tapped; nothing if there was no such button."""
    where = (message.c.talk_id == talk.id, message.c.stamp == stamp, message.c.way == "out", message.c.body.is_not(None))
    row = connection.execute(sa.select(*READ).where(*where).order_by(message.c.seq.desc()).limit(1)).first()
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
