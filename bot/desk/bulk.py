"""Many enrolments at once: each step in a transaction of its own, and what became of each."""
from __future__ import annotations

import logging
from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

from bot.desk import words
from bot.desk.access import Role, allow, refuse
from bot.desk.enrolments import DONE, PAGE, UNFIT, do
from bot.desk.room import Room
from bot.progress import NotNow, Unfit
from bot.texts import Text, _
from storage import enrolments

log = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """What became of one: its receipt number, and why it was not done."""

    id: str
    number: str
    why: Text | None


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the one address."""

    @desk.post("/enrolments/many/<any(take, register, pay):act>")
    @allow(Role.OFFICER)
    def enrolments_many(act: str) -> str:
        here, ids = room(), _chosen(act)
        outcomes = [_one(here, id, act) for id in ids]
        here.outbox.wake()
        return render_template("desk/many.html", outcomes=outcomes, done=sum(not one.why for one in outcomes), words=words,
                               status=next(status for status, step in words.STEPS.items() if step == act))


def _chosen(act: str) -> list[str]:
    """Those that were ticked; to register, those behind which a KPJ was typed."""
    typed = [name.removeprefix("kpj-") for name, kpj in request.form.items() if name.startswith("kpj-") and kpj.strip()]
    try:
        ids = [str(UUID(id)) for id in (typed if act == "register" else request.form.getlist("id"))]
    except ValueError:
        refuse(400, _("There is no such enrolment."))
    if not 1 <= len(ids) <= PAGE:
        refuse(400, _("Please choose at least one, and no more than are on a page."))
    return ids


def _one(here: Room, id: str, act: str) -> Outcome:
    """Take the step with one; whatever hinders it hinders no other."""
    number = ""
    try:
        with here.database.read() as connection:
            one = enrolments.get(connection, here.vault, id)
        number = one.number
        typed = request.form
        do(here, one, act, MultiDict({"kpj": typed.get(f"kpj-{id}", ""), "paid_on": typed.get("paid_on", ""),
                                      "months": typed.get("months") or str(one.form["months"])}))
    except NotNow:
        return Outcome(id, number, DONE)
    except Unfit as unfit:
        return Outcome(id, number, UNFIT[str(unfit)])
    except LookupError:
        return Outcome(id, number, _("There is no such enrolment."))
    except Exception:
        log.exception("a step could not be taken")
        return Outcome(id, number, _("Something went wrong here. Please try again."))
    return Outcome(id, number, None)
