"""Signing in and out."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bot.allowances import network
from bot.desk.access import COOKIE, Role, allow, me, noted, sign_in, with_token
from bot.desk.room import Room
from bot.texts import _
from storage import staff

UNFIT = _("That did not fit. Please look at name, password and code again; after 5 wrong tries we wait 15 minutes.")

TOO_OFTEN = _("There were too many tries from here. Please wait %(minutes)s min; if it is urgent, a colleague elsewhere can help.")


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the door."""

    @desk.get("/sign-in", endpoint="sign_in")
    @allow(Role.NOBODY)
    def sign_in_page() -> str:
        return door(room(), request.args.get("to", ""))

    @desk.post("/sign-in")
    @allow(Role.NOBODY)
    def sign_in_now() -> ResponseReturnValue:
        form, here = request.form, room()
        login = form.get("login", "").strip().casefold()
        if busy := too_often(here, form.get("to", ""), login):
            return busy
        if token := sign_in(here, login, form.get("password", ""), form.get("code", "")):
            session.pop("revealed", None)
            return with_token(form.get("to", ""), token)
        flash(here.speech.say(UNFIT, "id"), "warn")
        return door(here, form.get("to", ""), login), 401

    @desk.post("/sign-out")
    @allow(Role.NEWCOMER)
    def sign_out() -> ResponseReturnValue:
        here = room()
        with here.database.begin() as connection:
            if "everywhere" in request.form:
                staff.sign_out_everywhere(connection, me().id)
            staff.sign_out(connection, here.vault, request.cookies.get(COOKIE, ""))
            noted(here, connection, "signed out everywhere" if "everywhere" in request.form else "signed out")
        session.pop("revealed", None)
        session.pop("search", None)
        return with_token(url_for("desk.sign_in", out=session.pop("by openid", None)), "")


def door(here: Room, to: str, login: str = "") -> str:
    """The page on which one signs in. to: where one wanted to go."""
    return render_template("desk/sign_in.html", to=to, login=login, openid=here.openid, left="out" in request.args)


def too_often(here: Room, to: str = "", login: str = "") -> ResponseReturnValue | None:
    """Refuse who tried too often from there."""
    if not (origin := network(request.remote_addr)) or not (seconds := here.sign_ins.wait(origin)):
        return None
    flash(here.speech.say(TOO_OFTEN(minutes=-(-seconds // 60)), "id"), "warn")
    return door(here, to, login), 429, {"Retry-After": str(seconds)}
