"""`flask staff`: who works at the desk."""
from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from bot.desk.access import LEAST, hashed, is_login
from bot.desk.room import Room
from bot.nlu import PHRASES
from storage import Conflict, audit, records
from storage import staff as people
from storage.staff import LastAdmin, Member, Role

staff = AppGroup("staff", help="Who works at the desk.")
as_json = click.option("--json", "as_json", is_flag=True, help="For programs: JSON.")
COMMAND = "flask"       # who did it, in the audit


def _room() -> Room:
    found: Room = current_app.extensions["house"]
    return found


@staff.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["officer", "supervisor", "admin"]), default="officer", show_default=True)
@as_json
def add(name: str, role: Role, as_json: bool) -> None:
    """Let somebody work at the desk; asks for a password, or makes one."""
    here, login = _room(), name.strip().casefold()
    if not is_login(login):
        raise click.UsageError("A name is letters, digits, - and ., at most 40, like ani or budi.s.")
    password = _password()
    now = here.conversation.clock()
    try:
        with here.database.begin() as connection:
            id = people.add(connection, here.vault, login, role, hashed(password), now)
            audit.note_staff(connection, here.vault, id, COMMAND, "added", role, now)
    except Conflict:
        raise click.ClickException(f"There is a {login} already.") from None
    _say(as_json, f"{login} may sign in at {here.settings.public_url.rstrip('/')}/staff/ with the password {password}",
         name=login, role=role, password=password)


@staff.command("list")
@as_json
def list_staff(as_json: bool) -> None:
    """List who works at the desk."""
    with _room().database.read() as connection:
        rows = [{"name": row.login, "role": row.role} for row in people.listed(connection)]
    if as_json:
        click.echo(json.dumps(rows))
    else:
        click.echo("\n".join([*(f"{row['name']}  {row['role']}" for row in rows), f"{len(rows)} in all."]))


@staff.command("leave")
@click.argument("name")
def leave(name: str) -> None:
    """Let somebody leave: signed out at once, and never in again; what they did stays."""
    here, now = _room(), _room().conversation.clock()
    with _still_an_admin(), here.database.begin() as connection:
        one = _find(name)
        people.leave(connection, one.id, now)
        audit.note_staff(connection, here.vault, one.id, COMMAND, "left", "", now)
    click.echo(f"{one.login} has left.")


@staff.command("reset")
@click.argument("name")
@click.option("--role", type=click.Choice(["officer", "supervisor", "admin"]), help="Another role from now on.")
@as_json
def reset(name: str, role: Role | None, as_json: bool) -> None:
    """Give somebody a new password, and let them set up their codes anew."""
    here, now = _room(), _room().conversation.clock()
    password = _password()
    kept = hashed(password)
    with _still_an_admin(), here.database.begin() as connection:
        one = _find(name)
        people.change(connection, here.vault, one.id, password=kept, code="", role=role)
        audit.note_staff(connection, here.vault, one.id, COMMAND, "reset", role or "", now)
    _say(as_json, f"{one.login} has the password {password} now.", name=one.login, password=password)


@click.command()
@click.option("--write", is_flag=True, help="Put them into the files of this checkout, and take them off the list.")
@click.option("--done", is_flag=True, help="Take them off the list: they stand in the files already.")
@with_appcontext
def phrases(write: bool, done: bool) -> None:
    """Print what supervisors say that people meant, as lines for the files that are learnt from; no running bot changes itself."""
    root = PHRASES.parents[2]
    if write and not (root / ".git").exists():
        raise click.ClickException(f"{root} is no checkout: put these lines into the files of one, then use --done.")
    with _room().database.read() as connection:
        found = records.proposed(connection)
    for intent, words in found:
        file = PHRASES / f"{intent}.txt"
        click.echo(f"{file.relative_to(root)}: {words}")
        if write and words not in file.read_text(encoding="utf-8").splitlines():
            with file.open("a", encoding="utf-8") as lines:
                lines.write(f"{words}\n")
    if write or done:
        with _room().database.begin() as connection:
            records.forget_proposed(connection, [words for _intent, words in found])
    click.echo(f"{len(found)} in all.")


@contextmanager
def _still_an_admin() -> Iterator[None]:
    try:
        yield
    except LastAdmin:
        raise click.ClickException("There would be no admin left. Make somebody else admin first.") from None


def _find(name: str) -> Member:
    here = _room()
    with here.database.read() as connection:
        one = people.find(connection, here.vault, name.strip().casefold())
    if not one:
        raise click.ClickException(f"There is nobody called {name}.")
    return one


def _password() -> str:
    """Ask for one at a terminal; else make one."""
    if sys.stdin.isatty():
        given = click.prompt(f"Password, {LEAST} characters or more; empty makes one", default="", hide_input=True, show_default=False)
        if given and len(given) < LEAST:
            raise click.UsageError(f"A password has {LEAST} characters or more.")
        if given:
            return str(given)
    return secrets.token_urlsafe(12)


def _say(as_json: bool, sentence: str, **what: str) -> None:
    click.echo(json.dumps(what) if as_json else sentence)
