"""What people tell is nowhere to be read: not on the disk, not in logs, not in lists."""
from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import SQLAlchemyError

from bot.app import create_app
from storage import tables
from tests.disk import home, search, written
from tests.shell.phone import HELLO, SETTINGS, Phone

TOLD = {"nik": "3273014404909917", "name": "Kartini Puspasari", "home": "Wakasihu, Ambon", "income": "1.738.629 sebulan",
        "phone": "0812 0000 4321"}
SECRETS = ("3273014404909917", "3273014404909928", "3273014404159939", "Kartini", "Puspasari", "Wakasihu", "1738629", "1.738.629",
           "81200004321", "0812 0000 4321", "mbak-kartini")
found = search(SECRETS)


@pytest.fixture
def talked(database_url: str, caplog: pytest.LogCaptureFixture) -> Iterator[Phone]:
    """One who registers, one who volunteers a NIK and refuses, one who is eleven years old; all of it logged at its loudest."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    phone = Phone(database_url, "mbak-kartini")
    phone.register(**TOLD)
    for name, texts in (("refuses", (HELLO, "3273014404909928", "tidak")), ("child", (HELLO, "setuju", "3273014404159939"))):
        other = Phone(database_url, name)
        for text in texts:
            other.say(text)
    yield phone
    phone.database.close()


def test_on_the_disk(database_url, request):
    since = time.time() - 1
    database = request.getfixturevalue("talked").database
    read = [(path.name, found(data)) for path, data in written(home(database), since)]
    assert len(read) >= 3           # of SQLite the file, -wal and -shm
    assert [(name, secrets) for name, secrets in read if secrets] == []


def test_in_logs(talked, caplog):
    logged = "\n".join(record.getMessage() for record in caplog.get_records("setup"))
    assert "UPDATE message" in logged
    assert found(logged.encode()) == []


def test_in_exceptions(talked):
    row = {**talked.rows(tables.person)[0], "created_at": None}
    with pytest.raises(SQLAlchemyError) as error, talked.database.engine.begin() as connection:
        connection.execute(tables.audit.insert(), {"id": row["id"], "talk_id": row["id"], "who": "Kartini", "what": "", "subject": "",
                                                   "created_at": talked.clock.now, "before": b"", "hash": b""})
    assert "Kartini" not in str(error.value)


def test_in_lists(talked):
    app = create_app(SETTINGS.model_copy(update={"database_url": talked.database.url}))
    for command in (["enrolments", "list", "--json"], ["enrolments", "list"], ["cases", "list", "--json"]):
        run = app.test_cli_runner().invoke(args=command)
        assert run.exit_code == 0
        assert found(run.output.encode()) == []
    (row,) = json.loads(app.test_cli_runner().invoke(args=["enrolments", "list", "--json"]).output)
    assert row["nik"] == "3273********9917"


def test_in_what_programs_print_of_themselves(talked):
    assert found(repr((talked.transcript, talked.rows(tables.message), talked.rows(tables.enrolment))).encode()) == []


@pytest.mark.parametrize("name", ["refuses", "child"])
def test_what_must_not_be_kept_is_gone(talked, name):
    other = Phone(talked.database.url, name)
    assert [row["body"] for row in other.rows(tables.message) if row["way"] == "in"] == [None] * 3
    assert not [row for row in other.rows(tables.message) if row["draft"] and row["body"]]
    assert not other.state.drafts
    assert other.rows(tables.enrolment) == other.rows(tables.draft) == []
    (last,) = other.transcript
    assert last.kind == "notice"
