"""Setting up one-time codes."""
from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pyotp
import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bot.desk.access import Role, allow, me, noted, right_step, with_token
from bot.desk.room import Room
from bot.texts import _
from storage import staff

NOT_YET = _("This code does not fit yet. Please wait for the next one (30 seconds) and type its 6 digits.")


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page, its picture and its form."""

    @desk.get("/code")
    @allow(Role.NEWCOMER)
    def code() -> str:
        """A fresh secret waits in this browser until a code proves that the phone has it."""
        secret = session.setdefault("code", pyotp.random_base32())
        return render_template("desk/code.html", secret=" ".join(secret[n:n + 4] for n in range(0, len(secret), 4)))

    @desk.get("/code.svg")
    @allow(Role.NEWCOMER)
    def code_picture() -> Response:
        picture = io.BytesIO()
        address = pyotp.TOTP(session.get("code", "")).provisioning_uri(name=me().login, issuer_name=room().settings.office_name)
        segno.make(address).save(picture, kind="svg", scale=5, border=2, xmldecl=False)
        return Response(picture.getvalue(), content_type="image/svg+xml")

    @desk.post("/code")
    @allow(Role.NEWCOMER)
    def code_set() -> ResponseReturnValue:
        here, secret = room(), session.get("code", "")
        now = here.conversation.clock()
        with here.database.begin() as connection:
            one = staff.find(connection, here.vault, me().login, lock=True)
            assert one
            step = right_step(replace(one, code=secret), request.form.get("code", ""), now) if secret else None
            if step:
                staff.change(connection, here.vault, one.id, code=secret)
                staff.change(connection, here.vault, one.id, code_step=step)
                noted(here, connection, "code set up")
                token = staff.start(connection, here.vault, one.id, now)
        if not step:
            flash(here.speech.say(NOT_YET, "id"), "warn")
            return redirect(url_for("desk.code"))
        session.pop("code")
        flash(here.speech.say(_("Set up. From now on each sign-in asks for a code."), "id"), "good")
        return with_token("", token)
