"""Who may know whom, how long a file may be, and what every file says of itself: read from the source."""
from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(path for room in ("bot", "storage") for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)
OURS = ("bot", "storage", "tests", "wsgi")
ROOMS = {
    "bot.rules": ["bot.rules"],
    "bot.texts": [],
    "bot.engine": ["bot.engine", "bot.texts"],
    "bot.answers": ["bot.answers", "bot.engine", "bot.rules", "bot.texts", "phonenumbers", "rapidfuzz"],
    "bot.nlu": ["bot.nlu", "bot.answers", "bot.engine.messages", "bot.texts", "rapidfuzz", "numpy", "sklearn"],
    "bot.flows": ["bot.flows", "bot.answers", "bot.engine", "bot.rules", "bot.texts"],
    "bot.speech": ["bot.rules.months", "bot.texts", "babel"],
    "bot.handlers": ["bot.handlers", "bot.engine.messages", "bot.speech", "bot.texts", "flask", "werkzeug"],
    "storage": ["storage", "bot.engine.state", "bot.engine.messages", "alembic", "cryptography", "msgspec", "psycopg", "sqlalchemy"],
    "bot.arguments": ["bot.answers", "bot.rules", "click"],
    "bot.office": ["bot.texts", "storage", "holidays"],
    "bot.allowances": ["storage"],
    "bot.sheets": ["bot.sheets", "bot.answers", "bot.flows", "bot.rules", "bot.texts", "storage", "openpyxl"],
    "bot.batches": ["bot.answers", "bot.casework", "bot.conversation", "bot.effects", "bot.engine", "bot.progress", "storage"],
    "bot.logs": ["storage"],
    "bot.metrics": ["bot.engine.messages", "storage", "prometheus_client"],
    "bot.watching": ["flask", "werkzeug"],
    "bot.doors": ["bot.metrics", "flask", "werkzeug"],
    "bot.desk": ["bot.desk", "bot.allowances", "bot.answers", "bot.batches", "bot.casework", "bot.conversation", "bot.counter",
                 "bot.engine", "bot.flows", "bot.handlers.channel", "bot.handlers.media", "bot.nlu", "bot.office", "bot.outbox",
                 "bot.progress", "bot.rules", "bot.settings", "bot.sheets", "bot.speech", "bot.texts", "storage", "argon2", "click",
                 "flask", "flask_wtf", "markupsafe", "pyotp", "segno", "werkzeug"],
    "bot.settings": ["bot.allowances", "bot.office", "storage", "pydantic", "pydantic_settings"],
    "bot.yeses": ["bot.answers", "bot.flows", "bot.texts", "storage"],
    "bot.effects": ["bot.yeses", "bot.engine", "bot.flows", "bot.texts", "storage"],
    "bot.paces": [],
    "bot.places": ["storage"],
    "bot.spool": ["storage", "msgspec"],
    "bot.visits": ["bot.conversation", "bot.engine", "storage"],
    "bot.casework": ["bot.conversation", "bot.engine", "bot.flows", "bot.texts", "bot.visits", "storage"],
    "bot.counter": ["bot.casework", "bot.engine", "bot.visits", "storage"],
    "bot.progress": ["bot.answers", "bot.casework", "bot.conversation", "bot.engine", "bot.flows", "bot.onfile", "bot.rules", "bot.texts",
                     "bot.visits", "storage"],
    "bot.onfile": ["bot.engine", "bot.flows", "bot.rules", "storage"],
    "bot.heartbeat": ["storage"],
    "bot.outbox": ["bot.engine", "bot.handlers.channel", "bot.heartbeat", "bot.logs", "bot.metrics", "bot.paces", "storage"],
    "bot.facts": ["bot.office", "bot.onfile", "bot.rules", "storage"],
    "bot.conversation": ["bot.allowances", "bot.yeses", "bot.effects", "bot.engine", "bot.facts", "bot.flows",
                         "bot.handlers.channel", "bot.nlu", "bot.office", "bot.onfile", "bot.rules", "bot.speech", "bot.visits", "storage"],
}
SDKS = {"bot.handlers.telegram": ["telegram"], "bot.handlers.updates": ["telegram"], "bot.handlers.whatsapp": ["twilio", "requests"],
        "bot.handlers.media": ["requests"], "bot.desk.provider": ["authlib", "joserfc", "requests"]}
PURE = ["bot.engine", "bot.rules", "bot.answers", "bot.nlu", "bot.flows"]
EVERYWHERE = ["bot.app", "bot.house", "bot.commands", "bot.care", "bot.serving", "bot.findings"]     # they wire the rooms


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def is_within(name: str, rooms: list[str]) -> bool:
    return any(name == room or name.startswith(room + ".") for room in rooms)


def imports(path: Path) -> set[str]:
    """Every module a file imports; `from bot import nlu` is bot.nlu."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module in OURS else {str(node.module)}
    return found


def others(path: Path) -> set[str]:
    return {name for name in imports(path) if name.split(".")[0] not in sys.stdlib_module_names}


@pytest.mark.parametrize("path", FILES, ids=module)
def test_a_room_knows_only_its_neighbours(path):
    name = module(path)
    if is_within(name, EVERYWHERE) or name == "bot":
        return
    (room,) = (room for room in ROOMS if is_within(name, [room]))
    may = [*ROOMS[room], *SDKS.get(name, [])]
    assert [other for other in others(path) if not is_within(other, may)] == []


@pytest.mark.parametrize(("library", "room"), [
    ("sqlalchemy", "storage"), ("alembic", "storage"), ("cryptography", "storage"), ("babel.dates", "bot.speech"),
    ("sklearn", "bot.nlu"), ("openpyxl", "bot.sheets"), ("holidays", "bot.office"), ("authlib", "bot.desk.provider"),
    ("prometheus_client", "bot.metrics"),
    ("telegram", "bot.handlers.telegram bot.handlers.updates"), ("twilio", "bot.handlers.whatsapp")])
def test_a_library_is_met_in_one_room(library, room):
    who = [module(path) for path in FILES if any(is_within(name, [library]) for name in imports(path))]
    assert [name for name in who if not is_within(name, room.split())] == []


def test_nobody_imports_the_application():
    assert [path for path in FILES if "bot.app" in imports(path)] == []
    assert "bot.app" in imports(ROOT / "wsgi.py")


@pytest.mark.parametrize("path", FILES, ids=module)
def test_a_file_is_short_and_says_what_it_is_for(path):
    source = path.read_text()
    says = ast.get_docstring(ast.parse(source))
    assert len(source.splitlines()) <= 250
    assert says
    assert says.splitlines()[0].endswith(".")


@pytest.mark.parametrize("path", FILES, ids=module)
def test_nothing_is_printed_past_click(path):
    calls = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    assert "print" not in [call.id for call in calls if isinstance(call, ast.Name)]


@pytest.mark.parametrize("path", [path for path in FILES if is_within(module(path), PURE)], ids=module)
def test_the_pure_rooms_have_no_clock(path):
    named = {ast.unparse(node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
    assert not named & {"datetime.now", "datetime.utcnow", "date.today", "time.time"}
