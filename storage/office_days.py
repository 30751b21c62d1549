"""The days on which staff know better than the calendar whether the office is open."""
from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import new_id, office_day


def mended(connection: Connection) -> dict[date, bool]:
    """Day -> closed."""
    return dict(connection.execute(sa.select(office_day.c.day, office_day.c.closed)).all())


def listed(connection: Connection) -> list[tuple[date, bool, str]]:
    """Day, closed, and why, in order."""
    return list(connection.execute(sa.select(office_day.c.day, office_day.c.closed, office_day.c.name).order_by(office_day.c.day)))


def mend(connection: Connection, day: date, *, closed: bool, name: str) -> None:
    """Say that the office is closed, or open, on a day."""
    forget(connection, day)
    connection.execute(office_day.insert(), {"id": new_id(), "day": day, "closed": closed, "name": name})


def forget(connection: Connection, day: date) -> None:
    """Let the calendar be right again."""
    connection.execute(office_day.delete().where(office_day.c.day == day))
