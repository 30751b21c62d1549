"""Who may be at the desk, and do what: sign-in, roles, and a rule on every page."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cache
from typing import Any, NoReturn, TypeVar

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Blueprint, abort, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from bot.casework import By
from bot.desk.room import Room
from bot.texts import Text, _
from storage import Connection, audit, staff
from storage.staff import Member

csrf = CSRFProtect()
COOKIE = "desk"
STEP = 30                           # seconds that a one-time code is good for
DRIFT = 1                           # steps that a phone's clock may be off
SEEN_EVERY = timedelta(minutes=1)   # how often it is written down that somebody is still there
LEAST = 10                          # characters of a password
View = TypeVar("View", bound=Callable[..., Any])


class Role(IntEnum):
    """Each may what the ones before it may. NOBODY: who is not signed in; NEWCOMER: who still has to set up their codes."""

    NOBODY = 0
    NEWCOMER = 1
    OFFICER = 2
    SUPERVISOR = 3
    ADMIN = 4


class Me:
    """Who is signed in."""

    def __init__(self, member: Member, *, proven: bool) -> None:
        self.id, self.login, self.has_code = member.id, member.login, bool(member.code)
        held = Role[member.role.upper()]
        self.role = Role.NEWCOMER if held > Role.OFFICER and not (self.has_code or proven) else held

    @property
    def is_supervisor(self) -> bool:
        return self.role >= Role.SUPERVISOR

    @property
    def is_admin(self) -> bool:
        return self.role >= Role.ADMIN


def allow(role: Role) -> Callable[[View], View]:
    """Say who may use a page or an action; one without such a rule is shut to everybody."""
    def ruled(view: View) -> View:
        view.least = role       # type: ignore[attr-defined]
        return view
    return ruled


def refuse(status: int, why: Text) -> NoReturn:
    """Answer with a status and a sentence."""
    abort(status, why.msgid)        # said in their language by the page of errors


def me() -> Me:
    """Who is signed in; only where a rule has let them in."""
    found: Me = g.me
    return found


def by() -> By:
    """Who does something, and from where."""
    return By(me().id, me().login, request.remote_addr or "")


def guard(desk: Blueprint, room: Callable[[], Room]) -> None:
    """Let nobody past the rule of a page."""

    @desk.record_once
    def protect(state: Any) -> None:
        """Forms carry a token. Who sends no referrer, as our headers ask, can't be known by one."""
        state.app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_SSL_STRICT=False, WTF_CSRF_TIME_LIMIT=None)
        csrf.init_app(state.app)

    @desk.before_request
    def let_in() -> ResponseReturnValue | None:
        if request.method == "POST":
            csrf.protect()
        g.me = found = _recognise(room(), request.cookies.get(COOKIE, ""))
        return _judge(found)

    @desk.after_request
    def keep_nothing(response: Any) -> Any:
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _judge(found: Me | None) -> ResponseReturnValue | None:
    """Let somebody in, or say where to go."""
    least = getattr(current_app.view_functions.get(request.endpoint or ""), "least", None)
    if request.endpoint == "desk.static" or least is Role.NOBODY or (found and least and found.role >= least):
        return None
    if least is None:
        refuse(403, _("This page has no rule, so nobody may use it."))
    if not found:
        if request.method == "GET" and "X-Live" not in request.headers:
            return redirect(url_for("desk.sign_in", to=request.full_path.rstrip("?")))
        refuse(401, _("Nobody is signed in."))
    if found.role is Role.NEWCOMER and request.method == "GET":
        return redirect(url_for("desk.code"))
    refuse(403, _("This takes another role."))


def _recognise(here: Room, token: str) -> Me | None:
    now = here.conversation.clock()
    if not token:
        return None
    with here.database.read() as connection:
        found = staff.signed_in(connection, here.vault, token, now)
    if found and now - found.seen_at > SEEN_EVERY and "X-Live" not in request.headers:      # a page left open is nobody at the desk
        with here.database.begin() as connection:
            staff.seen(connection, here.vault, token, now)
    return Me(found.member, proven=found.proven) if found else None


def sign_in(here: Room, login: str, password: str, code: str) -> str:
    """Give a token; empty if they can't sign in so. Whatever was wrong costs the same time and looks the same."""
    with here.database.read() as connection:
        known = staff.find(connection, here.vault, login)
    right = verified(known.password if known else _nobodys(), password)     # takes its time, so nothing is locked meanwhile
    with here.database.begin() as connection:
        one = staff.find(connection, here.vault, login, lock=True)
        if not one or not known or one.password != known.password:
            return ""
        return admit(here, connection, one, code, wrong="" if right else "password")


def admit(here: Room, connection: Connection, one: Member, code: str, *, wrong: str = "", proven: bool = False, how: str = "") -> str:
    """Give a token to who is recognised, if their code is right too, and write it down; empty if not.

    wrong: what was, before any code. proven: a second factor was asked for elsewhere, and ours is not.
    """
    now, origin = here.conversation.clock(), request.remote_addr or ""
    if one.left_at or (one.locked_until and one.locked_until > now):
        audit.note_staff(connection, here.vault, one.id, one.login, "refused", "left" if one.left_at else "locked", now, origin)
        return ""
    step = right_step(one, code, now) if one.code and not proven else 0
    if wrong or step is None:
        did = "locked" if staff.missed(connection, one, now) else "refused"
        audit.note_staff(connection, here.vault, one.id, one.login, did, wrong or "code", now, origin)
        return ""
    if step:
        staff.change(connection, here.vault, one.id, code_step=step)
    audit.note_staff(connection, here.vault, one.id, one.login, "signed in", how, now, origin)
    return staff.start(connection, here.vault, one.id, now, proven=proven)


def right_step(one: Member, code: str, now: datetime) -> int | None:
    """The step that a one-time code is right for; None if it is wrong, or was used."""
    this = int(now.timestamp()) // STEP
    codes = pyotp.TOTP(one.code)
    steps = (step for step in range(this - DRIFT, this + DRIFT + 1) if step > one.code_step)
    return next((step for step in steps if pyotp.utils.strings_equal(codes.generate_otp(step), "".join(code.split()))), None)


def noted(here: Room, connection: Connection, what: str, subject: str = "") -> None:
    """Write down what who is signed in did outside any talk; one after another, also in two windows."""
    staff.find(connection, here.vault, me().login, lock=True)
    audit.note_staff(connection, here.vault, me().id, me().login, what, subject, here.conversation.clock(), by().origin)


def carry_out(here: Room, what: str, subject: str, do: Callable[[Connection], object]) -> None:
    """Do something outside any talk, and write down who did. Conflict, and nothing is done, if it would give two the same name."""
    with here.database.begin() as connection:
        do(connection)
        noted(here, connection, what, subject)


def is_login(login: str) -> bool:
    """Whether somebody can be called so: letters, digits, - and ., at most 40."""
    return login.replace("-", "").replace(".", "").isalnum() and len(login) <= 40


def hashed(password: str) -> str:
    """Hash a password; ValueError if it is too short."""
    if len(password) < LEAST:
        raise ValueError(f"A password has {LEAST} characters or more.")
    return PasswordHasher().hash(password)


def verified(kept: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    """A hash to compare with where there is nobody, so that this takes as long."""
    return PasswordHasher().hash(pyotp.random_base32())


def with_token(to: str, token: str) -> ResponseReturnValue:
    """Send a browser on with its token, or without one."""
    return keep_token(redirect(within(to)), token)


def within(to: str) -> str:
    """An address if it is one of the desk's; else its first page."""
    here = url_for("desk.home")
    return to if to.startswith(here) and "//" not in to and "\\" not in to else here


def keep_token(answer: ResponseReturnValue, token: str) -> ResponseReturnValue:
    """Let a browser keep its token, or forget it."""
    secure = request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]
    response = make_response(answer)
    if token:
        response.set_cookie(COOKIE, token, path="/staff", httponly=True, samesite="Strict", secure=secure)
    else:
        response.delete_cookie(COOKIE, path="/staff", httponly=True, samesite="Strict", secure=secure)
    return response
