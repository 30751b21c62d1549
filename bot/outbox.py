"""The sender: takes what was committed to the channels, one address at a time, in order."""
from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from bot.handlers.channel import Channel
from storage import Database, Vault, outbox

log = logging.getLogger(__name__)
SWEEP = 1.0         # seconds between two looks at the outbox when nobody wakes the sender
CHORES = 60.0       # seconds between two rounds of what is due


class Outbox:
    """One sender; several may run side by side."""

    def __init__(self, database: Database, vault: Vault, channels: Iterable[Channel], clock: Callable[[], datetime],
                 chores: Callable[[], object] = lambda: None) -> None:
        """chores: what is done once a minute besides sending."""
        self.database, self.vault, self.clock, self.chores = database, vault, clock, chores
        self.channels: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self.name = f"{os.uname().nodename}:{os.getpid()}:{id(self)}"
        self._wake, self._stop = threading.Event(), threading.Event()

    def sweep(self) -> int:
        """Deliver to every address that waits; give how many messages were accepted."""
        with self.database.begin() as connection:
            ids = outbox.waiting(connection, list(self.channels), self.clock())
        return sum(self.deliver(id) for id in ids)

    def deliver(self, address_id: str) -> int:
        """Send what is queued for one address, in order; nothing if another sender is at it."""
        sent = 0
        try:
            while self._send_next(address_id):
                sent += 1
        except Exception:       # whatever a channel raises: the message stays queued, and the next sweep tries again
            log.exception("a message could not be sent; it stays queued")
        finally:
            with self.database.begin() as connection:
                outbox.release(connection, address_id, self.name)
        return sent

    def _send_next(self, address_id: str) -> bool:
        """Send one message; no transaction is open while the provider is asked."""
        with self.database.begin() as connection:
            if not outbox.lease(connection, address_id, self.name, self.clock()):
                return False
            channel, to = outbox.recipient(connection, self.vault, address_id)
            message = outbox.next_message(connection, self.vault, address_id)
        if not message:
            return False
        provider_id = self.channels[channel].send(to, message.body, message.stamp, message.id)
        with self.database.begin() as connection:
            outbox.mark(connection, message.id, "sent", self.clock(), provider_id)
        return True

    def wake(self) -> None:
        """Say that something was queued."""
        self._wake.set()

    def run(self) -> None:
        """Sweep until stopped."""
        chores_due = 0.0
        while not self._stop.is_set():
            self._wake.wait(SWEEP)
            self._wake.clear()
            try:
                self.sweep()
                if time.monotonic() >= chores_due:
                    chores_due = time.monotonic() + CHORES
                    self.chores()
            except Exception:       # the database is away: what is queued stays queued
                log.exception("the outbox could not be read; trying again")

    def start(self) -> None:
        """Run in a thread of this process."""
        threading.Thread(target=self.run, name="sender", daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()
