"""What else happens to a machine: its clock is set, its disk is full, its database restarts."""
from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from tests.chaos.storm import Storm

Blow = Callable[["Storm"], None]
SHIFT = 20.0                # seconds; two of them are less than the minute that a provider's clock may be from ours
WRONG = 900.0               # seconds by which a clock is wrong after a start
FULL = 3.0                  # seconds that a disk is full
SPOOL = 8 * 1024            # bytes that a file may have while the disk still takes what is small


def clock_back(storm: Storm) -> None:
    storm.clock.jump(-SHIFT)


def clock_forward(storm: Storm) -> None:
    storm.clock.jump(SHIFT)


def power_cut(storm: Storm) -> None:
    """All processes die together, and start with a clock that is wrong: it would be unfair only while a lease is held."""
    storm.crew.kill()
    storm.clock.jump(WRONG)
    storm.crew.start()


def disk_full(storm: Storm) -> None:
    """No process of the bot can write a byte: files may not grow, which says EFBIG where a full disk says ENOSPC."""
    _limit(storm, 0)


def disk_nearly_full(storm: Storm) -> None:
    """The database can't be written, a webhook can still be spooled."""
    _limit(storm, SPOOL)


def _limit(storm: Storm, size: int) -> None:
    with away(storm):
        storm.crew.limit_files(size)
        time.sleep(FULL)
        storm.crew.limit_files(resource.RLIM_INFINITY)


def connections_cut(storm: Storm) -> None:
    """Every connection to PostgreSQL breaks, whatever it is doing."""
    others = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    with away(storm), storm.database.read() as connection:
        connection.execute(sa.text(others))


def restarted(restart: Callable[[str], object], mode: str) -> Blow:
    """PostgreSQL is restarted. mode: as pg_ctl calls it; immediate is a crash."""
    def restarts(storm: Storm) -> None:
        with away(storm):
            restart(mode)
    restarts.__name__ = f"restart_{mode}"
    return restarts


@contextmanager
def away(storm: Storm) -> Iterator[None]:
    """What was taken a little before could not be marked any more."""
    began = time.monotonic()
    yield
    storm.away.append((began - storm.longest_call, time.monotonic() + 1))
