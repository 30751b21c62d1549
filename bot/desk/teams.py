"""Teams: who answers which matters. Everybody still sees everything, what is rather for others last."""
from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.desk import words
from bot.desk.access import Role, allow, carry_out
from bot.desk.canned import TAKEN
from bot.desk.room import Room
from bot.texts import _
from storage import Conflict, teams


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page."""

    @desk.get("/teams", endpoint="teams")
    @allow(Role.ADMIN)
    def team_list() -> str:
        with room().database.read() as connection:
            kept = teams.listed(connection)
        manned = {matter for one in kept if one.people for matter in one.matters}
        return render_template("desk/teams.html", kept=kept, fresh=str(uuid4()), matters=words.MATTERS,
                               free=[text for matter, text in words.MATTERS.items() if matter not in manned])

    @desk.post("/teams/<uuid:id>")
    @allow(Role.ADMIN)
    def team_save(id: object) -> ResponseReturnValue:
        here, name = room(), request.form.get("name", "").strip()[:40]
        matters = [matter for matter in words.MATTERS if matter in request.form.getlist("matters")]
        try:
            if "remove" in request.form:
                carry_out(here, "team removed", name, lambda connection: teams.remove(connection, str(id)))
            elif name and matters:
                carry_out(here, "team", f"{name}: {' '.join(matters)}", lambda connection: teams.save(connection, str(id), name, matters))
            else:
                flash(here.speech.say(_("A team has a name, and answers something."), "id"), "warn")
        except Conflict:
            flash(here.speech.say(TAKEN, "id"), "warn")
        return redirect(url_for("desk.teams"))
