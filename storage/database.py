"""One way to a database: SQLite for one machine, PostgreSQL for more."""
from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from select import POLLIN, poll
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

LOCK_WAIT = 15      # seconds a writer waits for another before it gives up
POSTGRESQL = {"lock_timeout": LOCK_WAIT, "statement_timeout": 30, "idle_in_transaction_session_timeout": 60}     # seconds
# Who is gone without a word is noticed within about half a minute: a server by us, and by the server we, who may have rows locked.
NOTICED = {"tcp_keepalives_idle": 15, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
WIRE: dict[str, Any] = {"connect_timeout": 5, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3,
                        "tcp_user_timeout": 30_000}
CONNECTIONS = 40    # of one process at most: its 32 threads, its senders
AWAY = (OperationalError, NoneFree)
WAL_PAGES = 8000    # of 4 KB, after which they are moved into the database's file: every four hundred turns, and not every fifty
MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = sorted(file.stem.split("_")[0] for file in MIGRATIONS.glob("versions/[0-9]*.py"))


class Conflict(Exception):
    """Somebody else wrote this first; do the turn again."""


class Away(Exception):
    """The database can't be reached, or is locked for too long; nothing was written."""


class Database:
    """Transactions on either database; what was committed is on disk."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.noted: Callable[[str], object] = lambda kind: None     # called with away or conflict, for who counts them
        self.postgresql = make_url(url).get_backend_name() == "postgresql"
        self.engine = _postgresql(url) if self.postgresql else _sqlite(url)
        driver: Any = self.engine.dialect.loaded_dbapi      # what is prepared is given to it as it is, so its errors come as they are
        self._taken, self._away = (IntegrityError, driver.IntegrityError), (*AWAY, driver.OperationalError)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back on any exception.

        Conflict if another took a unique key first; Away if there is no database to be had.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except self._taken as error:
            self.noted("conflict")
            raise Conflict from error
        except self._away as error:
            self.noted("away")
            raise Away from error

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

    @contextmanager
    def together(self, connection: Connection) -> Iterator[None]:
        """What is prepared and written inside goes to PostgreSQL in one round trip; nothing can be read meanwhile."""
        if not self.postgresql:
            yield
            return
        with connection.connection.dbapi_connection.pipeline():     # type: ignore[union-attr]
            yield

    def ring(self, connection: Connection) -> None:
        """Wake the senders on all hosts once this is committed; on SQLite the sender is in this process, or looks every second."""
        if self.postgresql:
            self.engine.dialect.do_execute(connection.connection.cursor(), "NOTIFY outbox", {})

    def listen(self, wake: Callable[[], object], stopped: Callable[[], bool]) -> None:
        """Call wake whenever somebody rings, until stopped; a lost connection is made again."""
        address = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while not stopped():
            try:
                with psycopg.connect(address, autocommit=True, **WIRE) as connection:
                    connection.execute("LISTEN outbox")
                    while not stopped():
                        for _ring in connection.notifies(timeout=1, stop_after=1):
                            wake()
            except psycopg.OperationalError:        # the database is away; what is queued is found by looking
                time.sleep(1)

    def close(self) -> None:
        self.engine.dispose()


def _postgresql(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True, pool_use_lifo=True, pool_size=8, max_overflow=CONNECTIONS - 8,
                           pool_timeout=LOCK_WAIT, connect_args=WIRE)

    @event.listens_for(engine, "connect")
    def limit(connection: Any, record: object) -> None:
        """Not as startup options, which poolers in between refuse."""
        connection.autocommit = True
        for name, seconds in POSTGRESQL.items():
            connection.execute(f"SET {name} = '{seconds}s'")
        for name, number in NOTICED.items():
            connection.execute(f"SET {name} = {number}")
        connection.autocommit = False

    @event.listens_for(engine, "checkout")
    def look(connection: Any, record: object, proxy: object) -> None:
        """What a server says to a connection that rests is mostly that it is over; to ask each one would be a round trip a turn."""
        said = poll()
        said.register(connection, POLLIN)
        if said.poll(0):
            raise DisconnectionError

    return engine


def _sqlite(url: str, *, references: bool = True) -> Engine:
    engine = create_engine(url, hide_parameters=True, pool_use_lifo=True, connect_args={"timeout": LOCK_WAIT, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None       # the driver's own BEGIN comes too late to lock
        # FULL: a commit that was answered for survives a power cut. secure_delete: what is erased is overwritten.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"foreign_keys={references}", "secure_delete=ON",
                       f"busy_timeout={LOCK_WAIT}000", f"wal_autocheckpoint={WAL_PAGES}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("read")
        how = "BEGIN" if reads else "BEGIN IMMEDIATE"       # one writer at a time, from its first read on
        engine.dialect.do_execute(connection.connection.cursor(), how, ())

    return engine


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
        engine = _sqlite(url, references=False)
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
