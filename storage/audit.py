"""Who did what, when, from where: append-only, each entry sealed by the one before it, a chain per talk and per member of staff.

Each talk and each member of staff bears a mark of its chain's end, which takes INDEX_KEY to make: so it is noticed when the newest entries
are gone, or all of them. A mark that does not fit is not made anew by the next entry. Whoever deletes a whole talk takes its chain along,
and whoever puts an older mark back with fewer entries goes unnoticed, unless an older backup is held against what there is now.
"""
from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.prepared import Insertion, Prepared
from storage.tables import audit, new_id, staff, talk
from storage.vault import Vault

Of = Literal["talk", "staff"]
FIRST = bytes(32)
CHAINS: dict[Of, tuple[sa.Table, sa.Column[Any]]] = {"talk": (talk, audit.c.talk_id), "staff": (staff, audit.c.staff_id)}


class Chain(NamedTuple):
    """What was found in one chain: how many entries, the numbers of those that were changed or stand where one is missing, its last number,
    and whether it ends where it was ended."""

    of: Of
    id: str
    entries: int
    wrong: tuple[int, ...]
    last: int
    end: Literal["right", "wrong", "unmarked"]

    @property
    def whole(self) -> bool:
        return not self.wrong and self.end == "right"


def note(connection: Connection, vault: Vault, talk_id: str, who: str, what: str, subject: str, now: datetime, origin: str = "") -> None:
    """Add an entry; the talk is locked, so the chain has one end. No personal data: a subject is a number, a step, a reason."""
    _append(connection, vault, "talk", talk_id, who, what, subject, origin, now)


def note_staff(connection: Connection, vault: Vault, staff_id: str, who: str, what: str, subject: str, now: datetime,
               origin: str = "") -> None:
    """Add what one of the staff did outside any talk; their row is locked."""
    _append(connection, vault, "staff", staff_id, who, what, subject, origin, now)


def end_mark(vault: Vault, id: str, seq: int = 0, hash: bytes = FIRST) -> bytes:
    """The mark of a chain's end; a chain without entries has one too."""
    return vault.hash("audit", f"{id}/{seq}/{hash.hex()}")


_LAST = {of: Prepared(sa.select(audit.c.seq, audit.c.hash).where(chain == sa.bindparam("of")).order_by(audit.c.seq.desc()).limit(1))
         for of, (_owner, chain) in CHAINS.items()}
_MARK = {of: Prepared(owner.update().where(owner.c.id == sa.bindparam("of"), owner.c.audit_end == sa.bindparam("before")), "audit_end")
         for of, (owner, _chain) in CHAINS.items()}
_INSERT = Insertion(audit)


def _append(connection: Connection, vault: Vault, of: Of, id: str, who: str, what: str, subject: str, origin: str, now: datetime) -> None:
    seq, before = next(iter(_LAST[of].rows(connection, of=id)), (0, FIRST))
    entry = {"talk_id": None, "staff_id": None, f"{of}_id": id, "seq": seq + 1, "who": who, "what": what, "subject": subject,
             "origin": origin, "created_at": now, "before": before}
    hash = _hash(entry)
    _INSERT.run(connection, id=new_id(), hash=hash, **entry)
    _MARK[of].run(connection, of=id, before=end_mark(vault, id, seq, before), audit_end=end_mark(vault, id, seq + 1, hash))


def verify(connection: Connection, vault: Vault, of: Of, id: str = "") -> Iterator[Chain]:
    """Read every chain of a kind, or one, entry after entry."""
    owner, chain = CHAINS[of]
    found = (sa.select(owner.c.id.label("owner_id"), owner.c.audit_end, audit).join(audit, chain == owner.c.id, isouter=True)
             .order_by(owner.c.id, audit.c.seq))
    if id:
        found = found.where(owner.c.id == id)
    rows: Iterable[Any] = connection.execute(found, execution_options={"yield_per": 500}).mappings()
    for (owner_id, mark), entries in groupby(rows, key=lambda row: (row["owner_id"], row["audit_end"])):
        yield _verified(vault, of, owner_id, mark, (row for row in entries if row["id"]))


def _verified(vault: Vault, of: Of, id: str, mark: bytes | None, rows: Iterable[Mapping[str, Any]]) -> Chain:
    count, wrong, seq, before = 0, [], 0, FIRST
    for row in rows:
        count += 1
        if row["seq"] != seq + 1 or row["before"] != before or row["hash"] != _hash(row):
            wrong.append(row["seq"])
        seq, before = row["seq"], row["hash"]
    end: Literal["right", "wrong"] = "right" if mark == end_mark(vault, id, seq, before) else "wrong"
    return Chain(of, id, count, tuple(wrong), seq, end if mark else "unmarked")


def mark_ends(connection: Connection, vault: Vault) -> int:
    """Mark the ends of chains that have no mark, for they are older than marks are; give how many there were."""
    found = [chain for of in CHAINS for chain in verify(connection, vault, of) if chain.end == "unmarked"]
    for chain in found:
        owner, entry = CHAINS[chain.of]
        last = connection.execute(sa.select(audit.c.hash).where(entry == chain.id, audit.c.seq == chain.last)).scalar() or FIRST
        connection.execute(owner.update().where(owner.c.id == chain.id), {"audit_end": end_mark(vault, chain.id, chain.last, last)})
    return len(found)


def astray(connection: Connection) -> int:
    """How many entries belong to no talk and to nobody."""
    known = [sa.exists().where(owner.c.id == chain) for owner, chain in CHAINS.values()]
    return connection.execute(sa.select(sa.func.count()).select_from(audit).where(~sa.or_(*known))).scalar_one()


def gone(connection: Connection, older: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Of entries as they once were, those that are not there any more, or not like that."""
    kept = sa.select(audit.c.id, audit.c.hash).where(audit.c.id.in_([row["id"] for row in older]))
    now = {row.id: row.hash for row in connection.execute(kept)}
    return (row for row in older if now.get(row["id"]) != row["hash"])


def broken_in(connection: Connection, vault: Vault, rows: Sequence[sa.RowMapping]) -> set[str]:
    """The ids of those entries that were changed, stand behind one that is missing, or before some that are. Reads what each stands
    between, and not its whole chain: that is `verify`."""
    return {row["id"] for of in CHAINS for row in _broken(connection, vault, of, [row for row in rows if row[f"{of}_id"]])}


def _broken(connection: Connection, vault: Vault, of: Of, rows: Sequence[sa.RowMapping]) -> Iterator[sa.RowMapping]:
    owner, chain = CHAINS[of]
    earlier = audit.alias()
    between = sa.select(audit.c.id, earlier.c.hash).where(
        audit.c.id.in_([row["id"] for row in rows]), earlier.c[chain.name] == chain, earlier.c.seq == audit.c.seq - 1)
    hashes = dict(connection.execute(between).all())
    last = sa.select(audit.c.seq).where(chain == owner.c.id).order_by(audit.c.seq.desc()).limit(1).correlate(owner).scalar_subquery()
    ends = {id: (mark, seq) for id, mark, seq in connection.execute(
        sa.select(owner.c.id, owner.c.audit_end, last).where(owner.c.id.in_({row[chain.name] for row in rows})))}
    for row in rows:
        before = hashes.get(row["id"], FIRST if row["seq"] == 1 else None)
        mark, end = ends[row[chain.name]]
        cut = row["seq"] == end and mark and mark != end_mark(vault, row[chain.name], end, row["hash"])
        if row["before"] != before or row["hash"] != _hash(row) or cut:
            yield row


def entries(connection: Connection, *, who: str = "", talk_id: str = "", after: str = "", limit: int = 100) -> list[sa.RowMapping]:
    """The newest first: of one member of staff, of one talk, or of all. after: the id of the last one that was seen."""
    found = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)       # an id rises with time
    if who:
        found = found.where(audit.c.who == who)
    if talk_id:
        found = found.where(audit.c.talk_id == talk_id)
    if after:
        found = found.where(audit.c.id < after)
    return list(connection.execute(found).mappings())


def _hash(entry: Mapping[Any, Any]) -> bytes:
    """Name an entry by all it says; those from before 0003 say no origin."""
    created = entry["created_at"]
    assert isinstance(created, datetime)
    named = [str(entry[name]) for name in ("talk_id", "seq", "who", "what", "subject")]
    later = [str(entry[name]) for name in ("staff_id", "origin") if entry[name]]
    return hashlib.sha256(repr([*named, *later, created.timestamp(), bytes(entry["before"])]).encode()).digest()
