"""A storm: people register while the bot's processes are killed and started again."""
from __future__ import annotations

import os
import threading
import time
from collections import Counter
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from signal import SIGKILL

import requests
import sqlalchemy as sa

from bot.handlers.whatsapp import WhatsApp
from storage import Database, tables
from storage.outbox import GOING
from tests.chaos import door
from tests.chaos.clock import Clock
from tests.chaos.door import Trial
from tests.chaos.people import PUBLIC_URL, SECRET, OnTelegram, OnWhatsApp, Provider, Worker
from tests.chaos.providers import Line, Telegram, Twilio
from tests.handlers.whatsapp.conftest import WORDS
from tests.shell.phone import KEY
from tests.standins import bot_api, twilio_api
from tests.standins.twilio_api import Accepted
from tests.standins.twilio_person import US

ROLES = ("serve", "send", "send")
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.chaos.door"])      # a process starts at once; what it does, it does by itself


@dataclass(frozen=True)
class Plan:
    """How bad it gets. rate: seconds of the trial's clock in one of ours. bad: how often a provider's answer goes wrong."""

    seed: int
    seconds: float
    kills: int
    crowd: int          # people who write at a time
    people: int = 0     # who write in all; as many as there is time for
    rate: float = 8.0
    bad: float = 0.0


@dataclass
class Storm:
    plan: Plan
    url: str
    folder: Path

    def __post_init__(self) -> None:
        self.random = Random(self.plan.seed)
        self.clock = Clock(self.folder / "clock", self.plan.rate)
        self.line = Line(Random(self.random.random()), self.plan.rate)
        self.telegram, self.twilio = Telegram(line=self.line), Twilio(line=self.line, clock=self.clock.undisturbed, told=self._report)
        self.database = Database(self.url)
        self.workers: list[Worker] = []
        self.kills, self.in_hand = Counter[str](), Counter[str]()
        self.running: list[ForkServerProcess | None] = [None] * len(ROLES)
        self.dead = set[int]()
        self.took = 0.0

    def run(self) -> None:
        """Let it blow, and wait until all is quiet."""
        began = time.monotonic()
        self.clock.start()
        with self.telegram, self.twilio:
            for api in (self.telegram, self.twilio):        # the killed don't listen to the end
                api.server.handle_error = lambda *_error: None       # type: ignore[method-assign]
            self.port = _free_port()
            self.provider = Provider(f"http://127.0.0.1:{self.port}", Random(self.random.random()))
            self.trial = Trial(self.folder, self._settings(), self.clock)
            WhatsApp(twilio_api.ACCOUNT, twilio_api.TOKEN, US, PUBLIC_URL, WORDS, self.twilio.url).sync()
            try:
                for n in range(len(ROLES)):
                    self.start(n)
                self._wait_for_web()
                self._blow()
                self._calm()
            finally:
                self.provider.ended.set()
                for n in range(len(ROLES)):
                    self.kill(n, count=False)
        self.took = time.monotonic() - began

    def _settings(self) -> dict[str, object]:
        return {"database_url": self.url, "secret_key": "tests", "data_keys": f"1:{KEY}", "index_key": KEY, "public_url": PUBLIC_URL,
                "telegram_bot_token": bot_api.TOKEN, "telegram_webhook_secret": SECRET, "telegram_api_url": self.telegram.url,
                "twilio_account_sid": twilio_api.ACCOUNT, "twilio_auth_token": twilio_api.TOKEN, "twilio_whatsapp_from": US,
                "twilio_api_url": self.twilio.url}

    def start(self, n: int) -> None:
        words = ("serve", "--port", str(self.port)) if ROLES[n] == "serve" else (ROLES[n],)
        process = self.running[n] = FORKS.Process(target=door.run, args=(self.trial, *words))
        process.start()

    def kill(self, n: int, *, count: bool = True) -> None:
        """Kill a process and what it began, and see what it had in hand."""
        process = self.running[n]
        assert process
        assert process.pid
        group = {process.pid, *_children(process.pid)}
        for pid in group:
            os.kill(pid, SIGKILL)
        process.join()
        self.running[n] = None
        if count:
            self.kills[ROLES[n]] += 1
            self._note(group)

    def kill_worker(self) -> None:
        """Kill gunicorn's one worker; gunicorn itself starts another."""
        process = self.running[0]
        if process and process.pid and (workers := _children(process.pid)):
            for pid in workers:
                os.kill(pid, SIGKILL)
            self.kills["worker of serve"] += 1
            self._note(set(workers))

    def _note(self, dead: set[int]) -> None:
        """Of every address that the dead had leased, the next message may have gone out, and nobody could write that down."""
        self.dead |= dead
        join = tables.message.join(tables.address, tables.message.c.address_id == tables.address.c.id)
        held = sa.select(tables.address.c.id, tables.address.c.leased_by, tables.message.c.id).select_from(join).where(
            tables.message.c.status.in_(GOING), tables.address.c.leased_by.is_not(None)).order_by(tables.message.c.seq.desc())
        with self.database.read() as connection:
            first = {address: id for address, by, id in connection.execute(held) if int(by.split(":")[1]) in dead}
        self.in_hand.update(first.values())

    def _blow(self) -> None:
        until = time.monotonic() + self.plan.seconds
        self.line.bad = self.plan.bad
        crowd = [threading.Thread(target=self._crowd, args=(until,)) for _one in range(self.plan.crowd)]
        for one in crowd:
            one.start()
        while time.monotonic() < until and any(one.is_alive() for one in crowd):
            time.sleep(self.plan.seconds / self.plan.kills * self.random.uniform(0.5, 1.5))
            n = self.random.randrange(len(ROLES) + 1)
            if n == len(ROLES):
                self.kill_worker()
            else:
                self.kill(n)
                time.sleep(self.random.uniform(0, 0.3))
                self.start(n)
        for one in crowd:
            one.join()

    def _crowd(self, until: float) -> None:
        """One after another registers."""
        while time.monotonic() < until and (worker := self._come()):
            worker.register()

    def _come(self) -> Worker | None:
        with self.line.lock:
            n = len(self.workers)
            if self.plan.people and n >= self.plan.people:
                return None
            phone = f"0812{n:08}"
            on: OnTelegram | OnWhatsApp = (OnWhatsApp(self.twilio, self.provider, f"whatsapp:+62{phone[1:]}") if n % 2 else
                                           OnTelegram(self.telegram, self.provider))
            nik = f"327301{1 + n // 100 % 28:02}0185{9900 + n % 100}"
            self.workers.append(Worker(on, nik, phone, Random(self.random.random())))
            return self.workers[-1]

    def _report(self, one: Accepted) -> None:
        """Twilio says what became of a message, in any order, and some of it twice."""
        random = self.line.random
        says = random.choices(["sent", "delivered", "read"], k=random.randint(0, 3))
        person = OnWhatsApp(self.twilio, self.provider, one.to).person

        def tell() -> None:
            for status in says:
                time.sleep(random.uniform(0, 0.5))
                person.report(one, status)
        threading.Thread(target=tell, daemon=True).start()

    def _calm(self) -> None:
        """Nothing goes wrong any more; wait until nothing waits."""
        self.line.bad = 0.0
        until = time.monotonic() + 600 / self.plan.rate
        while time.monotonic() < until and self.waiting():
            time.sleep(0.2)
        time.sleep(2)       # what is late may come

    def waiting(self) -> int:
        with self.database.read() as connection:
            going = sa.select(sa.func.count()).where(tables.message.c.status.in_(GOING))
            return int(connection.execute(going).scalar_one())

    def _wait_for_web(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if requests.get(f"{self.provider.url}/readyz", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise TimeoutError((self.folder / "log").read_text())


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _free_port() -> int:
    import socket
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
