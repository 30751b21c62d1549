"""A phone in the hand of one person: the real shell and sender, a screen that collects, a clock that can be set."""
from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.conversation import Done
from bot.engine.messages import Bubble, Tap
from bot.engine.prompts import prompt
from bot.engine.state import State
from bot.handlers.channel import Inbound
from bot.house import House
from bot.outbox import Outbox
from bot.settings import Settings
from bot.speech import Speech
from storage import audit, enrolments, tables, talks
from storage.messages import Message
from storage.talks import At, Talk

NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Jakarta"))
KEY = "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
SETTINGS = Settings.model_validate({"secret_key": "tests", "data_keys": f"1:{KEY}", "index_key": KEY})
SPEECH = Speech()

HELLO = "bang mau daftar"
ANSWERS = {
    "consent": "setuju", "nik": "3273012501859901", "name": "Siti Aminah", "home": "Latuhalat, Ambon", "work": "jual ikan",
    "income": "1,5 juta", "programs": "2 program", "months": "3 bulan", "phone": "0812 0000 0123", "confirm": "ya benar"}
SCRIPT = (HELLO, *ANSWERS.values())
PRICE = "Rp45.600"      # of a base of 1.6 million: twice half of JKK 16,000 + JKM 6,800, then the whole
NUMBER = r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b"


class Left(NamedTuple):
    """What one person leaves behind."""

    state: State
    words: list[str]
    enrolments: list[tuple[object, ...]]
    agreed: list[tuple[str, ...]]
    audit: list[tuple[str, ...]]
    events: list[tuple[str, ...]]


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Screen:
    """Keeps what was sent, and to whom; before() may look on or raise."""

    name: str = "phone"
    sent: list[tuple[str, Bubble]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        self.before(to, bubble)
        self.sent.append((to, bubble))
        self.arrived.set()
        return uuid4().hex

    def before(self, to: str, bubble: Bubble) -> None:
        """Nothing happens."""


class Phone:
    """Writes to the bot as one person."""

    def __init__(self, url: str, name: str = "ani", *, screen: Screen | None = None, clock: Clock | None = None) -> None:
        self.name, self.clock, self.screen = name, clock or Clock(), screen or Screen()
        self.house = House(SETTINGS.model_copy(update={"database_url": url}), self.clock)
        self.house.speech = SPEECH
        self.database, self.vault, self.conversation = self.house.database, self.house.vault, self.house.conversation
        self.outbox = Outbox(self.database, self.vault, [self.screen], self.clock)
        self.at = At(self.screen.name, "us", name)

    def hear(self, text: str = "", *, id: str = "", tap: Tap | None = None, media: str = "") -> Done | None:
        """Let a message reach the shell; nothing is delivered yet."""
        return self.conversation.hear(Inbound(*self.at[:2], self.name, id or uuid4().hex, text, tap, media))

    def say(self, text: str = "", *, tap: Tap | None = None) -> list[str]:
        """Write, and read what comes back."""
        before, done = len(self.screen.sent), self.hear(text, tap=tap)
        if done:
            self.outbox.deliver(done.address)
        return [bubble.words for _to, bubble in self.screen.sent[before:]]

    def register(self, *, upto: str = "", **other: str) -> None:
        """Answer what is asked until nothing is, or until a question."""
        self.say(HELLO)
        self.go_on(upto=upto, **other)

    def go_on(self, *, upto: str = "", **other: str) -> None:
        while (path := self.asked) and path != upto:
            self.say({**ANSWERS, **other}[path])

    @property
    def talk(self) -> Talk:
        with self.database.begin() as connection:
            found = talks.find(connection, self.vault, self.at)
        assert found
        return found

    @property
    def state(self) -> State:
        return self.talk.state

    @property
    def asked(self) -> str:
        """The path of the question that waits, or nothing."""
        place = prompt(self.state, self.conversation.world).place
        return place.slot.path if place and place.slot else ""

    @property
    def transcript(self) -> list[Message]:
        return self.conversation.transcript(*self.at)

    @property
    def left(self) -> Left:
        """All that is stored of this person, without what is different each time: ids and the receipt number."""
        talk = self.talk
        with self.database.begin() as connection:
            enrolled = enrolments.listed(connection, self.vault, talk.id)
        return Left(
            talk.state, [re.sub(NUMBER, "NUMBER", f"{m.way} {m.kind} {m.status} {m.body.words}") for m in self.transcript],
            [(one.kind, one.status, one.funds, one.form) for one in enrolled],
            [(row["step"], row["version"], row["language"], row["facts"]) for row in self.rows(tables.consent)],
            [(row["who"], row["what"], row["subject"]) for row in self.rows(tables.audit)],
            sorted((row["what"], row["step"], row["code"]) for row in self.rows(tables.event)))

    def rows(self, table: sa.Table) -> list[sa.RowMapping]:
        """The rows of this person's talk, the oldest first."""
        mine = (table.c.talk_id == self.talk.id,) if "talk_id" in table.c else ()
        with self.database.begin() as connection:
            return list(connection.execute(sa.select(table).where(*mine).order_by(table.c.get("seq", table.c.id))).mappings())

    @property
    def chain_is_whole(self) -> bool:
        talk = self.talk
        with self.database.begin() as connection:
            (chain,) = audit.verify(connection, self.vault, "talk", talk.id)
        return chain.whole
