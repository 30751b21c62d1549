"""Ready-made answers: those of the house, and those that supervisors write; an officer changes them before they go out."""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.desk import words
from bot.desk.access import Role, allow, carry_out, me
from bot.desk.room import Room
from bot.flows.answers import some_places
from bot.texts import Text, Value, _
from storage import Conflict, Connection, canned, office_days
from storage.canned import Canned
from storage.cases import Case

LONGEST = 1000      # characters: no channel splits it, filled in or not
FILLED = {"petugas": "officer", "kantor": "office", "jam": "hours", "tempat_bayar": "places"}      # as written, and as texts name them
UNKNOWN = _("{%(name)s} can't be filled in. There are %(names)s.")
TAKEN = _("There is one of that name already.")


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page on which they are written."""

    @desk.get("/canned", endpoint="canned")
    @allow(Role.SUPERVISOR)
    def canned_list() -> str:
        return _page(room())

    @desk.post("/canned/<uuid:id>")
    @allow(Role.SUPERVISOR)
    def canned_save(id: object) -> ResponseReturnValue:
        here, form = room(), request.form
        one = Canned(str(id), form.get("name", "").strip()[:40], form.get("matter", ""), form.get("words", "").replace("\r", "").strip())
        if "remove" in form:
            carry_out(here, "ready-made answer removed", one.name, lambda connection: canned.remove(connection, one.id))
            return redirect(url_for("desk.canned"))
        if why := _unfit(one) or _save(here, one):
            flash(here.speech.say(why, "id"), "warn")
            return _page(here, one), 422
        return redirect(url_for("desk.canned"))


def _save(here: Room, one: Canned) -> Text | None:
    try:
        carry_out(here, "ready-made answer", one.name, lambda connection: canned.save(connection, one))
    except Conflict:
        return TAKEN
    return None


def ready(here: Room, connection: Connection, case: Case) -> dict[str, Canned]:
    """What may be put into the answer to a case: of its matter first, the house's own last, in the person's language."""
    own = sorted(canned.listed(connection), key=lambda one: (one.matter != case.matter, one.name.casefold()))
    values = _values(here, connection)
    said = {name: here.speech.say(_("%(value)s")(value=value), case.language) for name, value in values.items()}
    return {**{one.id: Canned(one.id, one.name, one.matter, _filled(one.words, said)) for one in own},
            **{key: Canned(key, "", "", here.speech.say(text(**values), case.language)) for key, text in words.CANNED.items()}}


def _values(here: Room, connection: Connection) -> Mapping[str, Value]:
    conversation = here.conversation
    today, mended = conversation.clock().date(), office_days.mended(connection)
    return {"officer": me().login.capitalize(), "office": here.settings.office_name, "hours": conversation.office.hours_on(today, mended),
            "places": some_places(conversation.world)}


def _filled(text: str, said: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: said[FILLED[found[1]]] if found[1] in FILLED else found[0], text)


def _unfit(one: Canned) -> Text | None:
    if not one.name or not one.words:
        return _("Please give it a name, and words.")
    if one.matter and one.matter not in words.MATTERS:
        return _("Please choose what it is for from the list.")
    if len(one.words) > LONGEST:
        return _("A ready-made answer has at most %(most)s characters.")(most=LONGEST)
    unknown = next((name for name in re.findall(r"\{([^{}]*)\}", one.words) if name not in FILLED), None)
    return UNKNOWN(name=unknown, names=_names()) if unknown is not None else None


def _names() -> str:
    return ", ".join(f"{{{name}}}" for name in FILLED)


def _page(here: Room, typed: Canned | None = None) -> str:
    """typed: what could not be kept as it is."""
    with here.database.read() as connection:
        kept = canned.listed(connection)
    fresh = typed if typed and typed.id not in {one.id for one in kept} else Canned(str(uuid4()), "", "", "")
    return render_template("desk/canned.html", kept=[typed if typed and typed.id == one.id else one for one in kept], fresh=fresh,
                           open=typed.id if typed else "", matters=words.MATTERS, names=_names(), longest=LONGEST)
