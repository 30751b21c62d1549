"""A database in which people and staff have lived for a while, and `flask ...` on any database."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result

from bot.app import create_app
from storage import Database, Vault, audit, tables
from storage.backup import backup, restore
from storage.vault import read_key
from tests.conversations.staff import by
from tests.shell.phone import KEY, NOON, SETTINGS, Phone

VAULT = Vault({1: read_key(KEY)}, read_key(KEY))        # as phones have it
Rows = dict[str, list[Any]]


@pytest.fixture
def lived(database_url: str) -> Iterator[Phone]:
    """A database as people leave it."""
    with living(database_url) as phone:
        yield phone


@contextmanager
def living(url: str) -> Iterator[Phone]:
    """A registration that an officer carried over, a case with a note, a message that waits, and half a form of somebody else."""
    phone, other = Phone(url), Phone(url, "budi")
    phone.register()
    (enrolment,) = phone.rows(tables.enrolment)
    ani = by(phone.house, "ani")
    phone.house.progress.register(enrolment["id"], "12345678901", ani)
    phone.house.progress.pay(enrolment["id"], phone.clock().date(), 3, ani)
    phone.say("petugas")
    phone.house.casework.claim(phone.talk.id, ani)
    phone.house.casework.note(phone.talk.id, "Siti sudah ditelepon", ani)
    phone.hear("tunggu ya 🙏")
    for text in ("kenapa langit warnanya biru ya bang", "daftarkan asisten rumah tangga saya", "setuju", "Rina Wijaya", "1"):
        other.say(text)
    yield phone
    other.database.close()
    phone.database.close()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of such a database, with one more talk and somebody who was hired."""
    folder = tmp_path_factory.mktemp("kept")
    with living(f"sqlite:///{folder / 'bot.sqlite'}") as phone:
        Phone(phone.database.url, "citra").register()
        hired = by(phone.house, "budi").id
        with phone.database.begin() as connection:
            audit.note_staff(connection, VAULT, hired, "flask", "added", "officer", NOON)
        backup(phone.database.url, VAULT, folder / "kept", NOON)
    return folder / "kept"


@pytest.fixture
def office(database_url: str, kept: Path) -> Iterator[Phone]:
    """The same, quickly, in a database of one's own."""
    restore(database_url, VAULT, kept)
    phone = Phone(database_url)
    yield phone
    phone.database.close()


@pytest.fixture
def flask() -> Callable[..., Result]:
    """Call `flask ...` on a database."""
    def flask(url: str, *args: object, **settings: object) -> Result:
        app = create_app(SETTINGS.model_validate({**SETTINGS.model_dump(), **settings, "database_url": url}))
        return app.test_cli_runner().invoke(args=[str(arg) for arg in args])
    return flask


def all_rows(url: str) -> Rows:
    database = Database(url)
    with database.read() as connection:
        found = {table.name: list(connection.execute(sa.select(table).order_by(table.c.id)).all())
                 for table in tables.metadata.sorted_tables}
    database.close()
    return found
