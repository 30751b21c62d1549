"""Ready means: the database is there, its schema is this program's or newer, and somebody sends."""
from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from signal import SIGKILL

import pytest
from flask import Flask

from bot.app import create_app
from storage import watch
from tests.doors.test_waits import free_port
from tests.shell.phone import KEY, SETTINGS

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


@pytest.mark.parametrize(("revision", "says"), [("0012", "flask db upgrade"), ("9999", "ok")])
def test_the_schema_may_be_newer_and_not_older(app: Flask, revision, says):
    house = app.extensions["house"]
    with house.database.begin() as connection:
        watch.beat(connection, "one", house.clock())
        connection.exec_driver_sql(f"update alembic_version set version_num = '{revision}'")
    assert says in ready(app)[1]


@contextmanager
def running(url: str, folder: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """`flask WORDS`, which ends well when it is told to stop."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "FLASK_APP": str(ROOT / "wsgi.py"), "DATABASE_URL": url, "SECRET_KEY": "tests",
           "DATA_KEYS": f"1:{KEY}", "INDEX_KEY": KEY}
    process = subprocess.Popen([sys.executable, "-m", "flask", *words], cwd=folder, env=env)
    try:
        yield process
    finally:
        process.terminate()
        assert process.wait(30) == 0


def test_a_sender_alone_can_be_watched(database_url: str, tmp_path: Path):
    port = free_port()
    with running(database_url, tmp_path, "send", "--port", str(port)):
        for path, says in (("healthz", "ok"), ("readyz", "ok"), ("metrics", "bpu_senders 1.0")):
            assert says in fetched(f"http://127.0.0.1:{port}/{path}")
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/messages")


def test_any_worker_speaks_for_the_machine(postgresql: str, tmp_path: Path):
    port = free_port()
    with running(postgresql, tmp_path, "serve", "--port", str(port), "--workers", "2"):
        for _try in range(50):      # one that is quick may answer all
            with ThreadPoolExecutor(8) as many:
                many.map(partial(knock, port), [5] * 8)
            if len(counters := [*tmp_path.glob("instance/metrics/counter_*.db")]) == 2:
                break
        assert len(counters) == 2
        before = count(port)
        knock(port, 20)
        assert count(port) == before + 20
        killed = max(int(path.stem[8:]) for path in counters)
        os.kill(killed, SIGKILL)
        knock(port, 20)
        assert before + 40 <= count(port) <= before + 42        # one was perhaps answered to nobody


def knock(port: int, times: int) -> None:
    for _time in range(times):
        assert fetched(f"http://127.0.0.1:{port}/healthz") == "ok\n"


def count(port: int) -> float:
    """How often anybody knocked, all workers together."""
    found = fetched(f"http://127.0.0.1:{port}/metrics")
    return float(re.findall(r'bpu_responses_total\{endpoint="watching.healthz",status="200"\} (\S+)', found)[0])


def test_several_workers_want_a_shared_database(sqlite: str):
    app = create_app(SETTINGS.model_copy(update={"database_url": sqlite}))
    found = app.test_cli_runner().invoke(args=["serve", "--workers", "2"])
    assert found.exit_code == 2
    assert "PostgreSQL" in found.output


def fetched(url: str) -> str:
    for _try in range(200):
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
