"""At the counter, for who has no chat: a form is begun, read out or printed, and the yes to it written down as it was given."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from bot.casework import Taken, Together
from bot.desk import words
from bot.desk.access import Role, allow, by, refuse
from bot.desk.cases import load, whose
from bot.desk.room import Room
from bot.engine.confirms import Confirm, Consent
from bot.engine.messages import Bubble, Button, Tap
from bot.texts import _
from storage.messages import Message
from storage.records import How
from storage.talks import COUNTER

HOW: Mapping[str, How] = {"spoken": "spoken", "signed": "signed"}
STALE = _("What was read out is no longer what stands here. Please read it out once more.")


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the two things that are done."""

    @desk.post("/counter")
    @allow(Role.OFFICER)
    def counter_begin() -> ResponseReturnValue:
        flow = request.form.get("flow", "")
        if flow not in words.STARTS or "here" not in request.form:
            refuse(400, _("Please choose a form, and say that the person is standing before you."))
        return redirect(url_for("desk.case_form", id=room().counter.begin(flow, by())))

    @desk.post("/cases/<uuid:id>/yes")
    @allow(Role.OFFICER)
    def case_yes(id: object) -> ResponseReturnValue:
        here, _case, talk = load(room(), id)
        how = HOW.get(request.form.get("how", ""))
        if talk.at.channel != COUNTER or not how:
            refuse(400, _("Only who stands before you answers here, spoken or signed."))
        try:
            if not here.counter.hear(talk.id, Tap(request.form.get("stamp", ""), request.form.get("choice", "")), how, by()):
                flash(here.speech.say(STALE, "id"), "warn")
        except Taken as taken:
            flash(here.speech.say(whose(str(taken)), "id"), "warn")
        return redirect(url_for("desk.case_form", id=id))


def paper(here: Room, together: Together, said: list[Message]) -> dict[str, Any]:
    """What is read out or printed, and what may be answered to it; nothing while the form lacks something."""
    form, newest = together.form, next((row for row in reversed(said) if row.way == "out" and row.status == "sent"), None)
    if form and not form.pending and together.says:         # it ends without a yes, and can be mended until it is given back
        return {"bubble": Bubble(here.speech.say(together.says.text, "id"))}
    if not newest or not form or not form.pending:
        return {"bubble": newest.body, "receipt": True} if newest else {}
    asked, first = form.pending.step, form.path[0].step
    if not isinstance(asked, Confirm) or not isinstance(first, Consent):
        return {}
    return {"bubble": newest.body, "stamp": newest.stamp, "version": first.version,
            "consent": here.speech.say(first.text(form), "id") if asked is not first else "",
            "choices": [button for button in newest.body.choices if _binds(button, asked)],
            "more": [button for button in newest.body.choices if button.id.startswith(("about ", "add "))]}


def _binds(button: Button, asked: Confirm) -> bool:
    """Whether a button answers what is asked; who says no to the summary has something changed."""
    return button.id in {choice.id for choice in asked.kind.choices} and (button.id != "no" or isinstance(asked, Consent))
