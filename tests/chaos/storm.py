"""A storm: people register while the bot's processes are killed and started again."""
from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import sqlalchemy as sa

from bot.handlers.whatsapp import WhatsApp
from storage import Database, tables
from storage.outbox import GOING
from tests.chaos.blows import Blow
from tests.chaos.clock import Clock
from tests.chaos.crew import Crew
from tests.chaos.door import Trial
from tests.chaos.people import PUBLIC_URL, SECRET, OnTelegram, OnWhatsApp, Provider, Worker
from tests.chaos.providers import ANSWER, Line, Telegram, Twilio
from tests.handlers.whatsapp.conftest import WORDS
from tests.shell.phone import KEY
from tests.standins import bot_api, twilio_api
from tests.standins.twilio_api import Accepted
from tests.standins.twilio_person import US


@dataclass(frozen=True)
class Plan:
    """How bad it gets. rate: seconds of the trial's clock in one of ours. bad: how often a provider's answer goes wrong."""

    seed: int
    seconds: float
    kills: int                      # or stops, when it is gentle
    crowd: int                      # people who write at a time
    people: int = 10**6             # who write in all, if there is time
    rate: float = 8.0
    bad: float = 0.3
    gentle: bool = False            # nobody is killed; they are told to stop
    blows: tuple[Blow, ...] = ()    # one after another, evenly over the time


class Storm:
    """Everything on trial: processes, providers, people, and what happened to them."""

    host = "127.0.0.1"      # where the providers are

    def __init__(self, plan: Plan, url: str, folder: Path) -> None:
        self.plan, self.url, self.folder = plan, url, folder
        self.random = Random(plan.seed)
        self.clock = Clock(folder / "clock", plan.rate)
        self.line = Line(self._dice(), plan.rate)
        self.telegram = Telegram(line=self.line, host=self.host)
        self.twilio = Twilio(line=self.line, host=self.host, clock=self.clock.undisturbed, told=self._report)
        self.database = Database(url)
        self.workers: list[Worker] = []
        self.blows = Counter[str]()
        self.away: list[tuple[float, float]] = []       # seconds of ours between which nothing could be marked
        self.longest_call = 2 * ANSWER / plan.rate
        self.took = 0.0

    def run(self) -> None:
        """Let it blow, and wait until all is quiet."""
        began = time.monotonic()
        self.clock.start()
        with self.telegram, self.twilio:
            for api in (self.telegram, self.twilio):        # the killed don't listen to the end
                api.server.handle_error = lambda *_error: None       # type: ignore[method-assign]
            WhatsApp(twilio_api.ACCOUNT, twilio_api.TOKEN, US, PUBLIC_URL, WORDS, self.twilio.url).sync()
            self.crew = self._hire(Trial(self.folder, self._settings(), self.clock))
            self.provider = Provider(lambda: self.crew.url, self._dice())
            try:
                self.crew.start()
                self.crew.wait()
                self._blow()
                self._calm()
            finally:
                self.provider.ended.set()
                self.crew.end()
        self.took = time.monotonic() - began

    def _hire(self, trial: Trial) -> Crew:
        return Crew(trial, self.database, self._dice())

    def _dice(self) -> Random:
        return Random(self.random.random())

    def _settings(self) -> dict[str, object]:
        return {"database_url": self.url, "secret_key": "tests", "data_keys": f"1:{KEY}", "index_key": KEY, "public_url": PUBLIC_URL,
                "telegram_bot_token": bot_api.TOKEN, "telegram_webhook_secret": SECRET, "telegram_api_url": self.telegram.url,
                "twilio_account_sid": twilio_api.ACCOUNT, "twilio_auth_token": twilio_api.TOKEN, "twilio_whatsapp_from": US,
                "twilio_api_url": self.twilio.url}

    def _blow(self) -> None:
        began, plan = time.monotonic(), self.plan
        until = began + plan.seconds
        self.line.bad = plan.bad
        crowd = self._gather(until)
        coming = [(began + plan.seconds * (n + 0.5) / len(plan.blows), blow) for n, blow in enumerate(plan.blows)]
        while time.monotonic() < until and any(one.is_alive() for one in crowd):
            time.sleep(plan.seconds / plan.kills * self.random.uniform(0.5, 1.3))
            self.crew.stop_one() if plan.gentle else self.crew.kill_one()
            if coming and coming[0][0] < time.monotonic():
                _when, blow = coming.pop(0)
                blow(self)
                self.blows[blow.__name__] += 1
        while any(one.is_alive() for one in crowd):
            self.crew.tend()
            time.sleep(0.2)

    def _gather(self, until: float) -> list[threading.Thread]:
        crowd = [threading.Thread(target=self._crowd, args=(until,)) for _one in range(self.plan.crowd)]
        for one in crowd:
            one.start()
        return crowd

    def _crowd(self, until: float) -> None:
        """One after another registers."""
        while time.monotonic() < until and (worker := self._come()):
            worker.register()

    def _come(self) -> Worker | None:
        with self.line.lock:
            n = len(self.workers)
            if n >= self.plan.people:
                return None
            phone = f"0812{n:08}"
            on: OnTelegram | OnWhatsApp = (OnWhatsApp(self.twilio, self.provider, f"whatsapp:+62{phone[1:]}") if n % 2 else
                                           OnTelegram(self.telegram, self.provider))
            nik = f"327301{1 + n // 100 % 28:02}0185{9900 + n % 100}"
            self.workers.append(Worker(on, nik, phone, self._dice()))
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
        """Nothing goes wrong any more; wait until nothing waits, and what is late has come."""
        self.line.bad = 0.0
        until = time.monotonic() + 600 / self.plan.rate
        while time.monotonic() < until and (self.waiting() or [*self.folder.rglob("instance/spool/*.sealed")]):
            self.crew.tend()
            time.sleep(0.2)
        time.sleep(2)

    def waiting(self) -> int:
        with self.database.read() as connection:
            going = sa.select(sa.func.count()).where(tables.message.c.status.in_(GOING))
            return int(connection.execute(going).scalar_one())
