"""What staff change about their own account."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.desk import words
from bot.desk.access import LEAST, Role, allow, hashed, me, noted, verified, with_token
from bot.desk.room import Room
from bot.texts import Text, _
from storage import staff


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page and the form of the password."""

    @desk.get("/account")
    @allow(Role.NEWCOMER)
    def account() -> str:
        return _page()

    @desk.post("/account")
    @allow(Role.NEWCOMER)
    def account_change() -> ResponseReturnValue:
        here, form = room(), request.form
        with here.database.read() as connection:
            one = staff.find(connection, here.vault, me().login)
        why = _unfit(one.password if one else "", form.get("old", ""), form.get("new", ""))
        if why:
            flash(here.speech.say(why, "id"), "warn")
            return _page(), 422
        fresh = hashed(form["new"])
        with here.database.begin() as connection:
            staff.change(connection, here.vault, me().id, password=fresh)
            noted(here, connection, "password changed")
            token = staff.start(connection, here.vault, me().id, here.conversation.clock())
        flash(here.speech.say(_("The password is changed; other browsers are signed out."), "id"), "good")
        return with_token(url_for("desk.account"), token)


def _page() -> str:
    return render_template("desk/account.html", least=LEAST, words=words)


def _unfit(kept: str, old: str, new: str) -> Text | None:
    if not verified(kept, old):
        return _("The old password does not fit.")
    if len(new) < LEAST:
        return _("A password has %(least)s characters or more.")(least=LEAST)
    return None
