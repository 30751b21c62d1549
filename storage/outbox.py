"""What senders read and write: an address leased, its next message, what became of it."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Literal, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.messages import Bubble
from storage.messages import ACCEPTED, ANSWERS, DROPPED, READ, Message, Status, opened
from storage.prepared import Prepared
from storage.tables import address, case, message, talk
from storage.vault import Vault

LEASE = timedelta(seconds=12)       # kept while its holder lives, and over soon after
LEASED = ("leased_by", "leased_until")
GOING = ("queued", "unknown")
IS_GOING = message.c.status.in_([sa.literal_column(f"'{status}'") for status in GOING])     # spelt out, SQLite sees that its index fits
OVER = (*ACCEPTED, *DROPPED, "parked")
RANK = {"queued": 0, "unknown": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 5}
TRIES = 5       # of a message that a provider took and gave back
PAUSE = timedelta(minutes=1)
ADDRESSES = 100     # of one sweep
GREETING = 2        # the number of the first answer in a talk


@cache
def _ready(channels: tuple[str, ...]) -> Sequence[Prepared]:
    """Addresses by how they press, each reading no more than it gives, and what it passes over on the way."""
    now = sa.bindparam("now", type_=address.c.waits_until.type)
    free = sa.or_(address.c.leased_until.is_(None), address.c.leased_until < now)
    due = sa.or_(address.c.waits_until.is_(None), address.c.waits_until <= now)    # no join: SQLite would begin with every address there is
    reached = sa.or_(sa.false(), *(address.c.channel == channel for channel in channels))
    can = sa.exists().where(address.c.id == message.c.address_id, reached, free, due)
    ready = sa.select(message.c.address_id).where(IS_GOING, can).order_by(message.c.created_at).limit(ADDRESSES)
    pressing = sa.or_(case.c.status == "claimed", sa.and_(case.c.status == "waiting", case.c.urgent))
    has_begun = message.c.seq > GREETING
    presses = message.c.talk_id.in_(sa.select(case.c.talk_id).where(pressing))
    return [Prepared(ready.where(which)) for which in (presses, has_begun, ~has_begun)]


def waiting(connection: Connection, channels: Sequence[str], now: datetime) -> list[str]:
    """Addresses with something to send, that wait for nothing and have no sender, those first that wait longest. But before all others go
    talks with something urgent or an officer in them, and after all others first answers: in a burst whoever has begun can end."""
    if connection.dialect.name == "postgresql":     # a bitmap reads the index with all that was ever queued; a scan marks what is over
        connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
    found = dict[str, None]()
    for which in _ready(tuple(channels)):
        if len(found) < ADDRESSES:
            found |= dict.fromkeys(row.address_id for row in which.rows(connection, now=now))
    return list(found)[:ADDRESSES]


def late(connection: Connection, before: datetime) -> int:
    """How many messages have been waiting since before a moment."""
    old = sa.select(sa.func.count()).select_from(message).where(IS_GOING, message.c.created_at < before)
    return int(connection.execute(old).scalar_one())


_THIS, _SENDER = address.c.id == sa.bindparam("address_id"), sa.bindparam("sender", type_=address.c.leased_by.type)
_KEEP = Prepared(address.update().where(_THIS, sa.or_(address.c.leased_by.is_(None), address.c.leased_by == _SENDER)), *LEASED)
_SEIZE = Prepared(address.update().where(_THIS, address.c.leased_until < sa.bindparam("now", type_=address.c.leased_until.type)), *LEASED)
_RELEASE = Prepared(address.update().where(_THIS, address.c.leased_by == _SENDER).values(leased_by=None, leased_until=None))


def lease(connection: Connection, address_id: str, sender: str, now: datetime) -> Literal["", "free", "lost"]:
    """Take an address for one sender, or keep it for longer: free as it was, or lost by one who let the lease run out.
    Nothing while another has it."""
    mine = {"address_id": address_id, "leased_by": sender, "leased_until": now + LEASE}
    if _KEEP.run(connection, sender=sender, **mine).changed():
        return "free"
    return "lost" if _SEIZE.run(connection, now=now, **mine).changed() else ""


def keep(connection: Connection, address_ids: Sequence[str], sender: str, now: datetime) -> None:
    """Keep the leases that a sender has for longer; one that was lost meanwhile stays lost."""
    mine = (address.c.id.in_(address_ids), address.c.leased_by == sender)
    if address_ids:
        connection.execute(address.update().where(*mine), {"leased_until": now + LEASE})


def release(connection: Connection, address_id: str, sender: str) -> None:
    """Give an address back."""
    _RELEASE.run(connection, address_id=address_id, sender=sender)


class Recipient(NamedTuple):
    """Who is written to: the address, its channel, their name there, when they wrote last, who has their talk, whether something is
    parked for them."""

    address: str
    channel: str
    name: str
    heard_at: datetime
    owner: str
    invited: bool


_PARKED = sa.exists().where(message.c.address_id == address.c.id, message.c.status == "parked")
_TO = Prepared(sa.select(address.c.channel, address.c.name, talk.c.heard_at, talk.c.owner, _PARKED.label("parked")).join_from(address, talk)
               .where(_THIS).with_for_update(of=talk))


def recipient(connection: Connection, vault: Vault, address_id: str) -> Recipient:
    """Load whom an address reaches; their talk is locked until the transaction ends, as by a turn: first the talk, then anything else."""
    (to,) = _TO.rows(connection, address_id=address_id)
    return Recipient(address_id, to.channel, vault.open(to.name, "address", "name", address_id), to.heard_at, to.owner, bool(to.parked))


def known(connection: Connection, address_id: str) -> set[str]:
    """The provider's ids of what went out lately: those are no unknown message's."""
    ours = (message.c.address_id == address_id, message.c.way == "out", message.c.provider_id.is_not(None))
    sent = sa.select(message.c.provider_id).where(*ours)
    return {str(id) for id in connection.execute(sent.order_by(message.c.seq.desc()).limit(50)).scalars()}


def alike(connection: Connection, vault: Vault, address_id: str, this: Message, since: datetime) -> int:
    """How many earlier messages of the same words may have gone out without our knowing what the provider calls them."""
    earlier = (message.c.address_id == address_id, message.c.way == "out", message.c.seq < this.seq, message.c.created_at >= since,
               message.c.provider_id.is_(None), message.c.body.is_not(None))
    rows = connection.execute(sa.select(*READ).where(*earlier))
    return sum(opened(vault, row).body == this.body for row in rows)


class Due(NamedTuple):
    """A message, to whom, and the provider's id of what it answers; none if it answers nothing."""

    to: Recipient
    message: Message
    answers: str


# What goes to one address, said the other way round: else PostgreSQL would look for it among all that goes anywhere.
_NOT_OVER = (message.c.way == "out", *(message.c.status != status for status in OVER))
_GOING = Prepared(sa.select(*READ, ANSWERS).where(message.c.address_id == sa.bindparam("address_id"), *_NOT_OVER).order_by(message.c.seq))


def next_message(connection: Connection, vault: Vault, to: Recipient) -> Due | None:
    """The next message to send, once the talk is locked. A prompt with a newer one behind it, or with an officer in front, is voided;
    what a superseded prompt told goes into the newer one."""
    rows = _GOING.rows(connection, address_id=to.address)
    prompts = [row for row in rows if row.kind == "prompt"]     # an unknown one too: it is not repeated for nothing
    keep = prompts[-1:] if to.owner == "bot" else []
    void = [row for row in prompts if row not in keep]
    if void:
        connection.execute(message.update().where(message.c.id.in_([row.id for row in void])), {"status": "voided"})
    going = [(opened(vault, row), row.answers or "") for row in rows if row not in void and row.body is not None]
    if not going:
        return None
    told = tuple(line for row in void if keep for line in opened(vault, row).body.told)
    if told and (last := next((m for m, _answers in going if m.kind == "prompt"), None)):
        body = _with_told(last.body, told)
        sealed = vault.seal(msgspec.json.encode(body).decode(), "message", "body", last.id)
        connection.execute(message.update().where(message.c.id == last.id), {"body": sealed})
        going = [(replace(m, body=body) if m is last else m, answers) for m, answers in going]
    return Due(to, *going[0])


def _with_told(body: Bubble, told: tuple[str, ...]) -> Bubble:
    return replace(body, told=tuple(dict.fromkeys((*told, *body.told))))


_MARK = Prepared(message.update().where(message.c.id == sa.bindparam("message_id"), message.c.accepted_at.is_(None)).values(
    status=sa.case((IS_GOING, "sent"), else_=message.c.status), accepted_at=sa.bindparam("accepted_at"),
    provider_id=sa.bindparam("provider_id")))


def mark(connection: Connection, message_id: str, now: datetime, provider_id: str = "") -> None:
    """Say that a message was accepted; a report of it may have come before this."""
    _MARK.run(connection, message_id=message_id, accepted_at=now, provider_id=provider_id or None)


def postpone(connection: Connection, address_id: str, until: datetime, message_id: str = "", *, status: Status | None = None,
             code: str = "") -> None:
    """Let an address wait; a message that was tried says what came of it, and stays unknown where it was."""
    connection.execute(address.update().where(address.c.id == address_id), {"waits_until": until})
    if message_id:
        tried = {"status": status or message.c.status, "tries": message.c.tries + 1, "error": code[:40]}
        connection.execute(message.update().where(message.c.id == message_id, IS_GOING).values(tried))


def settle(connection: Connection, message_id: str, status: Status, code: str) -> None:
    """Give a message up, park it, or say that it may have gone out."""
    this = (message.c.id == message_id, IS_GOING)
    connection.execute(message.update().where(*this), {"status": status, "error": code[:40]})


def stop(connection: Connection, address_id: str, now: datetime, code: str) -> None:
    """Nobody is there any more, or wants to hear us: all that waits has failed, until they write again."""
    connection.execute(address.update().where(address.c.id == address_id), {"stopped_at": now})
    this = (message.c.address_id == address_id, sa.or_(IS_GOING, message.c.status == "parked"))
    connection.execute(message.update().where(*this), {"status": "failed", "error": code[:40]})


_WELCOME = Prepared(address.update().where(_THIS, sa.or_(address.c.stopped_at.is_not(None), address.c.waits_until.is_not(None)))
                    .values(stopped_at=None, waits_until=None))
_UNPARK = Prepared(message.update().where(message.c.address_id == sa.bindparam("address_id"), message.c.way == "out",
                                          message.c.status == "parked").values(status="queued"))


def welcome(connection: Connection, address_id: str) -> None:
    """The person writes again: the address counts once more, and what was parked goes out before anything new."""
    _WELCOME.run(connection, address_id=address_id)
    _UNPARK.run(connection, address_id=address_id)


def report(connection: Connection, message_id: str, status: str, code: str, fate: str, now: datetime) -> None:
    """Take a delivery report: a status only moves up, and a failure counts until something was delivered.

    fate: of a failure, what follows: a closed window parks what must not be lost, a passing fault is tried again, nobody there stops.
    """
    this = message.c.id == message_id
    row = connection.execute(sa.select(message.c.status, message.c.kind, message.c.tries, message.c.address_id).where(this)).first()
    if not row or RANK.get(row.status, 9) >= RANK.get(status, 0):
        return
    values: dict[str, object] = {"status": status, "error": code[:40] or None}
    if fate == "window" and row.kind != "prompt":
        values["status"] = "parked"
    elif fate == "later" and row.tries < TRIES:
        values |= {"status": "queued", "tries": row.tries + 1, "accepted_at": None, "provider_id": None}
        postpone(connection, row.address_id, now + PAUSE)
    connection.execute(message.update().where(this, message.c.status == row.status), values)
    if fate in ("gone", "stopped"):
        stop(connection, row.address_id, now, code)
