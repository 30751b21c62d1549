"""The office's calendar: national holidays, estimated ones marked, and what supervisors know better."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.desk.access import Role, allow, noted, refuse
from bot.desk.room import Room
from bot.office import holidays
from bot.texts import _
from storage import office_days


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page."""

    @desk.get("/calendar")
    @allow(Role.SUPERVISOR)
    def calendar() -> str:
        here = room()
        today = here.conversation.clock().date()
        year = min(max(request.args.get("year", today.year, type=int), today.year), today.year + 1)
        with here.database.read() as connection:
            mended = {day: (closed, name) for day, closed, name in office_days.listed(connection) if day.year == year}
        known = holidays(year)
        days = [(day, known.get(day), mended.get(day)) for day in sorted({*known, *mended}) if day >= today]
        return render_template("desk/calendar.html", days=days, year=year, today=today, hours=here.settings.office_hours)

    @desk.post("/calendar")
    @allow(Role.SUPERVISOR)
    def calendar_mend() -> ResponseReturnValue:
        here, name = room(), request.form.get("name", "").strip()[:80]
        try:
            day = date.fromisoformat(request.form.get("day", ""))
        except ValueError:
            refuse(400, _("A day looks like 2027-03-10."))
        what = request.form.get("what", "")
        if what not in ("open", "closed", "calendar"):
            refuse(400, _("A day is open, closed, or as the calendar says."))
        with here.database.begin() as connection:
            if what == "calendar":
                office_days.forget(connection, day)
            else:
                office_days.mend(connection, day, closed=what == "closed", name=name)
            noted(here, connection, "calendar", f"{day} {what}")
        return redirect(url_for("desk.calendar", year=day.year))
