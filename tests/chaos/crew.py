"""The bot's processes on trial: started, killed, and what a killed one had in hand."""
from __future__ import annotations

import os
import resource
import socket
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from signal import SIGKILL, SIGTERM

import requests
import sqlalchemy as sa

from storage import Database, tables
from storage.outbox import GOING
from tests.chaos import door
from tests.chaos.door import Trial

ROLES = ("serve", "send", "send")
PATIENCE = 30       # seconds that a process has to stop when it is told to
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.chaos.door"])      # a process starts at once; what it does, it does by itself


@dataclass
class Crew:
    """One server and two senders."""

    trial: Trial
    database: Database
    random: Random
    roles: tuple[str, ...] = ROLES
    running: dict[int, ForkServerProcess] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    stopped: Counter[str] = field(default_factory=Counter)      # when they were told to
    ended: Counter[str] = field(default_factory=Counter)        # by themselves
    in_hand: Counter[str] = field(default_factory=Counter)      # how often a message was a killed sender's next
    port: int = field(default_factory=lambda: _free_port())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *places: int) -> None:
        for n in places or range(len(self.roles)):
            self.running[n] = self.process(n)
            self.running[n].start()

    def process(self, n: int) -> ForkServerProcess:
        """Make one of them."""
        words = ("serve", "--port", str(self.port)) if self.roles[n] == "serve" else (self.roles[n],)
        return FORKS.Process(target=door.run, args=(self.trial, *words))

    def kill(self, *places: int) -> None:
        """Kill processes with what they began."""
        self._end(*places)
        self.kills.update(self.roles[n] for n in places or range(len(self.roles)))

    def kill_one(self) -> None:
        """Kill one of them, and start it again a little later; gunicorn's one worker is started by gunicorn."""
        self.tend()
        n = self.random.randrange(len(self.roles) + 1)
        if n < len(self.roles):
            self.kill(n)
            time.sleep(self.random.uniform(0, 0.3))
            self.start(n)
        elif workers := self.pids(0)[1:]:
            for pid in workers:
                with suppress(ProcessLookupError):
                    os.kill(pid, SIGKILL)
            self.kills["worker of serve"] += 1
            self._note({*workers})

    def stop_one(self) -> None:
        """Tell one of them to stop, as whoever upgrades it does, and start it again when it has."""
        self.tend()
        n = self.random.randrange(len(self.roles) + 1)
        if n < len(self.roles):
            process = self.running.pop(n)
            process.terminate()
            process.join(PATIENCE)
            self.stopped[f"{self.roles[n]}, exit {process.exitcode}"] += 1
            self.start(n)
            self.wait() if self.roles[n] == "serve" else self._wait_for_sender(n)
        else:
            for pid in self.pids(0)[1:]:
                os.kill(pid, SIGTERM)
                self.stopped["worker of serve"] += 1

    def tend(self) -> None:
        """Start again what ended by itself, as the machine's supervisor does."""
        for n in [n for n, process in self.running.items() if not process.is_alive()]:
            self._end(n)
            self.ended[self.roles[n]] += 1
            self.start(n)

    def end(self) -> None:
        self._end(*self.running)

    def pids(self, n: int) -> list[int]:
        """One of them, and what it began."""
        pid = self.running[n].pid
        return [pid or 0, *_children(pid)]

    def limit_files(self, size: int) -> None:
        """Let no process write past so many bytes; those first that start others, then what they had started by then."""
        for _again in range(2):
            for n in self.running:
                for pid in self.pids(n):
                    with suppress(ProcessLookupError):      # it ended by itself
                        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def wait(self) -> None:
        """Wait until the server answers."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if requests.get(f"{self.url}/readyz", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise TimeoutError((self.trial.folder / "log").read_text())

    def _wait_for_sender(self, n: int) -> None:
        """Wait until a sender is at work: who is told to stop before does so at once."""
        until, mine = time.monotonic() + 60, sa.exists().where(tables.sender.c.name.contains(f":{self.running[n].pid}:"))
        while time.monotonic() < until:
            with self.database.read() as connection:
                if connection.execute(sa.select(mine)).scalar():
                    return
            time.sleep(0.1)
        raise TimeoutError((self.trial.folder / "log").read_text())

    def _end(self, *places: int) -> None:
        dead = set[int]()
        for n in places or range(len(self.roles)):
            group, process = self.pids(n), self.running.pop(n)
            for pid in group:
                with suppress(ProcessLookupError):
                    os.kill(pid, SIGKILL)
            process.join()
            dead.update(group)
        self._note(dead)

    def _note(self, dead: set[int]) -> None:
        """Of every address that the dead had leased, the next message may have gone out, and nobody could write that down."""
        message, address = tables.message, tables.address
        held = (sa.select(address.c.id, address.c.leased_by, message.c.id).join(message, message.c.address_id == address.c.id)
                .where(message.c.status.in_(GOING), address.c.leased_by.is_not(None)).order_by(message.c.seq.desc()))
        with self.database.read() as connection:
            first = {address: id for address, by, id in connection.execute(held) if int(by.split(":")[1]) in dead}
        self.in_hand.update(first.values())


def _children(pid: int | None) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
