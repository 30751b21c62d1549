"""One way to a database: SQLite for one machine, PostgreSQL for more."""
from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from storage.bell import Bell
from storage.engines import KEPT, LOCK_WAIT, POSTGRESQL, postgresql, says_something, sqlite

AWAY = (OperationalError, NoneFree)
MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = sorted(file.stem.split("_")[0] for file in MIGRATIONS.glob("versions/[0-9]*.py"))


class Conflict(Exception):
    """Somebody else wrote this first; do the turn again."""


class Away(Exception):
    """The database can't be reached, or is locked for too long; nothing was written."""


TOGETHER = "together"


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """What is prepared and run inside goes to PostgreSQL in one round trip: its rows are looked at afterwards."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.info[TOGETHER] = checks = list[Callable[[], object]]()
    try:
        with connection.connection.dbapi_connection.pipeline():     # type: ignore[union-attr]
            yield
    finally:
        del connection.info[TOGETHER]
    for check in checks:
        check()


def checked(connection: Connection, check: Callable[[], object]) -> None:
    """Look at what came of something now, or where it goes with others when all have gone."""
    checks = connection.info.get(TOGETHER)
    check() if checks is None else checks.append(check)


class Database:
    """Transactions on either database; what was committed is on disk."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.noted: Callable[[str], object] = lambda kind: None     # called with away or conflict, for who counts them
        self.postgresql = make_url(url).get_backend_name() == "postgresql"
        self.engine = postgresql(url) if self.postgresql else sqlite(url)
        driver: Any = self.engine.dialect.loaded_dbapi      # what is prepared is given to it as it is, so its errors come as they are
        self._taken, self._away = (IntegrityError, driver.IntegrityError), (*AWAY, driver.OperationalError)
        self.bell = Bell(self.engine.url) if self.postgresql else None
        self._writing, self._rests = Lock(), list[Connection]()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back on any exception.

        Conflict if another took a unique key first; Away if there is no database to be had.
        """
        try:
            with self._one_writer(), self._kept() as connection, connection.begin():
                yield connection
        except self._taken as error:
            self.noted("conflict")
            raise Conflict from error
        except self._away as error:
            self.noted("away")
            raise Away from error

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """Let the threads of a process wait for each other in order: SQLite's own lock is only tried again and again, ever later."""
        if not self.postgresql and not self._writing.acquire(timeout=LOCK_WAIT):
            raise Away
        try:
            yield
        finally:
            if not self.postgresql:
                self._writing.release()

    @contextmanager
    def _kept(self) -> Iterator[Connection]:
        """A connection that has written before, if one rests: to take one from the pool and give it back takes longer than to begin."""
        try:
            connection = self._rests.pop()
        except IndexError:
            connection = self.engine.connect()
        if self.postgresql and says_something(connection.connection):
            connection.invalidate()
        try:
            yield connection
        finally:
            if connection.invalidated or len(self._rests) >= KEPT:
                connection.close()
            else:
                self._rests.append(connection)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Look only: on SQLite this waits for no writer. Away as for `begin`."""
        try:
            with self.engine.connect().execution_options(read=True) as connection, connection.begin():
                yield connection
        except self._away as error:
            self.noted("away")
            raise Away from error

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Look only, and all the while at one moment. Away if there is no database to be had."""
        moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if self.postgresql else {"read": True}
        try:
            with self.engine.connect().execution_options(**moment) as connection:
                for limit in POSTGRESQL if self.postgresql else ():     # to read everything takes as long as it takes
                    connection.exec_driver_sql(f"SET LOCAL {limit} = 0")
                yield connection
        except self._away as error:
            raise Away from error

    def close(self) -> None:
        while self._rests:
            self._rests.pop().close()
        self.engine.dispose()
        if self.bell:
            self.bell.close()


def prepare(url: str) -> None:
    """Make the embedded database ready by itself; a shared one is upgraded by its operator, on purpose."""
    if url.startswith("sqlite") and not _is_current(url):
        upgrade(url)


def is_there(url: str) -> bool:
    """Whether there is something to connect to; to connect to a file of SQLite that is not there would make it."""
    return not url.startswith("sqlite") or Path(make_url(url).database or "").exists()


def _is_current(url: str) -> bool:
    if not is_there(url):
        return False
    with closing(sqlite3.connect(make_url(url).database or "", timeout=LOCK_WAIT)) as connection:
        try:
            return bool(connection.execute("SELECT version_num FROM alembic_version").fetchone() == (REVISIONS[-1],))
        except sqlite3.OperationalError:        # nothing in it yet
            return False


def upgrade(url: str) -> None:
    """Bring a database to the newest schema."""
    with rebuild(url) as connection:
        migrate(connection)


@contextmanager
def rebuild(url: str) -> Iterator[Connection]:
    """One transaction that may change the schema. Away if there is no database to be had.

    SQLite changes a table by making it anew, which with references on would take along the rows that refer to it.
    """
    if url.startswith("sqlite"):
        Path(make_url(url).database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = sqlite(url, references=False)
    else:
        engine = create_engine(url, hide_parameters=True)
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        raise Away from error
    finally:
        engine.dispose()


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the schema forward, within the transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def revision(connection: Connection) -> str:
    """The schema that a database has; nothing if it has none."""
    return MigrationContext.configure(connection).get_current_revision() or ""
