"""The operator's own office: when somebody is there, and by when a question is answered."""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from holidays import country_holidays

from bot.texts import Text, _, plain
from storage.office_days import Mended

DAYS = ("senin monday", "selasa tuesday", "rabu wednesday", "kamis thursday", "jumat friday", "sabtu saturday", "minggu sunday")
NUMBERS = {name: number for number, names in enumerate(DAYS) for name in (*names.split(), names[:3])} | {"jum'at": 4, "ahad": 6}
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
LONGEST = 60        # days that are looked ahead; no office is shut for longer
SPANS, MORE = (15, 30, 60, 120, 240, 480), "more"     # minutes in which somebody was there
LIKE = _("like %(example)s")(example="Senin-Jumat 08.00-12.00 13.00-15.00; Sabtu 08.00-12.00 WIB")

Interval = tuple[datetime, datetime]
Week = Mapping[int, tuple[tuple[time, time], ...]]      # Monday is 0


class Holiday(NamedTuple):
    """A day off in the calendar. estimated: the day is known only when the moon has been seen."""

    name: str
    estimated: bool


class WrongHours(ValueError):
    """Hours that can't be read; why says how to write them."""

    def __init__(self, why: Text) -> None:
        super().__init__(plain(why))
        self.why = why


@dataclass(frozen=True)
class Office:
    """Open by the weekday, several times a day if need be; answer: the time that a first answer takes while it is open.

    hours: as they are written, until staff say others. mended: what staff know better than hours and calendar.
    """

    name: str
    hours: str
    zone: ZoneInfo
    answer: timedelta

    def hours_on(self, day: date, mended: Mended) -> str:
        """The hours that are in force on a day."""
        return next((text for since, text in mended.hours if since <= day), self.hours)

    def open_on(self, day: date, mended: Mended) -> list[Interval]:
        """The intervals of one day."""
        if mended.days.get(day, day in holidays(day.year)):
            return []
        week, _zone = read_hours(self.hours_on(day, mended), self.zone.key)
        return [(datetime.combine(day, start, self.zone), datetime.combine(day, end, self.zone))
                for start, end in week.get(day.weekday(), ())]

    def is_open(self, now: datetime, mended: Mended) -> bool:
        """Whether somebody is there now."""
        return any(start <= now < end for start, end in self.open_on(now.astimezone(self.zone).date(), mended))

    def answers_by(self, now: datetime, mended: Mended) -> datetime | None:
        """The moment by which a first answer is promised; None if the office never opens."""
        left = self.answer
        for start, end in self._ahead(now, mended):
            start = max(start, now)
            if left <= end - start:
                return start + left
            left -= max(end - start, timedelta())
        return None

    def waited(self, since: datetime, now: datetime, mended: Mended) -> timedelta:
        """How long something has been waiting while somebody was there."""
        spans = (min(end, now) - max(start, since) for start, end in self._ahead(since, mended, (now - since).days + 1))
        return sum((span for span in spans if span > timedelta()), timedelta())

    def within(self, since: datetime, now: datetime, mended: Mended) -> str:
        """The shortest of the spans that reports tell apart in which something was done: its minutes, or MORE."""
        minutes = self.waited(since, now, mended) / timedelta(minutes=1)
        return next((str(span) for span in SPANS if minutes <= span), MORE)

    def promise(self, now: datetime, mended: Mended) -> Text:
        """Say when a person answers: `today before 14.30 WIB`."""
        by = self.answers_by(now, mended)
        if not by:
            return _("as soon as the office opens")
        at = by.astimezone(self.zone)
        clock = _("%(time)s %(zone)s")(time=f"{at:%H.%M}", zone=self.zone_name)
        if at.date() == now.astimezone(self.zone).date():
            return _("today before %(clock)s")(clock=clock)
        return _("on %(weekday)s, %(day)s, before %(clock)s")(weekday=WEEKDAYS[at.weekday()], day=at.date(), clock=clock)

    @property
    def zone_name(self) -> str:
        """The zone as people say it: WIB, WITA or WIT."""
        return next((name for name, key in ZONES.items() if key == self.zone.key), self.zone.key)

    def _ahead(self, now: datetime, mended: Mended, days: int = LONGEST) -> Iterator[Interval]:
        today = now.astimezone(self.zone).date()
        for ahead in range(days + 1):
            yield from ((start, end) for start, end in self.open_on(today + timedelta(days=ahead), mended) if end > now)


@cache
def holidays(year: int) -> Mapping[date, Holiday]:
    """The national holidays of a year, and the days off that the government adds."""
    found = country_holidays("ID", years=year, language="id", categories=("public", "government"))
    return {day: Holiday(name.replace(" (perkiraan)", ""), "(perkiraan)" in name) for day, name in found.items()}


@lru_cache(256)
def read_hours(text: str, zone: str) -> tuple[Week, ZoneInfo]:
    """Read office hours; WrongHours if they can't be. zone: where the office is if its hours don't end in WIB, WITA or WIT."""
    said = re.fullmatch(r"(.*?)\s*(WIB|WITA|WIT)?", text.strip(), re.DOTALL)
    assert said
    hours: dict[int, tuple[tuple[time, time], ...]] = {}
    for part in filter(None, map(str.strip, said[1].split(";"))):
        days, _space, spans = part.replace("–", "-").partition(" ")
        first, _dash, last = days.casefold().partition("-")
        if first not in NUMBERS or (last and last not in NUMBERS):
            raise WrongHours(_("“%(part)s” names no days; write it %(like)s.")(part=days, like=LIKE))
        number, count = NUMBERS[first], (NUMBERS[last or first] - NUMBERS[first]) % 7 + 1
        read = tuple(_span(span) for span in spans.split())
        if not read or any(before[1] > after[0] for before, after in pairwise(read)):
            raise WrongHours(_("“%(part)s” has no hours, or not one behind the other; write it %(like)s.")(part=part, like=LIKE))
        hours |= {(number + ahead) % 7: read for ahead in range(count)}
    if not hours:
        raise WrongHours(_("There are no hours; write them %(like)s.")(like=LIKE))
    return hours, ZoneInfo(ZONES[said[2]] if said[2] else zone)


def _span(text: str) -> tuple[time, time]:
    times = re.fullmatch(r"([01]?\d|2[0-3])[.:]([0-5]\d)-([01]?\d|2[0-3])[.:]([0-5]\d)", text)
    if not times:
        raise WrongHours(_("“%(part)s” is no time from and to; write it %(like)s.")(part=text, like=LIKE))
    start, end = time(int(times[1]), int(times[2])), time(int(times[3]), int(times[4]))
    if start >= end:
        raise WrongHours(_("“%(part)s” ends before it begins; write it %(like)s.")(part=text, like=LIKE))
    return start, end
