"""What wakes the senders on all hosts when there is something to send."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg
from sqlalchemy import URL

from storage.engines import WIRE

PAUSE = 0.02        # seconds in which all that is queued is rung for once


class Bell:
    """PostgreSQL's NOTIFY, from a connection of its own: within a turn's transaction it would let all hosts commit one by one.

    Rung only where nobody sends in the process itself: else every host would look for what one of them already has in hand.
    A ring that is lost costs a second: senders look as often.
    """

    def __init__(self, url: URL) -> None:
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._rung, self._over, self._starting = threading.Event(), threading.Event(), threading.Lock()
        self._ringer: threading.Thread | None = None

    def ring(self) -> None:
        """Wake the senders soon; returns at once."""
        with self._starting:
            if not self._ringer or not self._ringer.is_alive():     # no thread survives a fork
                self._ringer = threading.Thread(target=self._keep_ringing, name="ringer", daemon=True)
                self._ringer.start()
        self._rung.set()

    def listen(self, wake: Callable[[], object], stopped: Callable[[], bool]) -> None:
        """Call wake whenever somebody rings, until stopped; a lost connection is made again."""
        while not stopped():
            try:
                with psycopg.connect(self._address, autocommit=True, **WIRE) as connection:
                    connection.execute("LISTEN outbox")
                    while not stopped():
                        for _ring in connection.notifies(timeout=1, stop_after=1):
                            wake()
            except psycopg.OperationalError:        # the database is away; what is queued is found by looking
                time.sleep(1)

    def close(self) -> None:
        self._over.set()
        self._rung.set()
        if self._ringer:
            self._ringer.join()

    def _keep_ringing(self) -> None:
        while not self._over.is_set():
            try:
                with psycopg.connect(self._address, autocommit=True, **WIRE) as connection:
                    while self._rung.wait() and not self._over.is_set():
                        self._rung.clear()
                        connection.execute("NOTIFY outbox")
                        self._over.wait(PAUSE)
            except psycopg.OperationalError:
                self._over.wait(1)
