"""One field in which staff look for somebody: who looked for what kind of thing is written down, and nothing typed is in an address."""
from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from bot.answers.invitations import LETTERS
from bot.answers.phones import Phone
from bot.desk import words
from bot.desk.access import Role, allow, me, noted
from bot.desk.masks import masked_form
from bot.desk.room import Room
from bot.texts import _
from storage import erasure, search
from storage.names import name_words
from storage.search import Term

LIMIT = 20          # enrolments that are shown of each kind
LASTS = 600         # seconds that a search may be come back to
LONGEST = 80        # characters
SIGNS = re.compile(r"[\s.,/-]+")
UNREAD = _("Please type a receipt or certificate, a NIK (16 digits), a phone number, a KPJ (11 digits), or words of a name.")


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the field and what it finds."""

    @desk.get("/search", endpoint="search")
    @allow(Role.OFFICER)
    def search_page() -> str:
        return render_template("desk/search.html", text="", found=[], longest=LONGEST)

    @desk.get("/search/found")
    @allow(Role.OFFICER)
    def search_found() -> str:
        """What was looked for last: sealed in the browser's own cookie, so that one can come back to it."""
        here, kept = room(), session.get("search", {}).get(me().id)
        text = here.vault.open(kept[1], "search", me().id) if kept and kept[0] > time.time() else ""
        found = []
        with here.database.begin() as connection:
            for term in terms(text, here.conversation.clock().date()):
                noted(here, connection, "searched", search.named(here.vault, term))
                certificate = erasure.certified(connection, term.value) if term.kind == "number" else None
                found.append((term, search.find(connection, here.vault, term, LIMIT), certificate))
        return render_template("desk/search.html", text=text, found=found, words=words, masked=masked_form, longest=LONGEST)

    @desk.post("/search")
    @allow(Role.OFFICER)
    def search_now() -> ResponseReturnValue:
        here, text = room(), request.form.get("text", "").strip()[:LONGEST]
        if not any(terms(text, here.conversation.clock().date())):
            flash(here.speech.say(UNREAD, "id"), "warn")
            return redirect(url_for("desk.search"))
        session["search"] = {me().id: (time.time() + LASTS, here.vault.seal(text, "search", me().id))}
        return redirect(url_for("desk.search_found"))


def terms(text: str, today: date) -> Iterator[Term]:
    """All that may be meant, for eleven digits may be a phone or a KPJ, and eight letters a receipt or a name."""
    bare = SIGNS.sub("", text).upper()
    if bare.isdecimal() and len(bare) == 16:
        yield Term("nik", bare)
        return
    yield from (Term("phone", found.value) for found in Phone().find(text, today))
    if bare.isdecimal() and len(bare) == 11:
        yield Term("kpj", bare)
    if len(bare) == 8 and not bare.isdecimal() and {*bare} <= {*LETTERS}:
        yield Term("number", f"{bare[:4]}-{bare[4:]}")
    if not re.search(r"\d", text) and (said := name_words(text)):
        yield Term("name", " ".join(said))
