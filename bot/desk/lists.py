"""Files that staff have sent in: looked at row by row, accepted or dropped, and worked off while the page looks on."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.answers.places import Regency
from bot.desk import words
from bot.desk.access import Role, allow, by, me, refuse
from bot.desk.export import MOST, doubt
from bot.desk.masks import masked_form, masked_tail
from bot.desk.room import Room
from bot.rules.quotes import MOST_MONTHS
from bot.sheets.why import WHY
from bot.texts import Text, _
from storage import batches, enrolments
from storage.batches import Batch, Line

PAGE = 50


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page of all files, and those of each."""

    @desk.get("/lists", endpoint="lists")
    @allow(Role.OFFICER)
    def list_page() -> str:
        return overview(room())

    @desk.get("/lists/<uuid:id>")
    @allow(Role.OFFICER)
    def list_one(id: object) -> str:
        here = room()
        batch = _load(here, id)
        status, after = request.args.get("status", ""), request.args.get("after", 0, type=int)
        with here.database.read() as connection:
            found = batches.lines(connection, here.vault, batch.id, status=status, after=after, limit=PAGE + 1)
            numbers = enrolments.numbers(connection, here.vault, [line.enrolment for line in found if line.enrolment])
        lines = [(line, _said(line), _why(line)) for line in found[:PAGE]]
        return render_template("desk/list.html", batch=batch, lines=lines, more=len(found) > PAGE, status=status, numbers=numbers,
                               words=words, terms=_terms(batch), may=_may(batch))

    @desk.get("/lists/<uuid:id>/progress")
    @allow(Role.OFFICER)
    def list_progress(id: object) -> str:
        """How far it is; an open page works it off along the way, so that nobody waits for the next round."""
        here = room()
        here.batches.work(_load(here, id).id)
        return render_template("desk/list_progress.html", batch=_load(here, id))

    @desk.post("/lists/<uuid:id>/<any(accept, drop):act>")
    @allow(Role.OFFICER)
    def list_act(id: object, act: str) -> ResponseReturnValue:
        here = room()
        batch = _load(here, id)
        if not _may(batch):
            refuse(403, _("This takes another role."))
        if act == "drop":
            here.batches.drop(batch.id, by())
            return redirect(url_for("desk.lists"))
        here.batches.accept(batch.id, by())
        here.batches.work(batch.id)
        here.outbox.wake()
        return redirect(url_for("desk.list_one", id=id))


def overview(here: Room, **typed: Any) -> str:
    """The page of all files; typed: a form that has to be sent again."""
    with here.database.read() as connection:
        found = batches.listed(connection, here.vault, limit=PAGE)
    return render_template("desk/lists.html", found=found, words=words, doubt=doubt(), most=MOST, most_months=MOST_MONTHS, **typed)


def _load(here: Room, id: object) -> Batch:
    try:
        with here.database.read() as connection:
            return batches.get(connection, here.vault, str(id))
    except LookupError:
        refuse(404, _("There is no such page."))


def _may(batch: Batch) -> bool:
    """Whether who is signed in may decide on a file: members are enrolled by a supervisor."""
    return me().is_supervisor or batch.kind == "results"


def _said(line: Line) -> dict[str, Any]:
    """What a line says, as it may be listed."""
    if not line.body:
        return {}
    return masked_form(line.body) if "nik" in line.body else {**line.body, "kpj": masked_tail(line.body["kpj"]) if line.body["kpj"] else ""}


def _why(line: Line) -> Text | None:
    return WHY[line.why.code](other=line.why.other) if line.why else None


def _terms(batch: Batch) -> dict[str, Any]:
    return {**batch.terms, "regency": Regency().say(batch.terms["regency"])} if batch.kind == "members" else {}
