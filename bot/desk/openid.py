"""Signing in with an account at a provider, where one is configured; what somebody may do here is still said here."""
from __future__ import annotations

import logging
import time
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bot.desk.access import Role, admit, allow, keep_token, refuse, with_token, within
from bot.desk.provider import Known, Provider, Unproven, Unreachable
from bot.desk.room import Room
from bot.desk.sign_in import UNFIT, door, too_often
from bot.texts import Text, _
from storage import staff

log = logging.getLogger(__name__)
LASTS = 300         # seconds in which the code of 6 digits is to be typed
AWAY = _("Your office account can't be reached right now. Please sign in with name and password, or try again later.")
FAILED = _("Signing in with the office account did not work. Please begin again here.")
UNKNOWN = _("Nobody at this desk has this account. Please ask an admin to enter its e-mail with your name.")


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the way there, the way back, and the way out."""

    @desk.get("/openid")
    @allow(Role.NOBODY)
    def openid_ask() -> ResponseReturnValue:
        session["to"] = request.args.get("to", "")[:200]
        return _tried(room(), lambda here, provider: provider.ask(_back(here, "desk.openid_back")))

    @desk.get("/openid/back")
    @allow(Role.NOBODY)
    def openid_back() -> ResponseReturnValue:
        return _tried(room(), lambda here, provider: too_often(here) or _enter(here, provider, provider.read()))

    @desk.post("/openid/code")
    @allow(Role.NOBODY)
    def openid_code() -> ResponseReturnValue:
        return _tried(room(), lambda here, _provider: too_often(here) or _prove(here))

    @desk.get("/openid/out")
    @allow(Role.NOBODY)
    def openid_out() -> ResponseReturnValue:
        return _tried(room(), lambda here, provider: redirect(provider.sign_out(_back(here, "desk.sign_in")) or url_for("desk.home")))


def _tried(here: Room, do: Callable[[Room, Provider], ResponseReturnValue]) -> ResponseReturnValue:
    """Do what takes the provider; if that fails, password and name still open the door."""
    if not here.openid:
        refuse(404, _("There is no such page."))
    try:
        return do(here, here.openid)
    except (Unreachable, Unproven) as why:
        log.warning("single sign-on: %s", why)
        return _sorry(here, *((AWAY, 503) if isinstance(why, Unreachable) else (FAILED, 400)))


def _enter(here: Room, provider: Provider, known: Known) -> ResponseReturnValue:
    """Let in whom an admin connected with this account; our own code is asked for unless the provider asked for two factors."""
    with here.database.begin() as connection:
        one = staff.recognise(connection, here.vault, provider.issuer, known.subject, known.email)
        if not one:
            return _sorry(here, UNKNOWN, 401)
        wanted = bool(one.code) and not known.proven and not one.left_at
        token = "" if wanted else admit(here, connection, one, "", proven=known.proven, how="openid")
    if wanted:
        session["openid"] = (one.id, time.time() + LASTS)
        return render_template("desk/openid_code.html")
    if not token:
        return _sorry(here, UNKNOWN if one.left_at else UNFIT, 401)
    # The browser comes from the provider, so it would not show our strict cookie on a redirect: the page leads on by itself.
    return keep_token(render_template("desk/openid_in.html", to=within(_begun())), token)


def _prove(here: Room) -> ResponseReturnValue:
    """Let in who came back from the provider a moment ago, and has our code too."""
    id, until = session.get("openid", ("", 0))
    with here.database.begin() as connection:
        one = staff.get(connection, here.vault, id, lock=True) if until > time.time() else None
        token = admit(here, connection, one, request.form.get("code", ""), how="openid") if one else ""
    if not one:
        return _sorry(here, FAILED, 400)
    if not token:
        flash(here.speech.say(UNFIT, "id"), "warn")
        return render_template("desk/openid_code.html"), 401
    session.pop("openid")
    return with_token(_begun(), token)


def _begun() -> str:
    """Where somebody wanted to go; what was shown for a reason in this browser is shut."""
    session.pop("revealed", None)
    session["by openid"] = 1
    return str(session.pop("to", ""))


def _back(here: Room, endpoint: str) -> str:
    return here.settings.public_url.rstrip("/") + url_for(endpoint)


def _sorry(here: Room, why: Text, status: int) -> ResponseReturnValue:
    flash(here.speech.say(why, "id"), "warn")
    return door(here, session.get("to", "")), status
