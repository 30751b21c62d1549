"""Real kills: a child process does one thing and dies, without a word, at the n-th point of it."""
from __future__ import annotations

import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

from storage import Database
from tests.shell.statements import watch

KILLED = 9


class Fuse:
    """Counts the points that are passed, and kills the process at the n-th."""

    def __init__(self, n: int, log: Path) -> None:
        self.left, self.log = n, log

    def __call__(self, point: str) -> None:
        self.left -= 1
        if not self.left:
            self.log.write_text(point)
            os._exit(KILLED)

    def lay(self, database: Database) -> None:
        """Pass a point before and after every statement, BEGIN and COMMIT."""
        watch(database, self)


def every_kill(url: str, folder: Path, do: Callable[[str, Fuse], object]) -> Iterator[tuple[str, str]]:
    """Yield, of each point at which `do` was killed, its name and the database as that left it."""
    for n in count(1):
        with copied(url, folder) as copy:
            if not _is_killed(partial(do, copy, Fuse(n, folder / "point"))):
                return
            yield (folder / "point").read_text(), copy


def _is_killed(do: Callable[[], object]) -> bool:
    """Do it in a process of its own."""
    child = os.fork()
    if not child:
        try:
            do()
            os._exit(0)
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED), f"the child failed: {code}"
    return code == KILLED


@contextmanager
def copied(url: str, folder: Path) -> Iterator[str]:
    """Copy a database that nobody has open."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{shutil.copy(str(make_url(url).database), folder / f'{uuid4().hex}.sqlite')}"
        return
    name, there = f"k{uuid4().hex}", make_url(url)
    server = there.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"create database {name} template {there.database} strategy file_copy")
        yield there.set(database=name).render_as_string(hide_password=False)
        admin.execute(f"drop database {name} with (force)")
