"""The reports: forms, cases and volumes of any time, with each chart's table as a file."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from bot.desk import figures, words
from bot.desk.access import Role, allow, refuse
from bot.desk.figures import Chart, Period
from bot.desk.room import Room
from bot.sheets.writing import as_csv
from bot.texts import Text, _
from storage import tally

PAGES = {"forms": figures.forms, "cases": figures.cases, "volumes": figures.volumes}
LONGEST, USUAL = 366, 30        # days
PRESETS = (7, 30, 90, 365)


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the pages, and the files of their tables."""

    @desk.get("/reports")
    @allow(Role.SUPERVISOR)
    def reports() -> str:
        here, period = room(), _period(room())
        charts, today = _charts(here, period), _today(here)
        with here.database.read() as connection:
            until = tally.until(connection)
        presets = {days: _asked(period._replace(first=today - timedelta(days=days - 1), last=today)) for days in PRESETS}
        return render_template("desk/reports.html", charts=charts.values(), period=period, page=_page(), until=until, presets=presets,
                               asked=_asked(period), words=words, today=today)

    @desk.get("/reports.csv")
    @allow(Role.SUPERVISOR)
    def reports_sheet() -> ResponseReturnValue:
        here, period = room(), _period(room())
        chart = _charts(here, period).get(request.args.get("chart", ""))
        if not chart:
            refuse(404, _("There is no such page."))

        def plain(value: object) -> str:
            return here.speech.say(value, "id") if isinstance(value, Text) else str(value)
        data = as_csv([*map(plain, row)] for row in (chart.head, *chart.rows))
        name = f"{chart.key}-{period.first}-{period.last}.csv"
        return Response(data, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f"attachment; filename={name}"})


def _charts(here: Room, period: Period) -> Mapping[str, Chart]:
    with here.database.read() as connection:
        return {chart.key: chart for chart in PAGES[_page()](connection, period)}


def _page() -> str:
    page = request.args.get("page", "forms")
    if page not in PAGES:
        refuse(404, _("There is no such page."))
    return page


def _today(here: Room) -> date:
    return here.conversation.clock().astimezone(here.conversation.office.zone).date()


def _period(here: Room) -> Period:
    """What is asked for; the usual where nothing is, and never more than a year."""
    last = min(_day("to") or _today(here), _today(here))
    first = max(min(_day("from") or last - timedelta(days=USUAL - 1), last), last - timedelta(days=LONGEST - 1))
    form = request.args.get("form", "")
    return Period(first, last, form if form in words.FORMS else next(iter(words.FORMS)))


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _asked(period: Period) -> dict[str, str]:
    """The period as addresses of other pages say it."""
    return {"from": str(period.first), "to": str(period.last), "form": period.form}
