"""A burst after a television spot, by a clock that is only counted: our paces, senders and order before a provider's limit.

PEOPLE (so many write in the hour after the spot, to one number). Nothing is sent and no database is asked: what is simulated is the sender
as bot/outbox.py and storage/outbox.py have it (its paces, its eight at a time, its sweeps, its waits after a 429), so the figures say
what a provider's limit does, not how fast our database is. Assumed, not measured: how people come, how long they think, how long a provider
takes to answer.
"""
from __future__ import annotations

import heapq
import math
import os
import statistics
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from bot.house import PACES
from bot.outbox import SENDERS, SWEEP
from bot.paces import Bucket, Pace, Paces, again
from storage.outbox import ADDRESSES, GREETING
from tests.flows.worker import FORM
from tests.shell.phone import NOON

PEOPLE = [int(count) for count in os.environ.get("PEOPLE", "5000 20000").split()]
BUBBLES = len(FORM) + 1         # of a registration, from the first answer to the receipt
COMING = 8.0                    # minutes: most come at about this time after the spot, nearly all within the hour
THINKS = (25.0, 0.8)            # seconds in the middle, and how much they differ (lognormal)
ANSWERS = (0.25, 0.4)           # of a provider, in seconds, the same
ACCIDENTS = 0.005               # of the people tell of one on the way
SPAN = 600                      # seconds of a line of the table
Order = Callable[["Person"], int]


@dataclass
class Person:
    """When somebody came and where they are in the form, since when they wait, and at which step something has happened."""

    name: str
    accident: int
    came: float
    step: int = 0
    queued: float = 0.0
    tries: int = 0

    @property
    def urgent(self) -> bool:
        return self.step == self.accident


class Waited(NamedTuple):
    """When something was queued, how long until it was sent, and what it was."""

    at: float
    seconds: float
    what: str


@dataclass
class Sender:
    """One process: its own paces, what its sweep has left to do, and how many are at it."""

    paces: Paces
    sweep: list[Person] = field(default_factory=list)
    busy: int = 0
    halted: float = 0.0
    asleep: bool = True


class Burst:
    """The hour after the spot, and however long it takes until everybody has been answered."""

    def __init__(self, channel: str, people: int, senders: int, order: Order) -> None:
        self.channel, self.order, self.random, self.now = channel, order, Random(2026), 0.0
        self.limit = Bucket(PACES[channel][0], NOON)        # the provider's, whatever we think of it
        self.senders = [Sender(Paces({channel: PACES[channel]})) for _sender in range(senders)]
        self.events: list[tuple[float, int, Callable[[], None]]] = []
        self.queue: list[tuple[int, float, int, Person]] = []
        self.waited: list[Waited] = []
        self.whole: list[float] = []
        self.refused = self.numbered = 0
        for n in range(people):
            at = min(60 * self.random.gammavariate(2, COMING), 3600 * self.random.random() ** 0.1)
            person = Person(str(n), self.random.randrange(BUBBLES) if self.random.random() < ACCIDENTS else BUBBLES, at)
            self.later(at, partial(self.writes, person))

    @property
    def moment(self) -> datetime:
        return NOON + timedelta(seconds=self.now)

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        self.numbered += 1
        heapq.heappush(self.events, (self.now + seconds, self.numbered, do))

    def run(self) -> None:
        while self.events:
            self.now, _number, do = heapq.heappop(self.events)
            do()

    def writes(self, person: Person) -> None:
        """Somebody writes, and an answer is queued at once; Meta's limit counts what comes in too."""
        if self.channel == "whatsapp":
            self.limit.wait(self.moment)
            self.limit.take()
        person.queued, person.tries = self.now, 0
        self.waits(person)

    def waits(self, person: Person) -> None:
        self.numbered += 1
        heapq.heappush(self.queue, (self.order(person), person.queued, self.numbered, person))
        for sender in self.senders:
            if sender.asleep:
                sender.asleep = False
                self.later(0, partial(self.sweeps, sender))
                break

    def sweeps(self, sender: Sender) -> None:
        """Take what waits, in order, so many at a time; if there is nothing, sleep until something comes."""
        if sender.halted > self.now:
            self.later(sender.halted - self.now, partial(self.sweeps, sender))
            return
        sender.sweep = [heapq.heappop(self.queue)[-1] for _one in range(min(ADDRESSES, len(self.queue)))][::-1]
        sender.asleep = not sender.sweep
        for _place in range(min(SENDERS, len(sender.sweep))):
            sender.busy += 1
            self.sends(sender)

    def sends(self, sender: Sender) -> None:
        """One place of a sender takes the next of its sweep; the last to end begins the next sweep."""
        while sender.sweep:
            person = sender.sweep.pop()
            if sender.halted > self.now:
                self.waits(person)
            elif wait := sender.paces.wait(self.channel, person.name, self.moment):
                self.later(max(wait, 0.001), partial(self.waits, person))
            else:
                self.later(self.lognormal(ANSWERS), partial(self.sent, sender, person))
                return
        sender.busy -= 1
        if not sender.busy:
            self.later(0 if self.queue else SWEEP, partial(self.sweeps, sender))

    def sent(self, sender: Sender, person: Person) -> None:
        """The provider has answered: taken, or 429."""
        if self.limit.wait(self.moment):
            self.refused += 1
            sender.halted = self.now + 1
            self.later(again(person.tries).total_seconds(), partial(self.waits, person))
            person.tries += 1
        else:
            self.limit.take()
            self.reads(person)
        self.sends(sender)

    def reads(self, person: Person) -> None:
        what = "urgent" if person.urgent else "under way" if person.step else "first answer"
        self.waited.append(Waited(person.queued, self.now - person.queued, what))
        person.step += 1
        if person.step == BUBBLES:
            self.whole.append(self.now - person.came)
        elif person.step <= person.accident:
            self.later(self.lognormal(THINKS), partial(self.writes, person))

    def lognormal(self, of: tuple[float, float]) -> float:
        return self.random.lognormvariate(math.log(of[0]), of[1])


AS_IT_IS = "urgent, under way, new"     # as in storage.outbox.waiting
ORDERS: dict[str, Order] = {
    "oldest first": lambda person: 0,
    AS_IT_IS: lambda person: 0 if person.urgent else 1 if 2 * (person.step + 1) > GREETING else 2}


def quantiles(waited: list[float]) -> str:
    waited.sort()
    return f"{minutes(statistics.median(waited))} {minutes(waited[int(len(waited) * 0.99)])}" if waited else f"{'-':>7} {'-':>7}"


def minutes(seconds: float) -> str:
    return f"{seconds:6.1f}s" if seconds < 100 else f"{seconds / 60:6.1f}m"


def line(channel: str, people: int, senders: int, name: str) -> Burst:
    burst = Burst(channel, people, senders, ORDERS[name])
    burst.run()
    by = defaultdict(list)
    for one in burst.waited:
        by[one.what].append(one.seconds)
    drained = max(one.at + one.seconds for one in burst.waited)
    waits = "  ".join(map(quantiles, (by["urgent"], by["first answer"], by["under way"], burst.whole)))
    print(f"  {channel:9} {people:8,} {senders:8} {name:24}  {waits}  {len(burst.waited) / drained:5.0f}/s {drained / 3600:6.1f} h"
          f" {burst.refused:8,}", flush=True)
    return burst


def over_time(burst: Burst) -> None:
    """Print how long what was queued in each span waited."""
    print("\n  the last of these by when it was queued: minutes after the spot, queued, p50 and p99 of the wait of what was not urgent")
    spans = defaultdict(list)
    for one in burst.waited:
        if one.what != "urgent":
            spans[int(one.at // SPAN)].append(one.seconds)
    for span in sorted(spans):
        print(f"  {span * SPAN // 60:6} {len(spans[span]):8,}  {quantiles(spans[span])}")


def main() -> None:
    """Print the tables."""
    assert Pace(80, 80) == PACES["whatsapp"][0], "the text in docs/scaling.md names this limit"
    print(f"  {BUBBLES} bubbles a registration; wait as p50 and p99")
    print(f"  {'channel':9} {'people':>8} {'senders':>8} {'order':24}"
          f"  {'urgent':^15}  {'first answer':^15}  {'under way':^15}  {'registration':^15}"
          f"  {'sent':>7} {'over in':>8} {'429':>8}")
    for people in PEOPLE:
        line("telegram", people, 1, AS_IT_IS)
        for senders in (1, 3):
            for name in ORDERS:
                burst = line("whatsapp", people, senders, name)
    over_time(burst)
