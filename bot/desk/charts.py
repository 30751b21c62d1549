"""Charts as shapes: across in percent of the width, so that their letters stay as large on a phone; down in pixels."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, NamedTuple

from bot.texts import Text

BAR, SQUARE = 40, 26        # pixels from one to the next
DAYS = 92                   # of a line; of a longer time a point is a week
WEEK = 7


class Bar(NamedTuple):
    """One row: how long it is, and how much of that, from its end, is lost."""

    label: Text | str
    number: int
    lost: int
    top: int
    width: float
    gone: float


@dataclass(frozen=True)
class Bars:
    """Rows of bars, each with its name above it and its number at the end."""

    kind: ClassVar[str] = "bars"
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        return len(self.bars) * BAR


def bars(rows: Sequence[tuple[Text | str, int, int]]) -> Bars:
    """rows: name, count, and how many of those were lost."""
    most = max((count for _label, count, _lost in rows), default=0) or 1
    return Bars(tuple(Bar(label, count, lost, at * BAR, 100 * count / most, 100 * lost / most)
                      for at, (label, count, lost) in enumerate(rows)))


@dataclass(frozen=True)
class Line:
    """A number over time. points: in a box of as many units as there are steps, and 100 high."""

    kind: ClassVar[str] = "line"
    days: tuple[date, ...]      # the first of each step
    counts: tuple[int, ...]
    step: int                   # days

    @property
    def most(self) -> int:
        return max(self.counts, default=0)

    @property
    def peak(self) -> float:
        """Where the highest point is, in percent of the width."""
        return 100 * self.counts.index(self.most) / self.across

    @property
    def across(self) -> int:
        return max(len(self.counts) - 1, 1)

    @property
    def points(self) -> str:
        return " ".join(f"{at},{100 - 100 * count / (self.most or 1):.1f}" for at, count in enumerate(self.counts))


def line(counts: Mapping[date, int], first: date, last: date) -> Line:
    """Each day, or each whole week counted back from the last day; what is left over before those is not drawn."""
    days = (last - first).days + 1
    step = 1 if days <= DAYS else WEEK
    starts = [last - timedelta(days=step * back - 1) for back in range(days // step, 0, -1)]
    sums = [sum(counts.get(start + timedelta(days=day), 0) for day in range(step)) for start in starts]
    return Line(tuple(starts), tuple(sums), step)


class Square(NamedTuple):
    """An hour of a weekday; shade: from 0 to 4, 4 is the busiest."""

    left: float
    top: int
    shade: int


@dataclass(frozen=True)
class Grid:
    """The week by the hour."""

    kind: ClassVar[str] = "grid"
    squares: tuple[Square, ...]
    height: ClassVar[int] = 7 * SQUARE
    width: ClassVar[float] = 100 / 24


def grid(counts: Mapping[tuple[int, int], int]) -> Grid:
    """counts: by weekday, Monday is 0, and hour."""
    most = max(counts.values(), default=0) or 1
    return Grid(tuple(Square(hour * Grid.width, day * SQUARE, -(-4 * counts.get((day, hour), 0) // most))
                      for day in range(7) for hour in range(24)))
