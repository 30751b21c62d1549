"""How often something happened on a day: added up from events once, so that no report has to read them."""
from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Database
from storage.tables import event, new_id, tally, watermark

LAG = timedelta(minutes=10)     # no transaction lasts as long: of what is older nothing is still to come
HOUR = timedelta(hours=1)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
KEYS = (event.c.what, event.c.flow, event.c.step, event.c.code, event.c.channel, event.c.language)


class Total(NamedTuple):
    """What is counted, and by what it is told apart."""

    what: str
    flow: str = ""
    step: str = ""
    split: str = ""
    part: str = ""


def add_up(database: Database, zone: tzinfo, now: datetime) -> int:
    """Add up what happened until shortly before now; give how many events there were. An hour is one transaction: it counts once."""
    done = 0
    while some := _hour(database, zone, now - LAG):
        done += some
    return done


def _hour(database: Database, zone: tzinfo, end: datetime) -> int:
    with database.begin() as connection:
        since = _since(connection)
        first = connection.execute(sa.select(sa.func.min(event.c.created_at)).where(event.c.created_at >= since)).scalar()
        if not first or first >= end:
            return 0
        local = first.astimezone(zone)
        until = min(local.replace(minute=0, second=0, microsecond=0) + HOUR, end)
        counts, found = Counter[Total](), 0
        these = sa.select(*KEYS, sa.func.count()).where(event.c.created_at >= first, event.c.created_at < until).group_by(*KEYS)
        for *keys, count in connection.execute(these):
            found += count
            for total, sign in _totals(f"{local.weekday()} {local.hour:02}", *keys):
                counts[total] += sign * count
        _add(connection, local.date(), counts)
        connection.execute(watermark.update().where(watermark.c.name == event.name), {"until": until})
    return found


def _since(connection: Connection) -> datetime:
    """Until when it is done; whoever adds up waits here for whoever does already."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(watermark).on_conflict_do_nothing(), {"id": new_id(), "name": event.name, "until": NEVER})
    until: datetime = connection.execute(sa.select(watermark.c.until).where(watermark.c.name == event.name).with_for_update()).scalar_one()
    return until


def _totals(hour: str, what: str, flow: str, step: str, code: str, channel: str, language: str) -> Iterator[tuple[Total, int]]:
    """What one event adds to, and takes from: who goes back to a question has neither answered it nor come to the next."""
    match what:
        case "heard":
            for split, part in (("hour", hour), ("channel", channel), ("language", language)):
                yield Total(what, split=split, part=part), 1
        case "started" | "answered" | "went back":
            sign = {"went back": -1}.get(what, 1)
            yield Total({"went back": "answered"}.get(what, what), flow, step), sign
            if "/" in code:
                yield Total("reached", *code.split("/")), sign
        case "refused":
            yield Total(what, flow, step, "why", code), 1
        case "asked about" if code == "unknown":
            yield Total("refused", split="why", part=code), 1
        case "finished" | "ended" | "parked" | "deleted" | "abandoned":
            yield Total(what, flow), 1
        case "enrolled" | "case opened" | "case answered" | "case closed":
            yield Total(what, split=step, part=code), 1


def _add(connection: Connection, day: date, counts: Counter[Total]) -> None:
    rows = [{"id": new_id(), "day": day, **total._asdict(), "count": count} for total, count in counts.items() if count]
    if rows:
        insert = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(tally)
        key = ("what", "day", *Total._fields[1:])
        more = {"count": tally.c.count + insert.excluded.count}
        connection.execute(insert.on_conflict_do_update(index_elements=key, set_=more), rows)


def totals(connection: Connection, whats: Collection[str], first: date, last: date) -> Counter[Total]:
    """How often each happened from one day to another, both included."""
    keys = [tally.c[name] for name in Total._fields]
    found = sa.select(*keys, sa.func.sum(tally.c.count)).where(tally.c.what.in_(whats), tally.c.day.between(first, last)).group_by(*keys)
    return Counter({Total(*key): int(count) for *key, count in connection.execute(found)})


def daily(connection: Connection, what: str, split: str, first: date, last: date) -> Counter[date]:
    """How often something happened on each day; split: one by which all of it is told apart."""
    here = (tally.c.what == what, tally.c.split == split, tally.c.day.between(first, last))
    return Counter(dict(connection.execute(sa.select(tally.c.day, sa.func.sum(tally.c.count)).where(*here).group_by(tally.c.day)).all()))


def until(connection: Connection) -> datetime | None:
    """Until when all is added up."""
    return connection.execute(sa.select(watermark.c.until).where(watermark.c.name == event.name)).scalar()
