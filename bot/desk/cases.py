"""A case: the talk, the form so far, and what an officer can do; a new line appears without a reload."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.casework import By, Taken
from bot.desk import words
from bot.desk.access import Role, allow, by, me, refuse
from bot.desk.canned import ready
from bot.desk.masks import masked_words
from bot.desk.reveal import reveal, revealed
from bot.desk.room import Room
from bot.engine.messages import Need
from bot.engine.prompts import prompt
from bot.handlers.channel import Windowed
from bot.texts import Text, _
from storage import cases, enrolments, messages, office_days, staff, talks, teams
from storage.cases import OPEN, Case
from storage.talks import Talk

SHOWN = 200     # messages of a talk that a page holds
EARLIER = 20    # cases of the same person, and enrolments


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page of a case and what is done on it."""

    @desk.get("/cases/<uuid:id>")
    @allow(Role.OFFICER)
    def case(id: object) -> str:
        here, case, talk = load(room(), id)
        return render_template("desk/case.html", **seen(here, case, talk))

    @desk.get("/cases/<uuid:id>/talk")
    @allow(Role.OFFICER)
    def case_talk(id: object) -> str:
        """The newest of the talk, for a page that is open; asking for it keeps the claim."""
        here, case, talk = load(room(), id)
        if talk.state.owner == me().login:
            here.casework.keep(talk.id, by())
        return render_template("desk/talk.html", **seen(here, case, talk))

    @desk.post("/cases/<uuid:id>/<any(claim, answer, note, over, settle, ask, back):act>")
    @allow(Role.OFFICER)
    def case_act(id: object, act: str) -> ResponseReturnValue:
        here, _case, talk = load(room(), id)
        text = request.form.get("text", "").strip()
        try:
            _do(here, talk, act, text)
        except Taken as taken:
            flash(here.speech.say(whose(str(taken)), "id"), "warn")
            if text:        # what was typed is not lost
                return render_template("desk/case.html", **seen(*load(here, id)), text=text), 409
        here.outbox.wake()
        if act == "claim" and text:
            return render_template("desk/case.html", **seen(*load(here, id)), text=text)
        return redirect(url_for("desk.inbox") if act in ("settle", "ask", "back", "over") else url_for("desk.case", id=id))

    @desk.post("/cases/<uuid:id>/reveal")
    @allow(Role.OFFICER)
    def case_reveal(id: object) -> ResponseReturnValue:
        here, _case, talk = load(room(), id)
        reveal(here, talk.id, str(id), request.form.get("reason", ""))
        return redirect(url_for("desk.case_form" if "form" in request.form else "desk.case", id=id))


def load(here: Room, id: object) -> tuple[Room, Case, Talk]:
    """Load a case and its talk; 404 if there is none."""
    with here.database.read() as connection:
        case = cases.get(connection, here.vault, str(id))
        talk = talks.get(connection, here.vault, case.talk, lock=False) if case else None
    if not case or not talk:
        refuse(404, _("There is no such case."))
    return here, case, talk


def _do(here: Room, talk: Talk, act: str, text: str) -> None:
    work, who, all = here.casework, by(), me().role >= Role.SUPERVISOR
    match act:
        case "claim":
            work.claim(talk.id, who)
        case "answer" if text:
            work.answer(talk.id, text, who)
        case "note":
            work.note(talk.id, text, who)
        case "over":
            _hand_over(here, talk, request.form.get("to", ""), text)
        case "ask" if wish := _wish(here, talk):
            work.ask_wish(talk.id, wish, who)
        case "settle" | "back":
            work.hand_back(talk.id, who, settled=act == "settle", all=all)


def _wish(here: Room, talk: Talk) -> str:
    """What the person wished while an officer had the talk: to have all erased, before to withdraw a consent."""
    with here.database.read() as connection:
        found = cases.listed(connection, here.vault, status=("claimed",), talk_id=talk.id)
    return min((case.reason for case in found if case.is_only_wished), default="")


def _hand_over(here: Room, talk: Talk, to: str, note: str) -> None:
    """Give a talk to a colleague or to a team, whichever is called so."""
    work, who, all = here.casework, by(), me().role >= Role.SUPERVISOR
    with here.database.read() as connection:
        colleague = next((one for one in staff.listed(connection) if one.login == to), None)
        team = next((one for one in teams.listed(connection) if one.id == to), None)
    if team:
        work.give_to_team(talk.id, team, note, who, all=all)
    elif colleague:
        work.hand_over(talk.id, By(colleague.id, colleague.login), note, who, all=all)
    else:
        refuse(400, _("There is nobody of that name at the desk."))


def whose(owner: str) -> Text:
    if not owner:
        return _("The case is back with the assistant. Take it again to go on; what you wrote is still here.")
    return _("%(name)s has this case now. What you wrote is still here.")(name=owner.capitalize())


def seen(here: Room, case: Case, talk: Talk) -> dict[str, Any]:
    """All that the page shows. The messages are for who has the case; long numbers in them take a reason."""
    now, mine = here.conversation.clock(), talk.state.owner == me().login
    open = revealed(str(case.id))
    with here.database.read() as connection:
        said = messages.transcript(connection, here.vault, talk.id, after=max(0, talk.seq - SHOWN)) if mine else []
        earlier = [other for other in cases.listed(connection, here.vault, status=(*OPEN, "closed"), talk_id=talk.id, limit=EARLIER)
                   if other.id != case.id]
        notes = cases.notes(connection, here.vault, talk.id)
        enrolled = enrolments.listed(connection, here.vault, talk.id, limit=EARLIER)
        colleagues = [one for one in staff.listed(connection) if one.login not in (me().login, talk.state.owner)]
        mended = office_days.mended(connection)
        canned, known = ready(here, connection, case), teams.listed(connection)
    shown = str if open else masked_words
    return {"case": case, "talk": talk, "mine": mine, "open": open, "now": now, "said": said, "shown": shown, "notes": notes,
            "earlier": earlier, "enrolled": enrolled, "colleagues": colleagues, "teams": known,
            "form": _form(here, talk, shown) if mine else [], "asked": _asked(here, talk) if mine else "",
            "wish": _wish(here, talk) if mine else "", "window": _window(here, talk, now), "words": words,
            "waited": here.conversation.office.waited(case.created_at, case.answered_at or case.closed_at or now, mended),
            "canned": canned}


def _form(here: Room, talk: Talk, shown: Callable[[str], str]) -> list[tuple[Text, str, str]]:
    """Label, answer and who gave it, of the form in front."""
    draft = talk.state.draft(talk.state.front)
    if not draft or draft.flow not in here.conversation.world.flows:
        return []
    form = here.conversation.world.flows[draft.flow](draft.saved, here.conversation.world)
    return [(slot.step.label, shown(here.speech.say(_("%(value)s")(value=slot.step.kind.say(slot.form.values[slot.step.name])), "id")),
             slot.form.by(slot.step.name)) for slot in form.path if slot.step.label and slot.step.name in slot.form.values]


def _asked(here: Room, talk: Talk) -> str:
    """The question that waits for the person."""
    try:
        return here.speech.say(prompt(talk.state, here.conversation.world).say.text, "id")
    except Need:
        return ""


def _window(here: Room, talk: Talk, now: datetime) -> str:
    """What will become of an answer that is written now: "" (it goes out), "shut" or "away" (no such channel is set up)."""
    channel = here.outbox.channels.get(talk.at.channel)
    if not channel:
        return "away"
    return "shut" if isinstance(channel, Windowed) and not channel.is_open(talk.heard_at, now) else ""
