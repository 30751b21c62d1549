"""Nobody waits for ever: not a thread for a slow client, not a turn for a database, not the sender for a provider."""
from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from bot.handlers import telegram, whatsapp
from storage import Away, Database, engines, watch
from tests.shell.phone import KEY, NOON

ROOT = Path(__file__).parents[2]
SERVE = """
import sys
from bot import house, places, serving
from bot.app import create_app
from bot.settings import Settings
port, serving.THREADS, turns, waiting, serving.HEAD, serving.WHOLE = map(int, sys.argv[1:])
serving.DEFAULT_WORKER_DATA_TIMEOUT = 0.0
house.Places = lambda: places.Places(turns, waiting)
house.House.start = lambda house: None
serving.Server(create_app(Settings.from_environ()), "127.0.0.1", port).run()
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(url: str, *, threads: int = 3, turns: int = 16, waiting: int = 8, head: int = 1, whole: int = 2) -> Iterator[int]:
    """Serve from a real process, with few threads and little patience."""
    port, env = free_port(), {**os.environ, "DATABASE_URL": url, "SECRET_KEY": "tests", "DATA_KEYS": f"1:{KEY}", "INDEX_KEY": KEY}
    given = [str(number) for number in (port, threads, turns, waiting, head, whole)]
    server = subprocess.Popen([sys.executable, "-c", SERVE, *given], cwd=ROOT, env=env, stderr=subprocess.PIPE)
    try:
        for _try in range(200):
            try:
                healthz(port)
                break
            except OSError:
                assert server.poll() is None, server.stderr and server.stderr.read()
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.communicate(timeout=20)


def healthz(port: int) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        return bytes(answer.read())


@pytest.mark.parametrize("begun", [
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"POST /messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{"])
def test_who_sends_drop_by_drop_keeps_no_thread(sqlite, begun):
    with serving(sqlite) as port, ExitStack() as open:
        slow = [open.enter_context(socket.create_connection(("127.0.0.1", port))) for _client in range(6)]
        for one in slow:
            one.sendall(begun)
        started, answered = time.monotonic(), None
        while answered is None and time.monotonic() - started < 15:
            for one in slow:
                try:
                    one.send(b" ")
                except OSError:
                    pass
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=0.5) as answer:
                    answered = answer.read()
            except OSError:
                continue
        assert answered == b"ok\n"


def test_a_statement_ends(postgresql, monkeypatch):
    monkeypatch.setitem(engines.POSTGRESQL, "statement_timeout", 1)
    there = Database(postgresql)
    with pytest.raises(Away), there.begin() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(5)")
    with there.begin() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "15s"
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar() == "1min"
    there.close()


def test_a_database_that_says_nothing_is_away(monkeypatch):
    monkeypatch.setitem(engines.WIRE, "connect_timeout", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there, started = Database(f"postgresql+psycopg://bot@127.0.0.1:{silent.getsockname()[1]}/bot"), time.monotonic()
        with pytest.raises(Away), there.begin():
            pass
        assert "database" in watch.trouble(there, NOON)
        assert time.monotonic() - started < 10


def test_when_every_connection_is_taken_the_database_is_away(postgresql, monkeypatch):
    monkeypatch.setattr(engines, "CONNECTIONS", 8)
    monkeypatch.setattr(engines, "LOCK_WAIT", 1)
    there = Database(postgresql)
    with ExitStack() as open:
        for _taken in range(8):
            open.enter_context(there.read())
        with pytest.raises(Away), there.read():
            pass
    there.close()


def test_every_call_of_a_provider_has_an_end():
    """Who calls `requests` says how long; Telegram's and Twilio's clients are told once."""
    sources = [path.read_text() for path in (ROOT / "bot").rglob("*.py")]
    calls = [node for source in sources if "import requests" in source for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
             and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "post", "put", "head")
             and ast.unparse(node.func.value) in ("requests", "session")]
    assert calls
    assert [ast.unparse(call) for call in calls if "timeout" not in {word.arg for word in call.keywords}] == []
    assert whatsapp.Wire("").timeout == (5, 15)
    assert telegram.READ + 5 < telegram.PATIENCE < 60
