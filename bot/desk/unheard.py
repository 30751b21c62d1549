"""What people asked and nobody understood, masked, for supervisors: what the next phrases and answers are written from."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, render_template

from bot.desk.access import Role, allow
from bot.desk.room import Room
from bot.nlu import masked
from storage import records

PAGE = 200


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the page."""

    @desk.get("/unheard", endpoint="unheard")
    @allow(Role.SUPERVISOR)
    def unheard_page() -> str:
        here = room()
        with here.database.begin() as connection:
            found = records.all_unheard(connection, here.vault, limit=PAGE)
        return render_template("desk/unheard.html", rows=[(at, masked(text)) for at, text in found])
