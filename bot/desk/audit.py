"""The audit, for admins: who did what, when, from where; looking at it is written down too."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, render_template, request

from bot.desk.access import Role, allow, noted
from bot.desk.paging import id_in
from bot.desk.room import Room
from storage import audit

PAGE = 100


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page."""

    @desk.get("/audit", endpoint="audit")
    @allow(Role.ADMIN)
    def audit_page() -> str:
        here, who, talk = room(), request.args.get("who", "").strip(), id_in("talk")
        with here.database.begin() as connection:
            noted(here, connection, "saw the audit", f"{who} {talk}".strip()[:120])
            rows = audit.entries(connection, who=who, talk_id=talk, after=id_in("after"), limit=PAGE + 1)
            broken = audit.broken_in(connection, here.vault, rows[:PAGE])
        return render_template("desk/audit.html", rows=rows[:PAGE], more=len(rows) > PAGE, broken=broken, who=who, talk=talk)
