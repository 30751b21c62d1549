"""When cover can realistically begin: as soon as an officer has registered the person."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.rules.months import Month

SATURDAY = 5


@dataclass(frozen=True)
class Promise:
    """What the office promises, not the law."""

    working_days: int       # until a complete form is registered


def first_months(promise: Promise, today: date) -> tuple[Month, ...]:
    """The contribution month a form of today can start with: this one, and the next if the promised days run into it."""
    this = Month.of(today)
    return (this,) if Month.of(_working_day(today, promise.working_days)) == this else (this, this + 1)


def _working_day(day: date, days: int) -> date:
    """The n-th Monday-to-Friday after a day; public holidays are not known here."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day
