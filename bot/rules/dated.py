"""Start-dated facts, each with its source and the day somebody last checked it."""
from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

from bot.rules.months import Month

DATA = Path(__file__).parent / "data"
FRESH = timedelta(days=180)
T = TypeVar("T")


@dataclass(frozen=True)
class Row(Generic[T]):
    """What holds from a day on, until the next row starts."""

    start: date
    value: T
    source: str
    checked: date


@dataclass(frozen=True)
class Dated(Generic[T]):
    """One fact through time. There are start days only, so gaps and overlaps cannot be written."""

    name: str       # "relief/transport": file and table
    rows: tuple[Row[T], ...]

    def on(self, when: date | Month) -> Row[T]:
        """The row in force on a day, or on a month's first day; LookupError before the first row."""
        day = when.first if isinstance(when, Month) else when
        for row in reversed(self.rows):     # mostly the last one is asked for
            if row.start <= day:
                return row
        raise LookupError(f"{self.name} is known from {self.rows[0].start} on; {when} is earlier.")


def read(data: Path, name: str, make: Callable[..., T]) -> Dated[T]:
    """Read table `file/table` of the folder; each row's own values go to `make`. ValueError says what is wrong with it."""
    file, table = name.split("/")
    rows = tuple(_row(name, dict(raw), make) for raw in tomllib.loads((data / f"{file}.toml").read_text("utf-8"))[table])
    for earlier, later in pairwise(rows):
        if earlier.start >= later.start:
            raise ValueError(f"{name}: the row from {later.start} must start after the row before it, {earlier.start}.")
    return Dated(name, rows)


def stale(data: Path, today: date) -> Iterator[tuple[str, date, date]]:
    """Every row that nobody has checked for 180 days: its table, its start, the day it was last checked."""
    for path in sorted(data.glob("*.toml")):
        for table, rows in tomllib.loads(path.read_text("utf-8")).items():
            for row in rows:
                if today - row["checked"] > FRESH:
                    yield f"{path.stem}/{table}", _day(row["from"]), row["checked"]


def _row(name: str, raw: dict[str, Any], make: Callable[..., T]) -> Row[T]:
    try:
        start, source, checked = _day(raw.pop("from")), raw.pop("source"), raw.pop("checked")
        value = make(**{key: _frozen(value) for key, value in raw.items()})
    except (KeyError, TypeError) as error:
        raise ValueError(f"{name}: a row needs from, source, checked and its own values: {error}.") from error
    if not source or type(checked) is not date:
        raise ValueError(f"{name}: the row from {start} must name its source and the date it was checked.")
    return Row(start, value, source, checked)


def _day(start: str | date) -> date:
    return Month.parse(start).first if isinstance(start, str) else start


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
