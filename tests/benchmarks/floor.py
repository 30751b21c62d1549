"""The least that a durable bot can do, by hand: a turn reads the state, writes it, and inserts both messages."""
from __future__ import annotations

import json
import sqlite3
from uuid import uuid4

import psycopg

TABLES = (
    "create table if not exists state (id text primary key, body text not null)",
    "create table if not exists message (id text primary key, chat text not null, way text not null, provider text unique, "
    "body text not null)")


class Floor:
    """One connection; what was committed is on disk."""

    lacks = "asks nothing, checks nothing; no encryption, events, audit or allowances; nobody sends what it queues"

    def __init__(self, url: str) -> None:
        sqlite = url.startswith("sqlite:///")
        self.connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None) if sqlite else psycopg.connect(url)
        for line in ("pragma journal_mode=wal", "pragma synchronous=full") * sqlite + TABLES:
            self.connection.execute(line)
        self.connection.commit()
        self.begin, self.mark = ("begin immediate", "?") if sqlite else ("", "%s")

    def read(self, chat: str, text: str) -> tuple[str, str]:
        return chat, text

    def turn(self, heard: tuple[str, str]) -> None:
        (chat, text), execute, m = heard, self.connection.execute, self.mark
        if self.begin:
            execute(self.begin)
        row = execute(f"select body from state where id = {m}", (chat,)).fetchone()
        state = json.loads(row[0]) if row else {"saved": {}}
        state["saved"][str(len(state["saved"]))] = [text, "worker"]
        if row:
            execute(f"update state set body = {m} where id = {m}", (json.dumps(state), chat))
        else:
            execute(f"insert into state values ({m}, {m})", (chat, json.dumps(state)))
        for way, body in (("in", text), ("out", "Siapa nama lengkap, seperti di KTP?")):
            execute(f"insert into message values ({m}, {m}, {m}, {m}, {m})", (uuid4().hex, chat, way, uuid4().hex, body))
        self.connection.commit()
