"""Showing personal data in clear: for a reason that is written down, to one person, for a short while."""
from __future__ import annotations

import time

from flask import session

from bot.desk.access import by, me, refuse
from bot.desk.room import Room
from bot.texts import _

LASTS = 600         # seconds
LEAST = 8           # characters that a reason has


def reasoned(reason: str) -> str:
    """The reason as it is written down; refused if it is none."""
    if len(reason.strip()) < LEAST:
        refuse(400, _("Please give a reason in a few words: it is written down."))
    return reason.strip()[:120]


def reveal(here: Room, talk_id: str, what: str, reason: str) -> None:
    """Write the reason down and show what is asked for."""
    said = reasoned(reason)
    with here.conversation.visit(talk_id) as visit:
        visit.note(me().login, "revealed", said, by().origin)
    open = {key: until for key, until in session.get("revealed", {}).items() if until > time.time()}
    session["revealed"] = {**open, f"{me().id}/{what}": time.time() + LASTS}


def revealed(what: str) -> bool:
    """Whether this is shown to who is signed in."""
    return bool(session.get("revealed", {}).get(f"{me().id}/{what}", 0) > time.time())
