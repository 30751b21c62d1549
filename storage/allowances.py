"""How often somebody did something in a span of time: one row each, counted in one statement, so that all processes count together."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from storage.prepared import Prepared
from storage.tables import allowance, new_id
from storage.vault import Vault


class Taken(NamedTuple):
    """How often since the span began, and when it ends."""

    times: int
    ends_at: datetime


@cache
def _count(spans: int) -> Prepared:
    """Count in so many spans at once."""
    def given(name: str, n: int) -> sa.BindParameter[Any]:
        return sa.bindparam(f"{name}_{n}", type_=allowance.c[name].type)
    rows = [{name: given(name, n) for name in ("id", "who_hash", "ends_at")} for n in range(spans)]
    fresh = insert(allowance).values([{**row, "count": 1} for row in rows])
    over = allowance.c.ends_at <= sa.bindparam("now")
    counted = fresh.on_conflict_do_update(index_elements=["who_hash"], set_={
        "count": sa.case((over, 1), else_=allowance.c.count + 1),
        "ends_at": sa.case((over, fresh.excluded.ends_at), else_=allowance.c.ends_at)})
    return Prepared(counted.returning(allowance.c.who_hash, allowance.c.count, allowance.c.ends_at))


def take(connection: Connection, vault: Vault, who: str, spans: Sequence[timedelta], now: datetime) -> list[Taken]:
    """Count once more in each span; one that is over begins anew. who: known by a keyed hash only, such as the network address somebody
    came from."""
    hashes = [vault.hash("allowance", f"{span.total_seconds():.0f}/{who}") for span in spans]
    values: dict[str, Any] = {"now": now}
    for n, (hash, span) in enumerate(zip(hashes, spans, strict=True)):
        values |= {f"id_{n}": new_id(), f"who_hash_{n}": hash, f"ends_at_{n}": now + span}
    found = {row.who_hash: Taken(row.count, row.ends_at) for row in _count(len(spans)).rows(connection, **values)}
    return [found[hash] for hash in hashes]
