"""Says that a sender is at work, and keeps what it holds for as long as it lives."""
from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from storage import Away, Database, outbox, watch

log = logging.getLogger(__name__)
BEAT = 4.0      # seconds between two signs of life; a lease is as long as three of them
HANGS = 120.0   # seconds without a step after which nobody speaks for a sender any more: longer than any call to a provider


class Heartbeat:
    """Beats while a sender takes its steps, so that others take over soon after it has died or hangs, and not while a provider is slow."""

    def __init__(self, database: Database, name: str, clock: Callable[[], datetime]) -> None:
        self.database, self.name, self.clock = database, name, clock
        self._held, self._stepped = set[str](), time.monotonic()
        self._beating: threading.Thread | None = None

    def step(self) -> None:
        """The sender has come a step further."""
        self._stepped = time.monotonic()

    @contextmanager
    def holding(self, address_id: str) -> Iterator[None]:
        """Keep the lease of an address meanwhile."""
        self._held.add(address_id)
        try:
            yield
        finally:
            self._held.discard(address_id)

    def start(self, sender: threading.Thread) -> None:
        with suppress(Away):
            self._beat()
        self._beating = threading.Thread(target=self._accompany, args=(sender,), name="heartbeat", daemon=True)
        self._beating.start()

    def end(self) -> None:
        """Say that the sender has stopped, once its thread has."""
        if self._beating:
            self._beating.join()
        with suppress(Away), self.database.begin() as connection:
            watch.leave(connection, self.name)

    def _accompany(self, sender: threading.Thread) -> None:
        """Beat also while it is told to stop and a provider has yet to answer."""
        while sender.is_alive():
            sender.join(BEAT)
            if time.monotonic() - self._stepped < HANGS:
                try:
                    self._beat()
                except Exception:       # the database is away; what is held may be lost to somebody else by then
                    log.exception("a sender could not say that it is at work; trying again")

    def _beat(self) -> None:
        with self.database.begin() as connection:
            watch.beat(connection, self.name, self.clock())
            outbox.keep(connection, sorted(self._held), self.name, self.clock())
