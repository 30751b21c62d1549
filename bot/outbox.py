"""The sender: takes what was committed to the channels, one address at a time, in order."""
from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from queue import SimpleQueue

from bot import logs, metrics
from bot.handlers.channel import Channel, Searchable, Unsent, Windowed
from bot.heartbeat import Heartbeat
from bot.paces import Pace, Paces, again
from storage import Connection, Database, Vault, outbox
from storage.messages import Message
from storage.outbox import Due, Recipient

log = logging.getLogger(__name__)
SWEEP = 1.0         # seconds between two looks at all that waits, also at what others left
CHORES = 60.0       # seconds between two rounds of what is due
SENDERS = 8         # addresses that one process sends to at a time
HALT = timedelta(minutes=1)         # a channel whose account is refused is asked again after this
UNKNOWN = timedelta(seconds=30)     # an answer that was lost may still come to light
LOOKS = 5           # lost answers after which a message counts as sent where the provider can be asked; elsewhere the second
LATE = timedelta(minutes=10)
CLOCKS = timedelta(minutes=1)       # how far a provider's clock may be from ours


class Outbox:
    """One sender; several may run side by side."""

    def __init__(self, database: Database, vault: Vault, channels: Iterable[Channel], clock: Callable[[], datetime],
                 chores: Callable[[], object] = lambda: None, paces: Mapping[str, tuple[Pace, Pace]] | None = None) -> None:
        """chores: what is done once a minute besides sending. paces: how fast each channel takes, in all and one address."""
        self.database, self.vault, self.clock, self.chores, self.paces = database, vault, clock, chores, Paces(paces or {})
        self._halted: dict[str, datetime] = {}
        self._pool = ThreadPoolExecutor(SENDERS, "sender")
        self.channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self.name = f"{os.uname().nodename}:{os.getpid()}:{id(self)}"
        self._wake, self._stop = threading.Event(), threading.Event()
        self._told = SimpleQueue[str]()         # for whom something was queued in this process; "" is for anybody
        self._running: threading.Thread | None = None
        self._heart = Heartbeat(database, self.name, clock)

    def sweep(self) -> int:
        """Deliver to every address that waits; give how many messages were accepted."""
        with self.database.read() as connection:
            ids = outbox.waiting(connection, self._open(), self.clock())
        if len(ids) == outbox.ADDRESSES:        # and there may be more
            self.wake()
        return self._deliver(ids)

    def _deliver(self, ids: Sequence[str]) -> int:
        return sum(self._pool.map(self.deliver, ids)) if len(ids) > 1 else sum(map(self.deliver, ids))

    def _open(self) -> list[str]:
        """The channels that are not halted."""
        now = self.clock()
        self._halted = {name: until for name, until in self._halted.items() if until > now}
        return [name for name in self.channels if name not in self._halted]

    def deliver(self, address_id: str) -> int:
        """Send what is queued for one address, in order; nothing if another sender is at it."""
        sent = 0
        try:
            with self.database.begin() as connection:
                due = self._due(connection, outbox.recipient(connection, self.vault, address_id))
            with self._heart.holding(address_id):
                while due:
                    went_on, due = self._take(due)
                    sent += went_on
                    self._heart.step()
        except BaseException:
            with self.database.begin() as connection:
                outbox.release(connection, address_id, self.name)
            raise
        return sent

    def _due(self, connection: Connection, to: Recipient, *, goes_on: bool = True) -> Due | None:
        """Take an address, or keep it, and find what is to be sent there next; with nothing to send it is given back."""
        due = self._next(connection, to) if goes_on and not self._stop.is_set() else None
        if not due:
            outbox.release(connection, to.address, self.name)
        return due

    def _next(self, connection: Connection, to: Recipient) -> Due | None:
        now = self.clock()
        if not (lease := outbox.lease(connection, to.address, self.name, now)):
            return None
        if lease == "lost":
            metrics.LOST.labels("address").inc()
        if to.channel not in self._open():
            return None
        due = outbox.next_message(connection, self.vault, to)
        if due and lease == "lost" and isinstance(self.channels[to.channel], Searchable):   # who had it may have sent it
            outbox.settle(connection, due.message.id, "unknown", "taken over")
            due = due._replace(message=replace(due.message, status="unknown"))
        if due and (wait := self.paces.wait(to.channel, to.address, now)):
            outbox.postpone(connection, to.address, now + timedelta(seconds=wait))
            return None
        return due

    def _take(self, due: Due) -> tuple[bool, Due | None]:
        """Take a message to its provider; in one transaction write down what became of it, and find the next. No transaction is open while
        the provider is asked. Gives too whether this one is no hindrance to those behind it."""
        to, message = due.to, due.message
        with logs.trace(self.vault, to.channel, due.answers):
            try:
                became: str | Unsent = self._send(self.channels[to.channel], to, message)
            except Unsent as unsent:
                became = unsent
            except Exception:       # a fault of ours in the channel: the message stays, others are served
                log.exception("a message could not be sent")
                became = Unsent("later", "fault")
            parks = isinstance(became, Unsent) and became.fate == "window" and message.kind != "prompt"
            with self.database.begin() as connection:
                still = outbox.recipient(connection, self.vault, to.address)
                if isinstance(became, str):
                    outbox.mark(connection, message.id, self.clock(), became)
                goes_on = isinstance(became, str) or self._unsent(connection, due, became)
                following = self._due(connection, still._replace(invited=still.invited or parks), goes_on=goes_on)
            if isinstance(became, str):
                metrics.sent(to.channel, (self.clock() - message.created_at).total_seconds())
            if parks and not to.invited:
                self._invite(to, message)
        return goes_on, following

    def _send(self, channel: Channel, to: Recipient, message: Message) -> str:
        """Give a message to its channel, unless it has gone out before or the window is closed."""
        if message.status == "unknown" and isinstance(channel, Searchable) and (found := self._find(channel, to, message)):
            return found
        if isinstance(channel, Windowed) and not channel.is_open(to.heard_at, self.clock()):
            raise Unsent("window", "closed")
        with metrics.PROVIDER_SECONDS.labels(channel.name).time():
            return channel.send(to.name, message.body, message.stamp, message.id)

    def _find(self, channel: Searchable, to: Recipient, message: Message) -> str:
        """Look for a message that may have gone out; what may be an earlier one of the same words is not taken for it."""
        since, found = message.created_at - CLOCKS, list[str]()
        with self.database.read() as connection:
            known = outbox.known(connection, to.address)
            alike = outbox.alike(connection, self.vault, to.address, message, since)
        try:
            while len(found) <= alike and (one := channel.find(to.name, message.body, since, {*known, *found})):
                found.append(one)
        except Unsent as unsent:        # asking sends nothing: where the answer was lost, it is asked again
            raise Unsent("later", unsent.code) if unsent.fate == "unknown" else unsent from None
        return found[0] if len(found) > alike else ""

    def _unsent(self, connection: Connection, due: Due, unsent: Unsent) -> bool:
        """Do what follows from a refusal; True to go on with the next message."""
        to, message = due.to, due.message
        now, channel = self.clock(), self.channels[to.channel]
        counts = message.status == "unknown" and not (isinstance(channel, Searchable) and message.tries < LOOKS)
        metrics.SENDS.labels(to.channel, unsent.fate).inc()
        log.warning("not sent on %(channel)s: %(outcome)s %(code)s, try %(try)s",
                    {"channel": to.channel, "outcome": unsent.fate, "code": unsent.code, "try": message.tries + 1})
        match unsent.fate:
            case "later":
                if unsent.after:        # the provider names a time when we are too fast, and to whom is not said
                    self._halted[to.channel] = now + timedelta(seconds=unsent.after)
                outbox.postpone(connection, to.address, now + again(message.tries), message.id, code=unsent.code)
            case "halt":
                self._halted[to.channel] = now + HALT
                log.error("%s is halted for %s: %s", to.channel, HALT, unsent.code)
                outbox.postpone(connection, to.address, now + HALT, message.id, code=unsent.code)
            case "unknown" if not counts:
                outbox.postpone(connection, to.address, now + UNKNOWN, message.id, status="unknown", code=unsent.code)
            case "unknown":     # asked or sent once more, and still nobody says: it counts as sent, and never blocks what is behind it
                outbox.mark(connection, message.id, now)
            case "gone" | "stopped":
                outbox.stop(connection, to.address, now, unsent.code)
            case "window":
                outbox.settle(connection, message.id, "voided" if message.kind == "prompt" else "parked", unsent.code)
            case "content":
                log.error("a message was refused for what it says, and is given up: %s", unsent.code)
                outbox.settle(connection, message.id, "failed", unsent.code)
        return unsent.fate in ("content", "window") or (unsent.fate == "unknown" and counts)

    def _invite(self, to: Recipient, message: Message) -> None:
        """Ask the person once to write, so that what is parked can go out; where that can't be, it waits for them."""
        channel = self.channels[to.channel]
        try:
            if isinstance(channel, Windowed):
                channel.invite(to.name, message.id)
        except Unsent as unsent:
            log.warning("nobody could be asked to open the window on %s: %s %s", to.channel, unsent.fate, unsent.code)

    def wake(self, address_id: str = "") -> None:
        """Say that something was queued, and for whom if that is known. Where nobody sends in this process, the others hear it."""
        if self._running:
            self._told.put(address_id)
            self._wake.set()
        elif self.database.bell:
            self.database.bell.ring()

    def run(self) -> None:
        """Send until stopped, and say now and then that somebody does."""
        if bell := self.database.bell:
            threading.Thread(target=bell.listen, args=(self.wake, self._stop.is_set), name="bell", daemon=True).start()
        look_due = chores_due = 0.0
        while not self._stop.is_set():
            self._wake.wait(SWEEP)
            self._wake.clear()
            self._heart.step()
            told = [*dict.fromkeys(self._told.get() for _one in range(self._told.qsize()))]
            try:
                if "" in told or len(told) > outbox.ADDRESSES or time.monotonic() >= look_due:       # of many, who presses goes first
                    look_due = time.monotonic() + SWEEP
                    self.sweep()
                else:
                    self._deliver(told)
                if time.monotonic() >= chores_due:
                    chores_due = time.monotonic() + CHORES
                    self._alarm()
                    self.chores()
            except Exception:       # the database is away: what is queued stays queued
                log.exception("the outbox could not be read; trying again")

    def _alarm(self) -> None:
        """Say loudly that something waits too long."""
        with self.database.read() as connection:
            if late := outbox.late(connection, self.clock() - LATE):
                log.error("%s messages have been waiting for more than %s", late, LATE)

    def start(self) -> None:
        """Run in a thread of this process."""
        self._running = threading.Thread(target=self.run, name="sender", daemon=True)
        self._running.start()
        self._heart.start(self._running)

    def stop(self) -> None:
        """Give nothing more to any provider."""
        self._stop.set()
        self._wake.set()

    def end(self) -> None:
        """Stop, and wait until what is at a provider has been answered and written down."""
        self.stop()
        if self._running:
            self._running.join()
        self._heart.end()
