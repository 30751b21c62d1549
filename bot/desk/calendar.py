"""When the office is open: its hours from a day on, national holidays, estimated ones marked, and what supervisors know better."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.desk.access import Role, allow, carry_out, refuse
from bot.desk.room import Room
from bot.office import LIKE, Office, WrongHours, holidays, read_hours
from bot.texts import Text, _
from storage import Connection, office_days

LONGEST = 200       # characters of hours
MOST = 31           # days off that are said at once


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page, and what is said on it."""

    @desk.get("/calendar")
    @allow(Role.SUPERVISOR)
    def calendar() -> str:
        return _page(room())

    @desk.post("/calendar")
    @allow(Role.SUPERVISOR)
    def calendar_mend() -> ResponseReturnValue:
        what, days = request.form.get("what", ""), _days()
        if what not in ("open", "closed", "calendar"):
            refuse(400, _("A day is open, closed, or as the calendar says."))
        name = request.form.get("name", "").strip()[:80]
        carry_out(room(), "calendar", f"{' '.join(map(str, dict.fromkeys((days[0], days[-1]))))} {what}",
                  lambda connection: _mend(connection, days, what, name))
        return redirect(url_for("desk.calendar", year=days[0].year))

    @desk.post("/hours")
    @allow(Role.ADMIN)
    def hours_set() -> ResponseReturnValue:
        here, text, since = room(), request.form.get("hours", "").strip(), _day("since")
        if since < here.conversation.clock().date():
            refuse(400, _("What was promised before today stays as it was: choose today or a later day."))
        if text and (why := _unfit(text, here.conversation.office)):
            flash(here.speech.say(why, "id"), "warn")
            return _page(here, text), 422
        carry_out(here, "office hours", f"{since} {text}"[:120], lambda connection: office_days.set_hours(connection, since, text))
        return redirect(url_for("desk.calendar"))


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        refuse(400, _("A day looks like 2027-03-10."))


def _days() -> list[date]:
    first = _day("day")
    last = _day("until") if request.form.get("until") else first
    if not 0 <= (last - first).days < MOST:
        refuse(400, _("The last day is not before the first, and a month after it at most."))
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def _mend(connection: Connection, days: list[date], what: str, name: str) -> None:
    for day in days:
        if what == "calendar":
            office_days.forget(connection, day)
        else:
            office_days.mend(connection, day, closed=what == "closed", name=name)


def _unfit(text: str, office: Office) -> Text | None:
    try:
        _week, zone = read_hours(text, office.zone.key)
    except WrongHours as wrong:
        return wrong.why
    if zone != office.zone:
        return _("The office is in %(zone)s; its zone stands in OFFICE_HOURS.")(zone=office.zone_name)
    return _("That is too much at once. Please make it shorter.") if len(text) > LONGEST else None


def _page(here: Room, typed: str = "") -> str:
    """typed: hours that can't be read."""
    office, today = here.conversation.office, here.conversation.clock().date()
    year = min(max(request.args.get("year", today.year, type=int), today.year), today.year + 1)
    with here.database.read() as connection:
        said = {day: (closed, name) for day, closed, name in office_days.listed(connection, year)}
        mended = office_days.mended(connection)
    known = holidays(year)
    days = [(day, known.get(day), said.get(day)) for day in sorted({*known, *said}) if day >= today]
    hours = office.hours_on(today, mended)
    return render_template("desk/calendar.html", days=days, year=year, today=today, hours=hours, typed=typed, like=LIKE,
                           later=[(since, text) for since, text in reversed(mended.hours) if since > today])
