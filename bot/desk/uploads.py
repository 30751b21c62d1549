"""Files that come in at the desk: read in memory, each row judged, and kept to be looked at."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.answers.places import Regency
from bot.desk.access import Role, allow, by
from bot.desk.lists import overview
from bot.desk.room import Room
from bot.rules.quotes import MOST_MONTHS
from bot.sheets import members, results
from bot.sheets.columns import MEMBERS, RESULTS, Titles
from bot.sheets.members import Terms
from bot.sheets.reading import MOST, Row, Unreadable, read
from bot.texts import Text, _
from storage import enrolments
from storage.batches import Kind, Line

Judge = Callable[[list[Row]], list[Line]]
UNDECLARED = _("Please say who sends the list, by which paper, from which kabupaten or kota and for how many months, and declare that it "
               "is theirs.")
UNREADABLE: dict[str, Text] = {
    "old": _("This is an old spreadsheet (.xls). Please save it as .xlsx or .csv and send it again."),
    "file": _("This file can't be read. Please save it as .xlsx or .csv and send it again."),
    "titles": _("The columns were not found. The first rows need these titles: %(titles)s."),
    "many": _("That is too much for one file: at most %(most)s rows. Please send it in parts."),
}


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang what takes files."""

    @desk.post("/lists/members")
    @allow(Role.SUPERVISOR)
    def list_members() -> ResponseReturnValue:
        here = room()
        today, rules = here.conversation.clock().date(), here.conversation.world.rules
        terms = _terms(here)
        if not terms:
            return _again(here, UNDECLARED)

        def in_hand(niks: list[str]) -> set[str]:
            with here.database.read() as connection:
                return enrolments.in_hand(connection, here.vault, niks, today)

        return _store(here, "members", MEMBERS, lambda rows: list(members.judged(rows, terms, rules, today, in_hand)), terms._asdict())

    @desk.post("/lists/results")
    @allow(Role.OFFICER)
    def list_results() -> ResponseReturnValue:
        here = room()
        today = here.conversation.clock().date()
        return _store(here, "results", RESULTS, lambda rows: list(results.judged(rows, today)), {})


def _terms(here: Room) -> Terms | None:
    """What is declared with a list of members; nothing if anything of it is missing."""
    form = request.form
    body, document = (" ".join(form.get(name, "").split())[:80] for name in ("body", "document"))
    regency = next((found.value for found in Regency().find(form.get("regency", ""), here.conversation.clock().date())), "")
    months = form.get("months", 0, type=int)
    whole = body and document and regency and form.get("declared") and 1 <= months <= MOST_MONTHS
    return Terms(body, document, regency, months) if whole else None


def _store(here: Room, kind: Kind, titles: Titles, judge: Judge, terms: dict[str, Any]) -> ResponseReturnValue:
    """Read a file, judge its rows and keep them; then show them."""
    file = request.files.get("file")
    try:
        lines = judge(read(file.read(), titles)) if file else []
    except Unreadable as unreadable:
        names = ", ".join(next(title for title, field in titles.fields.items() if field == need) for need in titles.needs)
        return _again(here, UNREADABLE[str(unreadable)](titles=names, most=MOST))
    if not lines:
        return _again(here, _("There are no rows in this file."))
    total = sum(members.price(line.body) for line in lines if line.body) if kind == "members" else 0
    id = here.batches.add(kind, {**terms, "total": total}, lines, by())
    return redirect(url_for("desk.list_one", id=id))


def _again(here: Room, why: Text) -> ResponseReturnValue:
    flash(here.speech.say(why, "id"), "warn")
    return overview(here, typed=request.form), 422
