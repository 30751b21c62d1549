"""Web processes and senders on several hosts with one PostgreSQL: turns a second, and how long people wait when a host is gone."""
from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa

import storage
from bot.handlers.telegram import HEADER
from storage import tables
from tests.benchmarks.rounds import SCRIPT
from tests.chaos import after
from tests.chaos.__main__ import MEMORY, postgresql
from tests.chaos.blows import away
from tests.chaos.people import SECRET
from tests.chaos.storm import Plan
from tests.hosts.network import Network, impossible
from tests.hosts.storm import HostStorm
from tests.standins.telegram_person import IDS, Person

HOSTS = (1, 2, 4)
CHATS = 24              # people who write at a time
WARM, SECONDS = 5.0, 20.0
RATE = 8                # the trial's clock, so that Telegram's one message a second to one person is no limit
LEAST = timedelta(seconds=2)    # a wait that people notice
BEFORE, GONE = 15.0, 75.0       # seconds of calm, and that a host is gone: longer than a lease


class Crowd(HostStorm):
    """People who answer as soon as they are asked."""

    def __init__(self, url: str, folder: Path, network: Network) -> None:
        super().__init__(Plan(seed=1, seconds=0, kills=0, crowd=CHATS, rate=RATE), url, folder, network)
        self.took_turns: list[tuple[float, float]] = []     # when it was posted, and seconds until it was answered

    def _blow(self) -> None:
        self.ends = time.monotonic() + WARM + SECONDS
        self.busy = [_busy()]
        crowd = [threading.Thread(target=self._chat) for _one in range(CHATS)]
        for one in crowd:
            one.start()
        time.sleep(WARM)
        self.busy = [_busy()]
        time.sleep(SECONDS)
        self.busy.append(_busy())
        for one in crowd:
            one.join()

    def _chat(self) -> None:
        give = partial(self.provider.deliver, path="/webhooks/telegram", headers={HEADER: SECRET})
        while time.monotonic() < self.ends:
            person = Person(self.telegram, lambda update: give(json=update), next(IDS))
            for text in SCRIPT:
                began, read = time.monotonic(), len(self.telegram.of(person.id))
                person.write(text)
                self.took_turns.append((began, time.monotonic() - began))
                while len(self.telegram.of(person.id)) == read and time.monotonic() < min(began + 5, self.ends):
                    time.sleep(0.005)


class Loss(HostStorm):
    """People who register while one host is killed as a whole, and later another one's cable is pulled."""

    def _blow(self) -> None:
        self.when: dict[str, tuple[datetime, datetime]] = {}
        crowd = self._gather(time.monotonic() + 3 * BEFORE + 2 * GONE)
        time.sleep(BEFORE)
        with self._noted("killed"):
            self.crew.kill(0)
            time.sleep(GONE)
        self.crew.start(0)
        self.crew.wait()
        time.sleep(BEFORE)
        with self._noted("cable pulled"), away(self):
            self.network.cut(1)
            time.sleep(GONE)
        self.network.mend(1)
        for one in crowd:
            one.join()

    @contextmanager
    def _noted(self, what: str) -> Iterator[None]:
        began = self.clock()
        yield
        self.when[what] = began, self.clock()

def _busy() -> tuple[float, float]:
    """Seconds that all cores together have worked, and that they have been there."""
    spent = [int(word) / os.sysconf("SC_CLK_TCK") for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return sum(spent) - spent[3] - spent[4], sum(spent)


def throughput(hosts: int) -> str:
    """Turns a second with so many hosts."""
    with trial(hosts) as (network, url, folder):
        crowd = Crowd(url, folder, network)
        crowd.run()
        crowd.database.close()
    took = sorted(1000 * seconds for began, seconds in crowd.took_turns if crowd.ends - SECONDS <= began)
    (worked, was), (worked_then, was_then) = crowd.busy
    return (f"  {hosts} hosts   {len(took) / SECONDS:6.0f} turns a second   answered in p50 {statistics.median(took):5.0f} ms, "
            f"p99 {took[int(0.99 * len(took)) - 1]:5.0f} ms   cores busy {(worked_then - worked) / (was_then - was):4.0%}")


def takeover() -> Iterator[str]:
    """How long messages of ours waited while a host was gone."""
    with trial(3) as (network, url, folder):
        loss = Loss(Plan(seed=3, seconds=0, kills=0, crowd=8, rate=1, bad=0), url, folder, network)
        loss.run()
        found = after.count(loss)
        with loss.database.read() as connection:
            rows = connection.execute(sa.select(tables.message.c.created_at, tables.message.c.accepted_at).where(
                tables.message.c.way == "out", tables.message.c.accepted_at.is_not(None))).all()
        loss.database.close()
    for what, (began, ended) in loss.when.items():
        waits = [(taken - made).total_seconds() for made, taken in rows if began - LEAST <= made <= ended and taken >= began]
        late = [f"{wait:.0f}" for wait in sorted(waits) if wait > LEAST.total_seconds()]
        yield (f"  {what} for {(ended - began).total_seconds():.0f} s: {len(waits)} of our messages, p50 {statistics.median(waits):.1f} s; "
               f"{len(late)} waited more than 2 s{': ' * bool(late)}{', '.join(late)}")
    yield str(found)
    yield "\n".join(found.wrong) or "  nothing lost, nothing twice without a reason"


@contextmanager
def trial(hosts: int) -> Iterator[tuple[Network, str, Path]]:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="hosts-") as place, Network(hosts) as network:
        folder = Path(place)
        folder.chmod(0o711)         # PostgreSQL is another user
        with postgresql(folder, network.ours) as (url, _blows):
            storage.upgrade(url)
            yield network, url, folder


def main() -> None:
    """Print the table; where there can be no hosts, say why."""
    if why := impossible():
        print(f"  not measured: {why}")
        return
    print(f"  {os.cpu_count()} cores carry all of it: hosts, PostgreSQL, the provider's stand-in and {CHATS} people who answer at once")
    for hosts in HOSTS:
        print(throughput(hosts), flush=True)
    print(*takeover(), sep="\n")
