"""The page on which an officer fills in a form with the person, who alone agrees and confirms."""
from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.casework import Changed, Taken
from bot.desk import form, words
from bot.desk.access import Role, allow, by
from bot.desk.cases import load, seen, whose
from bot.desk.counter import paper
from bot.desk.form import NOTHING
from bot.desk.reveal import revealed
from bot.desk.room import Room
from bot.engine.desk import shown
from bot.texts import _
from storage.cases import Case
from storage.talks import COUNTER, Talk

MISFITS = _("What is marked does not fit yet; the rest is saved.")
CHANGED = _("The form may have changed meanwhile. What you typed is still here: look at it once more, then save.")


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page, and what is done on it."""

    @desk.get("/cases/<uuid:id>/form")
    @allow(Role.OFFICER)
    def case_form(id: object) -> ResponseReturnValue:
        try:
            return _page(*load(room(), id))
        except Taken:
            return redirect(url_for("desk.case", id=id))

    @desk.post("/cases/<uuid:id>/form")
    @allow(Role.OFFICER)
    def case_fill(id: object) -> ResponseReturnValue:
        here, case, talk = load(room(), id)
        try:
            return _fill(here, case, talk)
        except Changed:
            flash(here.speech.say(CHANGED, "id"), "warn")
            return _page(*load(here, id), request.form), 409
        except Taken as taken:      # what was typed is not lost
            flash(here.speech.say(whose(str(taken)), "id"), "warn")
            typed = {path: text for path, text in request.form.items() if text and path not in ("csrf_token", "shown", "take", "send")}
            return render_template("desk/lost.html", case=case, typed=typed, words=words), 409
        finally:
            here.outbox.wake()


def _fill(here: Room, case: Case, talk: Talk) -> ResponseReturnValue:
    """Save what was typed and fits, and let the assistant go on if that is wished."""
    if "take" in request.form:
        here.casework.claim(talk.id, by())
        raise Changed
    found = here.casework.form(talk.id, by()).form
    typed = form.read(form.groups(here, found, open=revealed(str(case.id))), request.form) if found else {}
    wrong = here.casework.fill(talk.id, typed, request.form.get("shown", ""), by())
    if wrong:
        flash(here.speech.say(MISFITS, "id"), "warn")
        said = {path: here.speech.say(why, "id") for path, why in wrong.items()}
        return _page(here, case, talk, {path: request.form[path] for path in wrong}, said), 422
    if "send" in request.form:
        here.casework.hand_back(talk.id, by(), settled=True)
        return redirect(url_for("desk.inbox"))
    flash(here.speech.say(_("Saved."), "id"), "good")
    return redirect(url_for("desk.case_form", id=case.id))


def _page(here: Room, case: Case, talk: Talk, typed: Mapping[str, str] = NOTHING, wrong: Mapping[str, str] = NOTHING) -> str:
    """All that the page shows. typed: what was written and is not saved; wrong: why not."""
    together = here.casework.form(talk.id, by())
    page, found = seen(*load(here, case.id)), together.form
    return render_template("desk/form.html", **{
        **page, "form": found, "title": words.FORMS.get(found.key) if found else None, "shown_form": shown(found) if found else "",
        "groups": form.groups(here, found, typed, wrong, open=page["open"]) if found else [],
        "next": here.speech.say(together.says.text, "id") if together.says else "",
        "paper": paper(here, together, page["said"]) if talk.at.channel == COUNTER else {}})
