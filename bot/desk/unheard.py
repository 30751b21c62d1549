"""What people asked and nobody understood, masked, for supervisors: what the next phrases and answers are written from."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.desk import words
from bot.desk.access import Role, allow, me, noted, refuse
from bot.desk.paging import id_in
from bot.desk.room import Room
from bot.nlu import masked, shown
from bot.texts import _
from storage import records

PAGE = 50
LEAST, LONGEST = 2, 200     # words, and characters, of a phrase


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page, and how a supervisor says what somebody meant."""

    @desk.get("/unheard", endpoint="unheard")
    @allow(Role.SUPERVISOR)
    def unheard_page() -> str:
        here = room()
        with here.database.read() as connection:
            found = records.all_unheard(connection, here.vault, after=id_in("after"), limit=PAGE + 1)
            proposed = records.proposed(connection, limit=PAGE)
        rows = [(one, masked(one.text), len(shown(one.text).split()) >= LEAST) for one in found[:PAGE]]
        return render_template("desk/unheard.html", rows=rows, more=len(found) > PAGE, proposed=proposed,
                               intents={key: here.speech.say(label, "id") for key, label in words.INTENTS.items()})

    @desk.post("/unheard/<uuid:id>")
    @allow(Role.SUPERVISOR)
    def unheard_meant(id: object) -> ResponseReturnValue:
        """Keep the words that may be shown for the makers of the bot; it learns nothing while it runs."""
        here, intent = room(), request.form.get("intent", "")
        with here.database.begin() as connection:
            one = next(iter(records.all_unheard(connection, here.vault, id=str(id), limit=1)), None)
            phrase = shown(one.text)[:LONGEST] if one else ""
            if not one or intent not in words.INTENTS or len(phrase.split()) < LEAST:
                refuse(404, _("Too little of this may be shown to learn from it, or somebody else has just seen to it."))
            records.propose(connection, one.id, intent, phrase, me().id, here.conversation.clock())
            noted(here, connection, "meaning proposed", intent)
        flash(here.speech.say(_("Kept for the makers of the bot: %(words)s")(words=phrase), "id"), "good")
        return redirect(url_for("desk.unheard"))
