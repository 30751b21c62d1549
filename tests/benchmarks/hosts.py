"""Web processes and senders on several hosts with one PostgreSQL: turns a second, and how long people wait when a host is gone."""
from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import sqlalchemy as sa

import storage
from bot.handlers.telegram import HEADER
from storage import tables
from tests.benchmarks.rounds import SCRIPT, machine
from tests.chaos import after
from tests.chaos.__main__ import MEMORY, postgresql
from tests.chaos.blows import away
from tests.chaos.people import SECRET
from tests.chaos.storm import Plan
from tests.hosts.network import Network, impossible
from tests.hosts.shares import Share
from tests.hosts.shares import impossible as no_shares
from tests.hosts.storm import HostStorm
from tests.standins.telegram_person import IDS, Person

HOSTS = (1, 2, 4)
SMALL, HOST, DATABASE = (1, 2, 3, 4), 0.15, 0.1      # small hosts, and how much of a core each of them and the database has
CHATS = 24              # people who write at a time
WARM, SECONDS = 5.0, 20.0
RATE = 8                # the trial's clock, so that Telegram's one message a second to one person is no limit
LEAST = timedelta(seconds=2)    # a wait that people notice
BEFORE, GONE = 15.0, 75.0       # seconds of calm, and that a host is gone: longer than a lease


class Crowd(HostStorm):
    """People who answer as soon as they are asked."""

    def __init__(self, url: str, folder: Path, network: Network, shares: Sequence[Share] = ()) -> None:
        super().__init__(Plan(seed=1, seconds=0, kills=0, crowd=CHATS, rate=RATE), url, folder, network)
        self.shares = shares                                # of a core, for each host; none: all there is
        self.took_turns: list[tuple[float, float]] = []     # when it was posted, and seconds until it was answered
        self.looks: Callable[[], list[tuple[float, float]]] = lambda: [_busy()]     # at what has worked how long, of how long it could

    def _blow(self) -> None:
        for n, share in enumerate(self.shares):     # they have started: with a tenth of a core that takes a minute
            share.take(*self.crew.pids(n))
        self.ends = time.monotonic() + WARM + SECONDS
        crowd = [threading.Thread(target=self._chat) for _one in range(CHATS)]
        for one in crowd:
            one.start()
        time.sleep(WARM)
        before = self.looks()
        time.sleep(SECONDS)
        self.busy = [(done - done_before) / (could - could_before)
                     for (done, could), (done_before, could_before) in zip(self.looks(), before, strict=True)]
        for one in crowd:
            one.join()

    def __str__(self) -> str:
        took = sorted(1000 * seconds for began, seconds in self.took_turns if self.ends - SECONDS <= began)
        return (f"  {len(took) / SECONDS:6.0f} turns a second   answered in p50 {statistics.median(took):5.0f} ms, "
                f"p99 {took[int(0.99 * len(took)) - 1]:5.0f} ms")

    def _chat(self) -> None:
        give = partial(self.provider.deliver, path="/webhooks/telegram", headers={HEADER: SECRET})
        while True:
            person = Person(self.telegram, lambda update: give(json=update), next(IDS))
            for text in SCRIPT:
                if time.monotonic() >= self.ends:
                    return
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
    """Turns a second with so many hosts, which share all cores."""
    with trial(hosts) as (network, url, folder):
        crowd = Crowd(url, folder, network)
        crowd.run()
        crowd.database.close()
    return f"  {hosts} hosts {crowd}   cores busy {crowd.busy[0]:4.0%}"


def scaled(hosts: int) -> str:
    """The same with hosts and a database that are small machines, so that cores are left: what is held back is the limit."""
    name = f"bot{os.getpid()}"
    with trial(hosts) as (network, url, folder), Share(f"{name}db", DATABASE) as database, ExitStack() as stack:
        shares = [stack.enter_context(Share(f"{name}host{n}", HOST)) for n in range(hosts)]
        server = int((folder / "postgresql" / "postmaster.pid").read_text().split()[0])
        crowd = Crowd(url, folder, network, shares)
        crowd.looks = lambda: [share.held_back() for share in (database, *shares)]
        database.take(server)       # whom it starts from now on; nobody has connected yet
        crowd.run()
        crowd.database.close()
    full, *others = crowd.busy
    return f"  {hosts} hosts {crowd}   held back: a host {statistics.mean(others):4.0%} of the time, the database {full:4.0%}"


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
    print(f"{machine()}; they carry all of it: hosts, PostgreSQL, the provider's stand-in and {CHATS} people who answer at once")
    for hosts in HOSTS:
        print(throughput(hosts), flush=True)
    print(f"  each host with {HOST:.0%} of a core, the database with {DATABASE:.0%}: {no_shares() or 'a model of what more machines do'}")
    for hosts in SMALL if not no_shares() else ():
        print(scaled(hosts), flush=True)
    print(*takeover(), sep="\n")
