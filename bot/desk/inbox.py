"""The inbox: what waits for staff, urgent first, then oldest."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.desk import words
from bot.desk.access import Role, allow, me, refuse
from bot.desk.masks import masked_tail
from bot.desk.paging import id_in
from bot.desk.room import Room
from bot.texts import _
from storage import cases, office_days, talks, teams
from storage.cases import OPEN, Case

PAGE = 50
FOLDERS = {"waiting": ("waiting",), "mine": ("claimed",), "all": OPEN}        # which states are in them


@dataclass(frozen=True)
class Row:
    """A case as it is listed. waited: counted in office hours; late: more than was promised; ours: not rather for another team."""

    case: Case
    subject: str
    waited: timedelta
    late: bool
    ours: bool


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the inbox and the list in it that keeps itself fresh."""

    @desk.get("/")
    @allow(Role.OFFICER)
    def home() -> ResponseReturnValue:
        return redirect(url_for("desk.inbox"))

    @desk.get("/inbox")
    @allow(Role.OFFICER)
    def inbox() -> str:
        return render_template("desk/inbox.html", **_listed(_folder()))

    @desk.get("/inbox/list")
    @allow(Role.OFFICER)
    def inbox_list() -> ResponseReturnValue:
        return make_response(render_template("desk/inbox_list.html", **_listed(_folder())))

    def _listed(folder: str) -> dict[str, object]:
        here = room()
        now = here.conversation.clock()
        with here.database.read() as connection:
            others, counts, last = teams.others(connection, me().id), cases.counted(connection, me().login), id_in("after")
            found = cases.listed(connection, here.vault, login=me().login if folder == "mine" else "", status=FOLDERS[folder],
                                 others=teams.Others() if folder == "mine" else others,
                                 after=cases.get(connection, here.vault, last) if last else None, limit=PAGE + 1)
            shown = found[:PAGE]
            whom = talks.subjects(connection, here.vault, [(case.talk, case.draft) for case in shown])
            mended = office_days.mended(connection)
        rows = [Row(case, _subject(whom, case), here.conversation.office.waited(case.created_at, now, mended), _late(case, now),
                    not others.have(case.matter, case.team_id)) for case in shown]
        return {"folder": folder, "rows": rows, "counts": counts, "more": len(found) > PAGE, "last": last, "words": words,
                "starts": words.STARTS}


def _folder() -> str:
    folder = request.args.get("folder", "waiting")
    if folder not in FOLDERS:
        refuse(404, _("There is no such page."))
    return folder


def _late(case: Case, now: datetime) -> bool:
    return not case.answered_at and case.promised_at is not None and case.promised_at < now


def _subject(whom: dict[tuple[str, str], str], case: Case) -> str:
    """Whom the form is about, else the end of the address."""
    named = whom.get((case.talk, case.draft)) if case.draft else ""
    return named or masked_tail(whom[case.talk, ""])
