"""Ready means: the database is there, its schema is this program's or newer, and somebody sends."""
from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from storage import watch
from tests.doors.test_waits import free_port
from tests.shell.phone import KEY

ROOT = Path(__file__).parents[2]


def ready(app: Flask) -> tuple[int, str]:
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.text.strip()


def test_ready_while_somebody_sends(app: Flask):
    house = app.extensions["house"]
    assert ready(app) == (503, "No sender is at work.")
    house.outbox.start()
    assert ready(app) == (200, "ok")
    began, clock = house.clock(), house.clock
    house.clock = lambda: began + watch.ALIVE + timedelta(seconds=1)
    assert ready(app) == (503, "No sender is at work.")
    house.clock = clock
    house.outbox.end()
    assert ready(app) == (503, "No sender is at work.")


def test_a_sender_that_was_killed_is_forgotten(app: Flask):
    house = app.extensions["house"]
    with house.database.begin() as connection:
        for name, ago in (("old", watch.GONE), ("killed", watch.ALIVE), ("one", timedelta()), ("one", timedelta())):
            watch.beat(connection, name, house.clock() - ago)
        assert watch.senders(connection, house.clock()) == 1
        assert connection.exec_driver_sql("select count(*) from sender").scalar() == 2


@pytest.mark.parametrize(("revision", "says"), [("0013", "flask db upgrade"), ("9999", "ok")])
def test_the_schema_may_be_newer_and_not_older(app: Flask, revision, says):
    house = app.extensions["house"]
    with house.database.begin() as connection:
        watch.beat(connection, "one", house.clock())
        connection.exec_driver_sql(f"update alembic_version set version_num = '{revision}'")
    assert says in ready(app)[1]


def test_a_sender_alone_can_be_watched(database_url: str, tmp_path: Path):
    port, env = free_port(), {**os.environ, "PYTHONPATH": str(ROOT), "FLASK_APP": str(ROOT / "wsgi.py"), "DATABASE_URL": database_url,
                              "SECRET_KEY": "tests", "DATA_KEYS": f"1:{KEY}", "INDEX_KEY": KEY}
    process = subprocess.Popen([sys.executable, "-m", "flask", "send", "--port", str(port)], cwd=tmp_path, env=env)
    try:
        for path, says in (("healthz", "ok"), ("readyz", "ok"), ("metrics", "bpu_senders 1.0")):
            assert says in fetched(f"http://127.0.0.1:{port}/{path}")
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/messages")
    finally:
        process.terminate()
    assert process.wait(30) == 0


def fetched(url: str) -> str:
    for _try in range(200):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
