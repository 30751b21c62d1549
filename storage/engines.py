"""How a connection to either database is made, what it is told first, and when it is over."""
from __future__ import annotations

from select import POLLIN, poll
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

LOCK_WAIT = 15      # seconds a writer waits for another before it gives up
POSTGRESQL = {"lock_timeout": LOCK_WAIT, "statement_timeout": 30, "idle_in_transaction_session_timeout": 60}     # seconds
# Who is gone without a word is noticed within about half a minute: a server by us, and by the server we, who may have rows locked.
NOTICED = {"tcp_keepalives_idle": 15, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}
WIRE: dict[str, Any] = {"connect_timeout": 5, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3,
                        "tcp_user_timeout": 30_000}
CONNECTIONS = 40    # of one process at most: its 32 threads, its senders
KEPT = 8            # of them, that have written and rest
WAL_PAGES = 8000    # of 4 KB, after which they are moved into the database's file: every five hundred turns, and not every fifty


def postgresql(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True, pool_use_lifo=True, pool_size=KEPT, max_overflow=CONNECTIONS - KEPT,
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
        if says_something(connection):
            raise DisconnectionError

    return engine


def says_something(connection: Any) -> bool:
    """Whether a server speaks to a connection that rests, mostly to say that it is over; to ask would be a round trip a turn."""
    said = poll()
    said.register(connection, POLLIN)
    return bool(said.poll(0))


def sqlite(url: str, *, references: bool = True) -> Engine:
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
