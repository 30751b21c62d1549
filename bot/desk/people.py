"""Who works at the desk: admins let people in, give them a role and a team, and let them go."""
from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.desk import words
from bot.desk.access import Role, allow, carry_out, hashed, is_login, refuse
from bot.desk.canned import TAKEN
from bot.desk.room import Room
from bot.texts import Text, _
from storage import Conflict, Connection, staff, teams
from storage.staff import LastAdmin, Member

PAGE = 100
ROLES: tuple[staff.Role, ...] = get_args(staff.Role)
ACTS = {"role": "role", "team": "team", "account": "account", "password": "password reset", "code": "code reset", "leave": "left",
        "back": "came back"}        # and how they stand in the audit
LAST = _("There would be no admin left. Make somebody else admin first.")
OTHERS = _("Somebody else has this account already.")


def hang(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Hang the list, and the page of each."""

    @desk.get("/people", endpoint="people")
    @allow(Role.ADMIN)
    def people_list() -> str:
        return _list(room())

    @desk.post("/people")
    @allow(Role.ADMIN)
    def people_add() -> ResponseReturnValue:
        here, login, password = room(), request.form.get("login", "").strip().casefold(), secrets.token_urlsafe(12)
        if why := _add(here, login, _role(), hashed(password)):
            flash(here.speech.say(why, "id"), "warn")
            return _list(here, login), 422
        with here.database.read() as connection:
            one = staff.find(connection, here.vault, login)
        assert one
        return _page(here, one, password)

    @desk.get("/people/<uuid:id>")
    @allow(Role.ADMIN)
    def person(id: object) -> str:
        return _page(room(), _load(room(), id))

    @desk.post("/people/<uuid:id>/<any(role, team, account, password, code, leave, back):act>")
    @allow(Role.ADMIN)
    def person_act(id: object, act: str) -> ResponseReturnValue:
        here, one, password = room(), _load(room(), id), secrets.token_urlsafe(12)
        do, about = _act(here, one, act, password)
        try:
            carry_out(here, ACTS[act], f"{one.login} {about}".rstrip(), do)
        except (LastAdmin, Conflict) as why:
            flash(here.speech.say(LAST if isinstance(why, LastAdmin) else OTHERS, "id"), "warn")
            return _page(here, one), 409
        if act == "password":
            return _page(here, one, password)
        return redirect(url_for("desk.person", id=id))


def _add(here: Room, login: str, role: staff.Role, password: str) -> Text | None:
    """Let somebody in; why not, if they can't be called so."""
    if not is_login(login):
        return _("A name is letters, digits, - and ., at most 40, like ani or budi.s.")
    now = here.conversation.clock()
    try:
        carry_out(here, "added", f"{login} {role}", lambda connection: staff.add(connection, here.vault, login, role, password, now))
    except Conflict:
        return TAKEN
    return None


def _act(here: Room, one: Member, act: str, password: str) -> tuple[Callable[[Connection], object], str]:
    """What is to be done, and what the audit says of it; an e-mail is not for the audit."""
    vault, now = here.vault, here.conversation.clock()
    if act == "role":
        role = _role()
        return lambda connection: staff.change(connection, vault, one.id, role=role), role
    if act == "team":
        team = _team(here)
        return lambda connection: staff.join(connection, one.id, team.id if team else ""), team.name if team else "-"
    if act == "account":
        account = request.form.get("account", "").strip()[:200]
        return lambda connection: staff.connect(connection, vault, one.id, account), "" if account else "-"
    if act == "password":
        kept = hashed(password)
        return lambda connection: staff.change(connection, vault, one.id, password=kept), ""
    if act == "code":
        return lambda connection: staff.change(connection, vault, one.id, code=""), ""
    if act == "leave":
        return lambda connection: staff.leave(connection, one.id, now), ""
    return lambda connection: staff.come_back(connection, one.id), ""


def _role() -> staff.Role:
    role = request.form.get("role", "")
    found = next((known for known in ROLES if known == role), None)
    return found or refuse(400, _("Please choose a role from the list."))


def _team(here: Room) -> teams.Team | None:
    with here.database.read() as connection:
        kept = teams.listed(connection)
    return next((team for team in kept if team.id == request.form.get("team")), None)


def _load(here: Room, id: object) -> Member:
    with here.database.read() as connection:
        one = staff.get(connection, here.vault, str(id))
    return one or refuse(404, _("There is nobody of that name at the desk."))


def _list(here: Room, login: str = "") -> str:
    """login: a name that nobody can have."""
    with here.database.read() as connection:
        found = staff.everybody(connection, here.vault, after=request.args.get("after", ""), limit=PAGE + 1)
    return render_template("desk/people.html", rows=found[:PAGE], more=len(found) > PAGE, login=login, roles=ROLES, words=words)


def _page(here: Room, one: Member, password: str = "") -> str:
    """password: a new one, shown this once."""
    with here.database.read() as connection:
        one = staff.get(connection, here.vault, one.id) or one
        kept = teams.listed(connection)
    return render_template("desk/person.html", one=one, teams=kept, password=password, roles=ROLES, words=words,
                           openid=here.settings.openid_issuer)
