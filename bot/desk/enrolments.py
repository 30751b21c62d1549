"""Enrolments at the desk: from the form into the official system, to the end of cover."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from bot.desk import words
from bot.desk.access import Role, allow, by, me, refuse
from bot.desk.groups import group_of, people
from bot.desk.masks import masked_form
from bot.desk.paging import id_in
from bot.desk.reveal import reveal, revealed
from bot.desk.room import Room
from bot.progress import OFFICIAL, NotNow, Unfit
from bot.rules.months import Month
from bot.rules.standing import Standing
from bot.texts import Text, _
from storage import enrolments, staff
from storage.enrolments import Enrolment

PAGE = 50
DONE = _("Somebody else has just done this. Here is how it stands now.")
UNFIT: dict[str, Text] = {
    "kpj": _("A KPJ has 11 digits, and belongs to one person. Please look again."),
    "path": _("Please choose the question that has to be mended."),
    "why": _("Please say in a sentence what is wrong, so that the person can mend it."),
    "months": _("From 1 to 12 months can be paid at once."),
    "paid_on": _("The day of payment is today or earlier."),
}


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the list and the page of an enrolment."""

    @desk.get("/enrolments")
    @allow(Role.OFFICER)
    def enrolment_list() -> str:
        here, status = room(), request.args.get("status", "submitted")
        if status not in words.STATUSES:
            refuse(404, _("There is no such page."))
        with here.database.read() as connection:
            found = enrolments.listed(connection, here.vault, status=status, after=id_in("after"), limit=PAGE + 1)
            counts = enrolments.counted(connection)
        return render_template("desk/enrolments.html", rows=found[:PAGE], more=len(found) > PAGE, status=status, counts=counts, words=words,
                               masked=masked_form, step=words.STEPS.get(status), today=here.conversation.clock().date())

    @desk.get("/enrolments/<uuid:id>")
    @allow(Role.OFFICER)
    def enrolment(id: object) -> str:
        return render_template("desk/enrolment.html", **_seen(room(), load(room(), id)))

    @desk.get("/enrolments/<uuid:id>/group")
    @allow(Role.OFFICER)
    def enrolment_group(id: object) -> str:
        here, one = room(), load(room(), id)
        with here.database.read() as connection:
            found = enrolments.of_group(connection, here.vault, one, after=id_in("after"), limit=PAGE + 1)
        return render_template("desk/group.html", one=one, group=group_of(one), rows=found[:PAGE], more=len(found) > PAGE, words=words,
                               masked=masked_form)

    @desk.post("/enrolments/<uuid:id>/<any(take, register, send_back, pay, erase, keep):act>")
    @allow(Role.OFFICER)
    def enrolment_act(id: object, act: str) -> ResponseReturnValue:
        here = room()
        one = load(here, id)
        try:
            do(here, one, act, request.form)
        except NotNow:
            flash(here.speech.say(DONE, "id"), "warn")
        except Unfit as unfit:
            flash(here.speech.say(UNFIT[str(unfit)], "id"), "warn")
            return render_template("desk/enrolment.html", **_seen(here, one), typed=request.form), 422
        here.outbox.wake()
        if act == "erase" and one.status not in OFFICIAL:
            flash(here.speech.say(_("%(number)s is deleted.")(number=one.number), "id"), "good")
            return redirect(url_for("desk.enrolment_list"))
        return redirect(url_for("desk.enrolment", id=id))

    @desk.post("/enrolments/<uuid:id>/reveal")
    @allow(Role.OFFICER)
    def enrolment_reveal(id: object) -> ResponseReturnValue:
        here = room()
        reveal(here, load(here, id).talk, str(id), request.form.get("reason", ""))
        return redirect(url_for("desk.enrolment", id=id))


def load(here: Room, id: object) -> Enrolment:
    try:
        with here.database.read() as connection:
            return enrolments.get(connection, here.vault, str(id))
    except LookupError:
        refuse(404, _("There is no such enrolment."))


def do(here: Room, one: Enrolment, act: str, form: MultiDict[str, str]) -> None:
    """Take a step, with what was typed for it; NotNow or Unfit if it can't be taken."""
    match act:
        case "take":
            here.progress.take(one.id, by())
        case "register":
            here.progress.register(one.id, form.get("kpj", ""), by())
        case "send_back":
            here.progress.send_back(one.id, form.get("path", ""), form.get("why", ""), by())
        case "erase":
            here.progress.erase(one.id, by())
        case "keep":
            here.progress.keep(one.id, by())
        case "pay":
            here.progress.pay(one.id, _day(form.get("paid_on", "")), form.get("months", 0, type=int), by())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unfit("paid_on") from None


def _seen(here: Room, one: Enrolment) -> dict[str, Any]:
    """All that the page shows: the form, what may be done now, and others with the same NIK beside it."""
    today, open = here.conversation.clock().date(), revealed(one.id)
    with here.database.read() as connection:
        twins = enrolments.of_same_person(connection, here.vault, one)
        others = people(here, connection, one)
        witness = staff.login(connection, one.witness) if one.witness else ""
    rules = here.conversation.world.rules
    standing: Standing | None = rules.standing(one.paid_until, today) if one.paid_until else None
    quote = rules.quote(Month.of(today), income=one.form["income"], programs=one.form["programs"], months=one.form["months"],
                        sector=one.form["sector"], funds=one.funds)
    return {"one": one, "open": open, "forms": [(other, dict(other.form) if open else masked_form(other.form)) for other in (one, *twins)],
            "standing": standing.value if standing else "", "quote": quote, "today": today, "words": words,
            "witness": witness, "mendable": here.progress.mendable(one), "me": me(), "people": others, "official": one.status in OFFICIAL}
