"""A talk in storage: found and locked, begun, saved with its drafts."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.engine.state import Draft, State, dump, load
from storage.allowances import Taken
from storage.audit import end_mark
from storage.prepared import Insertion, Prepared
from storage.tables import address, draft, message, new_id, person, talk
from storage.vault import Vault

COUNTER = "counter"     # the channel of who stands before an officer and has no chat: the officer's page is what they are shown
NOWHERE = "nowhere"     # the channel of a talk whose address somebody else has now


class At(NamedTuple):
    """Where a person writes from: the channel, our own account there, and their name on it (a number, a chat id)."""

    channel: str
    account: str
    name: str

    @property
    def phone(self) -> str:
        """Theirs, +62..., where they are known by it."""
        return self.name.removeprefix("whatsapp:") if self.name.startswith("whatsapp:+62") else ""


@dataclass(frozen=True)
class Talk:
    """One talk as loaded; `rows` is what each draft was, to see which changed."""

    id: str
    address: str
    person: str
    at: At
    version: int
    seq: int
    state: State
    heard_at: datetime | None
    rows: Mapping[str, tuple[str, str]]     # number -> (row id, stored text)
    taken: tuple[Taken, ...] = ()           # of what one sender may write

    def row(self, number: str) -> str | None:
        """The row id of a draft: the thread that reports follow."""
        return self.rows[number][0] if number in self.rows else None


# With its drafts, a row for each. before: the version that the drafts belong to.
_BEFORE = talk.alias()
_ANY = sa.select(
    talk.c.id, talk.c.address_id, address.c.person_id, address.c.channel, address.c.account, address.c.name, talk.c.version, talk.c.seq,
    talk.c.state, talk.c.heard_at, draft.c.id.label("draft_id"), draft.c.number, draft.c.flow, draft.c.body,
    sa.select(_BEFORE.c.version).where(_BEFORE.c.id == talk.c.id).scalar_subquery().label("before"),
).join_from(talk, address).outerjoin(draft, draft.c.talk_id == talk.c.id)
_AT = _ANY.where(*(address.c[name] == sa.bindparam(name) for name in ("channel", "account", "name_hash")))
_THIS = _ANY.where(talk.c.id == sa.bindparam("talk_id"))
FIND, LOCK = Prepared(_AT), Prepared(_AT.with_for_update(of=talk))
GET, LOCK_THIS = Prepared(_THIS), Prepared(_THIS.with_for_update(of=talk))


def find(connection: Connection, vault: Vault, at: At, *, lock: bool = True) -> Talk | None:
    """Load the talk of an address, locked until the transaction ends."""
    here = {"channel": at.channel, "account": at.account, "name_hash": vault.hash("address", at.name)}
    return _load(connection, vault, LOCK if lock else FIND, at, **here)


def get(connection: Connection, vault: Vault, talk_id: str, *, lock: bool = True) -> Talk | None:
    """Load a talk by its id, locked until the transaction ends."""
    return _load(connection, vault, LOCK_THIS if lock else GET, None, talk_id=talk_id)


def subjects(connection: Connection, vault: Vault, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Of (talk, draft number) whom the form is about, if that was said; of (talk, "") the name of the address."""
    ids = {talk_id for talk_id, _number in wanted}
    named = sa.select(talk.c.id, address.c.id.label("address"), address.c.name).join(address).where(talk.c.id.in_(ids))
    found = {(row.id, ""): vault.open(row.name, "address", "name", row.address) for row in connection.execute(named)}
    for row in connection.execute(sa.select(draft).where(draft.c.talk_id.in_(ids))).mappings():
        saved = msgspec.json.decode(vault.open(row["body"], "draft", "body", row["id"]))["saved"]
        found[row["talk_id"], row["number"]] = saved.get("name", ("",))[0]
    return found


def _load(connection: Connection, vault: Vault, which: Prepared, at: At | None, **values: object) -> Talk | None:
    """at: where it is, if that is known already."""
    rows = which.rows(connection, **values)
    if rows and rows[0].version != rows[0].before:      # it waited for the lock, and the drafts are those of before
        rows = which.rows(connection, **values)
    if not rows:
        return None
    row, drafts, stored = rows[0], [], {}
    for kept in rows:
        if kept.draft_id:
            text = vault.open(kept.body, "draft", "body", kept.draft_id)
            drafts.append({**msgspec.json.decode(text), "id": kept.number, "flow": kept.flow})
            stored[kept.number] = (kept.draft_id, text)
    drafts.sort(key=lambda d: int(d["id"]))
    state = msgspec.json.decode(vault.open(row.state, "talk", "state", row.id))
    taken = tuple(Taken(times, datetime.fromisoformat(ends_at)) for times, ends_at in state.get("taken", ()))
    forms = {"drafts": [d for d in drafts if not d.get("locked")], "locked": [d for d in drafts if d.get("locked")]}
    at = at or At(row.channel, row.account, vault.open(row.name, "address", "name", row.address_id))
    return Talk(row.id, row.address_id, row.person_id, at, row.version, row.seq, load({**state, **forms}), row.heard_at, stored, taken)


PERSON = Insertion(person)
ADDRESS = Insertion(address, "id", "person_id", "channel", "account", "name_hash", "name", "stopped_at", "created_at")
TALK = Insertion(talk, "id", "address_id", "owner", "heard_at", "created_at", "state", "audit_end")


def begin(connection: Connection, vault: Vault, at: At, now: datetime, state: State) -> Talk:
    """Begin the first talk of somebody not known yet."""
    person_id, address_id = new_id(), new_id()
    PERSON.run(connection, id=person_id, created_at=now)
    ADDRESS.run(connection, id=address_id, person_id=person_id, channel=at.channel, account=at.account, stopped_at=None, created_at=now,
                name_hash=vault.hash("address", at.name), name=vault.seal(at.name, "address", "name", address_id))
    return _begun(connection, vault, at, address_id, person_id, now, state)


def _begun(connection: Connection, vault: Vault, at: At, address_id: str, person_id: str, now: datetime, state: State,
           taken: tuple[Taken, ...] = ()) -> Talk:
    id = new_id()
    TALK.run(connection, id=id, address_id=address_id, owner="bot", heard_at=now, created_at=now, audit_end=end_mark(vault, id),
             state=_sealed(vault, id, state, taken))
    return Talk(id, address_id, person_id, at, 0, 0, state, None, {}, taken)


def unlink(connection: Connection, vault: Vault, old: Talk, now: datetime, state: State) -> Talk:
    """Give an address to somebody not known yet, with a new talk; the old talk stays with its person, and reaches nobody."""
    person_id, nobody_id = new_id(), new_id()
    PERSON.run(connection, id=person_id, created_at=now)
    ADDRESS.run(connection, id=nobody_id, person_id=old.person, channel=NOWHERE, account=old.at.account, stopped_at=now, created_at=now,
                name_hash=vault.hash("address", nobody_id), name=vault.seal("", "address", "name", nobody_id))
    connection.execute(talk.update().where(talk.c.id == old.id), {"address_id": nobody_id})
    connection.execute(address.update().where(address.c.id == old.address), {"person_id": person_id})
    left = (message.c.talk_id == old.id, message.c.status.in_(("queued", "parked")))
    connection.execute(message.update().where(*left), {"status": "voided"})
    return _begun(connection, vault, old.at, old.address, person_id, now, state, old.taken)


_UNMOVED = (talk.c.id == sa.bindparam("talk_id"), talk.c.version == sa.bindparam("old"))
SAVE = Prepared(talk.update().where(*_UNMOVED), "version", "seq", "owner", "state", "due_at", "heard_at")
INSERT_DRAFT = Insertion(draft)
DELETE_DRAFT = Prepared(draft.delete().where(draft.c.id == sa.bindparam("draft_id")))
UPDATE_DRAFT = Prepared(draft.update().where(draft.c.id == sa.bindparam("draft_id")), "body", "updated_at")


def save(connection: Connection, vault: Vault, old: Talk, state: State, *, seq: int, now: datetime, heard: bool,
         due: datetime | None) -> Talk:
    """Write what changed; Conflict if the talk moved on since it was loaded. heard: the person wrote, so no silence any more."""
    SAVE.one(connection, talk_id=old.id, old=old.version, version=old.version + 1, seq=seq, owner=state.owner, due_at=due,
             state=_sealed(vault, old.id, state, old.taken), heard_at=now if heard else old.heard_at or now)
    return replace(old, version=old.version + 1, seq=seq, state=state, rows=_save_drafts(connection, vault, old, state, now))


def _save_drafts(connection: Connection, vault: Vault, old: Talk, state: State, now: datetime) -> dict[str, tuple[str, str]]:
    rows = {}
    for open_draft in (*state.locked, *state.drafts):
        text = _body(open_draft, locked=open_draft in state.locked)
        id, before = old.rows.get(open_draft.id, ("", ""))
        rows[open_draft.id] = (id or new_id(), text)
        if text == before:
            continue
        draft_id = rows[open_draft.id][0]
        body = vault.seal(text, "draft", "body", draft_id)
        if id:
            UPDATE_DRAFT.run(connection, draft_id=id, body=body, updated_at=now)
        else:
            INSERT_DRAFT.run(connection, id=draft_id, talk_id=old.id, number=open_draft.id, flow=open_draft.flow, body=body,
                             created_at=now, updated_at=now)
    for number, (id, _text) in old.rows.items():
        if number not in rows:
            DELETE_DRAFT.run(connection, draft_id=id)
    return rows


def due(connection: Connection, now: datetime) -> list[str]:
    """The talks in which something of the engine's is due."""
    return list(connection.execute(sa.select(talk.c.id).where(talk.c.due_at <= now).order_by(talk.c.due_at).limit(100)).scalars())


def _sealed(vault: Vault, talk_id: str, state: State, taken: tuple[Taken, ...]) -> bytes:
    plain = {name: value for name, value in dump(state).items() if name not in ("drafts", "locked")} | {"taken": taken}
    return vault.seal(msgspec.json.encode(plain).decode(), "talk", "state", talk_id)


def _body(open_draft: Draft, *, locked: bool) -> str:
    plain = {"saved": open_draft.saved, "aside": open_draft.aside, "since": open_draft.since, "editing": open_draft.editing,
             **({"locked": True} if locked else {})}
    return msgspec.json.encode(plain).decode()
