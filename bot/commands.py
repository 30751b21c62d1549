"""The commands of `flask`: the bot in a terminal, and what operators do."""
from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from bot import care, findings, logs, metrics, nlu, watching
from bot.answers.alone import known
from bot.answers.occupations import OCCUPATIONS, sector
from bot.answers.phones import Phone
from bot.arguments import BadArgument, MonthType, OneLine, WorkType
from bot.desk.commands import phrases, staff
from bot.handlers.channel import Inbound, Unsent
from bot.handlers.terminal import ACCOUNT, NAME, Terminal
from bot.house import House
from bot.outbox import Outbox
from bot.rules import RULES
from bot.rules.contributions import FUNDS, Funds
from bot.rules.months import Month
from bot.rules.nik import mask
from bot.serving import Server, until_stopped
from bot.settings import INSTANCE
from storage import cases as case_rows
from storage import enrolments as enrolment_rows
from storage import records, upgrade
from storage import staff as people

as_json = click.option("--json", "as_json", is_flag=True, help="For programs: JSON.")
enrolments = AppGroup("enrolments", help="Enrolments and reactivations.")
cases = AppGroup("cases", help="What waits for staff.")
questions = AppGroup("questions", help="What people ask.")
db = AppGroup("db", help="The database.")
whatsapp = AppGroup("whatsapp", help="WhatsApp through Twilio.")
content = AppGroup("content", help="Messages with buttons and lists.")
whatsapp.add_command(content)


def _house() -> House:
    return cast(House, current_app.extensions["house"])


@click.command(cls=OneLine)
@click.option("--as", "name", default="", help="Who writes, a name or a phone number; the same one goes on with the same conversation.")
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]), help="The clock, for example 2026-11-20T10:00.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", help="The language to begin in.")
@as_json
@with_appcontext
def chat(name: str, at: datetime | None, language: str, as_json: bool) -> None:
    """Talk to the bot here: one line is one message."""
    house = _house()
    if at:
        house = house.at(at.replace(tzinfo=house.settings.zone))
    terminal, person = Terminal(click.echo, as_json=as_json), name or uuid4().hex
    phone = next((found.value for found in Phone().find(name, house.clock().date())), "")
    outbox = Outbox(house.database, house.vault, [terminal], house.clock)
    for line in _lines(interactive=not as_json and sys.stdin.isatty()):
        done = house.conversation.hear(Inbound(NAME, ACCOUNT, person, uuid4().hex, line, phone=phone, language=language))
        if done:
            outbox.deliver(done.address)
        terminal.end(done.effects if done else ())
        sys.stdout.flush()


@click.command(cls=OneLine)
@click.option("--income", type=click.IntRange(0, 10**9), required=True, help="Rupiah a month.")
@click.option("--programs", type=click.IntRange(2, 3), default=2, show_default=True, help="2: JKK and JKM; 3: JHT too.")
@click.option("--months", type=click.IntRange(1, 12), default=1, show_default=True)
@click.option("--from", "first", type=MonthType(), help="The first contribution month, for example 2026-11. Default: this one.")
@click.option("--work", type=WorkType(), required=True,
              help=f"One of: {' '.join(sorted(OCCUPATIONS))}.")
@click.option("--payer", type=click.Choice(FUNDS), default="self", show_default=True, help="Whose money; apbd is public money.")
@as_json
@with_appcontext
def quote(income: int, programs: int, months: int, first: Month | None, work: str, payer: Funds, as_json: bool) -> None:
    """Say what a membership costs."""
    first = first or Month.of(_house().clock().date())
    try:
        price = RULES.quote(first, income=income, programs=programs, months=months, sector=sector(work), funds=payer)
    except LookupError as error:
        raise BadArgument(f"Invalid value for '--from': {error}") from None
    rows = [{"month": str(p.month), "jkk": p.jkk, "jkm": p.jkm, "jht": p.jht, "relief": p.relief, "total": p.total} for p in price.months]
    if as_json:
        click.echo(json.dumps({"base": price.base, "tier": price.tier.number, "months": rows, "total": price.total,
                               "estimate": price.estimate, "sources": list(price.sources)}))
        return
    for row in rows:
        click.echo("{month}  jkk {jkk:>9,}  jkm {jkm:>6,}  jht {jht:>9,}  relief {relief:>9,}  total {total:>9,}".format(**row))
    click.echo(f"base {price.base:,}, tier {price.tier.number}, total {price.total:,}{' (an estimate)' if price.estimate else ''}")


@click.command(cls=OneLine)
@click.argument("text", required=False)
@as_json
@with_appcontext
def intent(text: str | None, as_json: bool) -> None:
    """Say what the bot understands in a first message; without TEXT, of each line of standard input."""
    for line in [text] if text is not None else _lines(interactive=False):
        found = nlu.recognise(line)
        seen = {**found._asdict(), "confidence": round(found.confidence, 3), "values": known(line, _house().clock().date())}
        click.echo(json.dumps(seen, ensure_ascii=False) if as_json else
                   f"{found.intent} {found.confidence:.2f}{'?' if found.asks else ''} {' '.join(found.alternatives)}".rstrip())
        sys.stdout.flush()


@enrolments.command("list")
@as_json
def list_enrolments(as_json: bool) -> None:
    """List them, the newest first; the NIK is masked."""
    house = _house()
    with house.database.read() as connection:
        found = enrolment_rows.listed(connection, house.vault)
    _print([{"number": e.number, "kind": e.kind, "status": e.status, "nik": mask(e.form["nik"]), "programs": e.form["programs"],
             "months": e.form["months"], "funds": e.funds, "created_at": e.created_at.astimezone(house.settings.zone).isoformat()}
            for e in found], as_json)


@cases.command("list")
@as_json
def list_cases(as_json: bool) -> None:
    """List them: urgent first, then oldest."""
    house = _house()
    with house.database.read() as connection:
        found = case_rows.listed(connection, house.vault)
    now = house.clock()
    _print([{"id": case.id, "reason": case.reason, "urgent": case.urgent, "status": case.status,
             "age_minutes": int((now - case.created_at).total_seconds() // 60)} for case in found], as_json)


@questions.command("list")
@as_json
def list_questions(as_json: bool) -> None:
    """List what nobody understood, the newest first; numbers, names and other words we don't know are masked."""
    house = _house()
    with house.database.read() as connection:
        found = records.all_unheard(connection, house.vault)
    _print([{"created_at": at.astimezone(house.settings.zone).isoformat(), "text": nlu.masked(text)} for _id, at, text in found], as_json)


@db.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest schema."""
    upgrade(_house().settings.database_url)
    click.echo("The database is up to date.")


@click.command()
@with_appcontext
def tick() -> None:
    """Do one round of what is due."""
    click.echo(f"{_house().tick()} due, {_house().outbox.sweep()} messages")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), help="Answer /healthz, /readyz and /metrics there.")
@with_appcontext
def send(host: str, port: int | None) -> None:
    """Send what is queued, and do what is due, until stopped; several may run."""
    house = _house()
    _watched(house)
    if port:
        watching.serve(house.watching, host, port)
    until_stopped(house.outbox.start, house.end)


@content.command("sync")
def sync_content() -> None:
    """Make the messages with buttons and lists that Twilio's account lacks; without them choices are numbered text."""
    if not _house().settings.twilio_account_sid:
        raise BadArgument("WhatsApp is not set up: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_FROM.")
    try:
        made = _house().whatsapp.sync()
    except Unsent as unsent:
        raise click.ClickException(f"Twilio refused: {unsent.code}.") from None
    click.echo("\n".join(made) if made else "Nothing is missing.")


@click.command()
@click.option("--fix", is_flag=True, help="Set what can be set: Telegram's webhook and menu of commands.")
@with_appcontext
def check(fix: bool) -> None:
    """Say what is wrong with settings, catalogs, rule dates and webhooks."""
    if fix:
        findings.fix(_house())
    found = list(findings.findings(_house()))
    click.echo("\n".join([*found, f"{len(found)} to look at." if found else "Nothing is wrong."]))


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes; more than one want PostgreSQL.")
@with_appcontext
def serve(host: str, port: int, workers: int) -> None:
    """Serve web chat, desk and webhooks, with a sender in each process."""
    house = _house()
    if workers > 1 and not (house.database.postgresql and not house.settings.fetches):
        raise BadArgument("Several workers want PostgreSQL, and Telegram's updates sent to us (TELEGRAM_WEBHOOK_SECRET), not fetched.")
    upgrade(house.settings.database_url)
    _watched(house)
    with house.database.read() as connection:
        hint = "" if people.listed(connection) else "   (nobody yet: .venv/bin/flask staff add NAME --role admin)"
    house.database.close()       # the worker is forked: a connection it shared would outlive it, with what it had locked
    click.echo(f"Web chat:  http://{host}:{port}/\nDesk:      http://{host}:{port}/staff/{hint}\nStop with Ctrl+C.")
    Server(current_app._get_current_object(), host, port, workers).run()     # type: ignore[attr-defined]


COMMANDS: tuple[click.Command, ...] = (chat, quote, intent, enrolments, cases, questions, db, whatsapp, tick, send, check, serve, staff,
                                       phrases,                                       *care.COMMANDS)


def _watched(house: House) -> None:
    """Let a process that goes on for long be watched: its lines are written, and what it counts is shared on this machine."""
    logs.set_up(house.settings.log_format)
    metrics.share(INSTANCE / "metrics")


def _lines(*, interactive: bool) -> Iterator[str]:
    while True:
        try:
            yield input("> ") if interactive else next(sys.stdin).rstrip("\n")
        except (EOFError, StopIteration, KeyboardInterrupt):
            return


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values()))
    click.echo(f"{len(rows)} in all.")
