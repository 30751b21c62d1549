"""How many turns one process does at once: with more than it can do everybody would wait, and nobody be answered."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from storage import Away

TURNS = 16          # of the 32 threads that serve; the others are for pages, and for saying that we are busy
WAITING = 8
PATIENCE = 2.0      # seconds


class Busy(Away):
    """There is no place; to be tried again, as when the database is away."""


class Places:
    """So many are inside, so many wait a little at the door, and whoever comes then is sent away at once."""

    def __init__(self, turns: int = TURNS, waiting: int = WAITING) -> None:
        self._inside, self._here = BoundedSemaphore(turns), BoundedSemaphore(turns + waiting)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Take a place; Busy if there is none."""
        if not self._here.acquire(blocking=False):
            raise Busy
        try:
            if not self._inside.acquire(timeout=PATIENCE):
                raise Busy
            try:
                yield
            finally:
                self._inside.release()
        finally:
            self._here.release()
