"""Contribution months: the calendar that contributions and relief are counted in."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Month:
    """One month of one year; said and stored as `2026-11`."""

    year: int
    month: int

    def __post_init__(self) -> None:
        date(self.year, self.month, 1)      # ValueError if there is no such month

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2026-11`; ValueError for anything else."""
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII) or text < "0001":
            raise ValueError(f"A month looks like 2026-11, not {text!r}.")
        return cls(int(text[:4]), int(text[5:]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    def __add__(self, months: int) -> Month:
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return (self + 1).first - timedelta(days=1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day if it is shorter."""
    month = Month.of(day) + months
    return month.first.replace(day=min(day.day, month.last.day))
