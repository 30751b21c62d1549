"""How often somebody came to a door in a span of time: one row each, counted in one statement, so that all processes count together."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

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


_FRESH = insert(allowance).values(count=1, **{
    name: sa.bindparam(name, type_=allowance.c[name].type) for name in ("id", "who_hash", "ends_at")})
_OVER = allowance.c.ends_at <= sa.bindparam("now")
COUNT = Prepared(_FRESH.on_conflict_do_update(index_elements=["who_hash"], set_={
    "count": sa.case((_OVER, 1), else_=allowance.c.count + 1),
    "ends_at": sa.case((_OVER, _FRESH.excluded.ends_at), else_=allowance.c.ends_at)}).returning(allowance.c.count, allowance.c.ends_at))


def take(connection: Connection, vault: Vault, who: str, span: timedelta, now: datetime) -> Taken:
    """Count once more; a span that is over begins anew. who: known by a keyed hash only, such as the network address somebody came
    from."""
    hash = vault.hash("allowance", f"{span.total_seconds():.0f}/{who}")
    (row,) = COUNT.rows(connection, id=new_id(), who_hash=hash, ends_at=now + span, now=now)
    return Taken(row.count, row.ends_at)
