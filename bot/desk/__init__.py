"""The desk, where staff work: pages over what is stored, and the few things staff do."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from bot.desk import (
    access,
    account,
    audit,
    bulk,
    calendar,
    canned,
    cases,
    codes,
    counter,
    enrolments,
    export,
    fields,
    files,
    inbox,
    lists,
    openid,
    people,
    reports,
    search,
    sign_in,
    teams,
    together,
    unheard,
    uploads,
)
from bot.desk.room import Room
from bot.texts import Rupiah, Text, Value, _

LANGUAGE = "id"         # officers read Indonesian
MANY = 1000             # so far is counted what is only to be seen to
ROOMS = (sign_in, openid, codes, account, inbox, cases, together, counter, files, enrolments, bulk, lists, uploads, export, search,
         calendar, canned, teams, people, reports, unheard, audit)
PAGES = Path(__file__).parent / "pages"
ERRORS = {400: _("This form is from an earlier page or an earlier sign-in. Please open the page again."), 404: _("There is no such page."),
          413: _("That is too much at once. Please make it shorter."),
          503: _("It is very busy here right now, or the database is away. Please try again in a few seconds."),
          411: _("This can't be read."), 415: _("This can't be read."),
          405: _("This can't be done like that."), 500: _("Something went wrong here. Please try again.")}


def pages(room: Callable[[], Room]) -> Blueprint:
    """Hang all that staff see, each page with its rule."""
    desk = Blueprint("desk", __name__, url_prefix="/staff", template_folder=str(PAGES), static_folder=str(PAGES / "static"))
    access.guard(desk, room)
    for rooms in ROOMS:
        rooms.hang(desk, room)
    desk.context_processor(lambda: _words(room()))

    @desk.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> ResponseReturnValue:
        why, here = Text(error.description or ""), room()
        said = here.speech.say(why, LANGUAGE)
        if said == why.msgid:       # not a sentence of ours
            said = here.speech.say(ERRORS.get(error.code or 500, ERRORS[500]), LANGUAGE)
        return render_template("desk/error.html", said=said, code=error.code), error.code or 500

    return desk


def _words(here: Room) -> dict[str, Any]:
    """What every template can say."""
    def say(text: Text) -> str:
        return here.speech.say(text, LANGUAGE)

    def translate(msgid: str, **values: Value) -> str:
        return say(_(msgid)(**values) if values else _(msgid))

    def moment(at: datetime) -> str:
        local, now = (time.astimezone(here.conversation.office.zone) for time in (at, here.conversation.clock()))
        return f"{local:%H.%M}" if local.date() == now.date() else say(_("%(day)s, %(time)s")(day=local.date(), time=f"{local:%H.%M}"))

    return {"_": translate, "say": say, "moment": moment, "span": lambda span: say(_span(span)), "me": getattr(g, "me", None),
            "value": lambda value: say(_("%(value)s")(value=value)),
            "counted": lambda count: say(_("%(value)s")(value=min(count, MANY))) + ("+" if count > MANY else ""),
            "rupiah": lambda amount: say(_("%(value)s")(value=Rupiah(amount))), "field": lambda name, value: say(fields.said(name, value)),
            "csrf": lambda: Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf()),
            "office": here.settings.office_name}


def _span(span: timedelta) -> Text:
    """Say roughly how long."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return _("%(minutes)s min")(minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    return _("%(hours)s h %(minutes)s min")(hours=hours, minutes=minutes)
