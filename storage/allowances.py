"""How often somebody did something in a span of time: one row each, counted in one statement, so that all processes count together."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import allowance, new_id
from storage.vault import Vault


class Taken(NamedTuple):
    """How often since the span began, and when it ends."""

    times: int
    ends_at: datetime


def take(connection: Connection, vault: Vault, who: str, span: timedelta, now: datetime) -> Taken:
    """Count once more; a span that is over begins anew. who: known by a keyed hash only, such as the network address somebody came from."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {"id": new_id(), "who_hash": vault.hash("allowance", f"{span.total_seconds():.0f}/{who}"), "count": 1, "ends_at": now + span}
    over = allowance.c.ends_at <= now
    fresh = insert(allowance).values(row)
    counted = fresh.on_conflict_do_update(index_elements=["who_hash"], set_={
        "count": sa.case((over, 1), else_=allowance.c.count + 1),
        "ends_at": sa.case((over, fresh.excluded.ends_at), else_=allowance.c.ends_at)})
    return Taken(*connection.execute(counted.returning(allowance.c.count, allowance.c.ends_at)).one())
