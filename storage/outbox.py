"""What senders read and write: an address leased, its next message, what became of it."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.messages import Bubble
from storage.messages import Message, Status, opened
from storage.tables import address, message, talk
from storage.vault import Vault

LEASE = timedelta(seconds=60)


def waiting(connection: Connection, channels: list[str], now: datetime) -> list[str]:
    """Addresses with something queued that nobody is sending to, those first that wait longest."""
    free = sa.or_(address.c.leased_until.is_(None), address.c.leased_until < now)
    oldest = sa.func.min(message.c.created_at)
    found = (sa.select(address.c.id).join(message, message.c.address_id == address.c.id)
             .where(message.c.status == "queued", address.c.channel.in_(channels), free).group_by(address.c.id).order_by(oldest).limit(100))
    return list(connection.execute(found).scalars())


def lease(connection: Connection, address_id: str, sender: str, now: datetime) -> bool:
    """Take an address for one sender, or keep it for longer; False while another has it."""
    free = sa.or_(address.c.leased_until.is_(None), address.c.leased_until < now, address.c.leased_by == sender)
    taken = connection.execute(address.update().where(address.c.id == address_id, free), {"leased_by": sender, "leased_until": now + LEASE})
    return bool(taken.rowcount)


def release(connection: Connection, address_id: str, sender: str) -> None:
    """Give an address back."""
    mine = (address.c.id == address_id, address.c.leased_by == sender)
    connection.execute(address.update().where(*mine), {"leased_by": None, "leased_until": None})


def recipient(connection: Connection, vault: Vault, address_id: str) -> tuple[str, str]:
    """The channel of an address, and the person's name there."""
    row = connection.execute(sa.select(address.c.channel, address.c.name).where(address.c.id == address_id)).one()
    return row.channel, vault.open(row.name, "address", "name", address_id)


def next_message(connection: Connection, vault: Vault, address_id: str) -> Message | None:
    """The next message to send. A prompt with a newer one behind it, or with an officer in front, is voided;
    what a superseded prompt told goes into the newer one."""
    owner = connection.execute(sa.select(talk.c.owner).where(talk.c.address_id == address_id).with_for_update()).scalar()
    queued = sa.select(message).where(message.c.address_id == address_id, message.c.status == "queued").order_by(message.c.seq)
    rows = connection.execute(queued).mappings().all()      # only now: what a turn that held the lock wrote is among them
    prompts = [row for row in rows if row["kind"] == "prompt"]
    keep = prompts[-1:] if owner == "bot" else []
    void = [row for row in prompts if row not in keep]
    if void:
        connection.execute(message.update().where(message.c.id.in_([row["id"] for row in void])), {"status": "voided"})
    messages = [opened(vault, row) for row in rows if row not in void and row["body"] is not None]
    if not messages:
        return None
    told = tuple(line for row in void if keep for line in opened(vault, row).body.told)
    if told and (last := next((m for m in messages if m.kind == "prompt"), None)):
        body = _with_told(last.body, told)
        sealed = vault.seal(msgspec.json.encode(body).decode(), "message", "body", last.id)
        connection.execute(message.update().where(message.c.id == last.id), {"body": sealed})
        messages = [Message(m.id, m.seq, m.way, m.kind, m.status, m.stamp, body) if m is last else m for m in messages]
    return messages[0]


def _with_told(body: Bubble, told: tuple[str, ...]) -> Bubble:
    return replace(body, told=tuple(dict.fromkeys((*told, *body.told))))


def mark(connection: Connection, message_id: str, status: Status, now: datetime, provider_id: str | None = None) -> None:
    """Say what became of a message."""
    values: dict[str, object] = {"status": status, "accepted_at": now if status == "sent" else None}
    if provider_id:
        values["provider_id"] = provider_id
    connection.execute(message.update().where(message.c.id == message_id, message.c.status == "queued"), values)
