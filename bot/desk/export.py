"""What is to be entered officially, as a file: who takes it out says why, and it is written down for each enrolment in it."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from bot.answers.codes import receipt
from bot.casework import By
from bot.desk import fields, words
from bot.desk.access import Role, allow, by, noted, refuse
from bot.desk.reveal import reasoned
from bot.desk.room import Room
from bot.sheets.columns import OFFICIAL
from bot.sheets.writing import as_csv, as_xlsx
from bot.texts import Text, _
from storage import enrolments
from storage.enrolments import Enrolment

MOST = 1000         # enrolments of one file
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
FUNDS = {"self": _("The member's own, or a sponsor's"), "apbd": _("APBD")}
PROGRAMS = {2: _("JKK + JKM"), 3: _("JKK + JKM + JHT")}
Say = Callable[[Text], str]
EMPTY = ("kpj", "status", "reason")     # what is filled in and comes back


def _day(text: str) -> str:
    return date.fromisoformat(text).strftime("%d-%m-%Y")


def _place(part: int) -> Callable[[Enrolment], Any]:
    return lambda one: one.form.get("home", ("", ""))[part]


CELLS: Mapping[str, Callable[[Enrolment], Any]] = {
    "receipt": lambda one: one.number, "kind": lambda one: words.KINDS.get(one.kind, one.kind),
    "born": lambda one: _day(one.form["born"]) if one.form.get("born") else "",
    "phone": lambda one: one.form["phone"].replace("+62", "0", 1) if one.form.get("phone") else "",
    "village": _place(0), "regency": lambda one: fields.said("home", ["", _place(1)(one)]) if _place(1)(one) else "",
    "workplace_code": lambda one: one.form.get("workplace", ("", ""))[1], "income": lambda one: one.form.get("income", ""),
    "base": lambda one: one.form.get("base", ""), "programs": lambda one: PROGRAMS.get(one.form["programs"], ""),
    "months": lambda one: one.form["months"], "funds": lambda one: FUNDS.get(one.funds, one.funds), "referral": lambda one: one.referral,
    **dict.fromkeys(EMPTY, lambda one: ""),
}


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the one address."""

    @desk.post("/lists/export")
    @allow(Role.SUPERVISOR)
    def list_export() -> Response:
        here, why = room(), reasoned(request.form.get("reason", ""))
        status, kind = request.form.get("status", ""), request.form.get("kind", "")
        if status not in ("submitted", "taken") or kind not in TYPES:
            refuse(400, _("There is no such page."))
        after = _after(here, request.form.get("after", ""))
        with here.database.begin() as connection:
            ids = enrolments.oldest(connection, status, after=after, limit=MOST)
            noted(here, connection, "exported", f"{kind} {len(ids)} {why}"[:120])
        rows = _rows(here, ids, why, by())
        response = Response(as_csv(rows) if kind == "csv" else as_xlsx(rows, len(OFFICIAL.columns)), content_type=TYPES[kind])
        doubt = "" if OFFICIAL.confirmed else "-belum-dikonfirmasi"
        response.headers["Content-Disposition"] = f'attachment; filename="bpu-{here.conversation.clock():%Y-%m-%d}{doubt}.{kind}"'
        return response


def doubt() -> Text | None:
    """Say of the columns that nobody has confirmed them."""
    if OFFICIAL.confirmed:
        return None
    return _("These columns are a first version from public descriptions, not confirmed by BPJS Ketenagakerjaan. Source: %(source)s; "
             "looked at on %(day)s.")(source=OFFICIAL.source, day=OFFICIAL.checked)


def _after(here: Room, text: str) -> str:
    """The id behind the receipt number at which an earlier file ended."""
    if not text.strip():
        return ""
    with here.database.read() as connection:
        return enrolments.find(connection, here.vault, receipt(text)) or refuse(400, _("No registration has this receipt number."))


def _rows(here: Room, ids: list[str], why: str, by: By) -> Iterator[list[str]]:
    """The titles, then one row after the other: each leaves only when it stands in the audit that it did."""
    def say(text: Text) -> str:
        return here.speech.say(text, "id")

    if unconfirmed := doubt():
        yield [say(unconfirmed)]
    yield [title for title, _field in OFFICIAL.columns]
    for id in ids:
        if one := here.progress.hand_out(id, why, by):
            yield [_cell(one, field, say) for _title, field in OFFICIAL.columns]


def _cell(one: Enrolment, field: str, say: Say) -> str:
    found = CELLS[field](one) if field in CELLS else fields.said(field, one.form[field]) if field in one.form else ""
    return say(found) if isinstance(found, Text) else str(found)
