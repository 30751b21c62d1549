"""What staff know better than the settings and the calendar: the office's hours from a day on, and whether it is open on a day."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import new_id, office_day, office_hours


class Mended(NamedTuple):
    """days: day -> closed; hours: since when which, as they are written, the newest first."""

    days: Mapping[date, bool] = {}
    hours: tuple[tuple[date, str], ...] = ()


def mended(connection: Connection) -> Mended:
    """All of it."""
    return Mended(dict(connection.execute(sa.select(office_day.c.day, office_day.c.closed)).all()), hours(connection))


def listed(connection: Connection, year: int) -> list[tuple[date, bool, str]]:
    """Day, closed, and why, of the days of a year, in order."""
    days = sa.select(office_day.c.day, office_day.c.closed, office_day.c.name).where(
        office_day.c.day.between(date(year, 1, 1), date(year, 12, 31)))
    return [(day, closed, name) for day, closed, name in connection.execute(days.order_by(office_day.c.day))]


def mend(connection: Connection, day: date, *, closed: bool, name: str) -> None:
    """Say that the office is closed, or open, on a day."""
    forget(connection, day)
    connection.execute(office_day.insert(), {"id": new_id(), "day": day, "closed": closed, "name": name})


def forget(connection: Connection, day: date) -> None:
    """Let the calendar be right again."""
    connection.execute(office_day.delete().where(office_day.c.day == day))


def hours(connection: Connection) -> tuple[tuple[date, str], ...]:
    """Since when which hours, the newest first."""
    rows = connection.execute(sa.select(office_hours.c.since, office_hours.c.hours).order_by(office_hours.c.since.desc())).all()
    return tuple((since, text) for since, text in rows)


def set_hours(connection: Connection, since: date, text: str) -> None:
    """Say which hours the office has from a day on; none: let those from before go on."""
    connection.execute(office_hours.delete().where(office_hours.c.since == since))
    if text:
        connection.execute(office_hours.insert(), {"id": new_id(), "since": since, "hours": text})
