"""What operators read at /metrics: it is counted once, by all processes together, and says nothing of anybody."""
from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from prometheus_client import values
from prometheus_client.core import Metric
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot import metrics
from bot.app import create_app
from bot.handlers.channel import Inbound
from bot.places import Places
from storage import Away, Database, outbox, watch
from tests.shell.phone import ANSWERS, HELLO, SETTINGS, Clock, Phone
from tests.standins.bot_api import BotApi, Fault
from tests.standins.telegram_person import Person

FORKS = multiprocessing.get_context("fork")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Count in memory, from nothing, whatever a command of an earlier test in this process has begun."""
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    monkeypatch.setattr(values, "ValueClass", values.MutexValue)
    _forget()
    yield
    _forget()


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Count in files, from nothing."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    metrics.share(tmp_path / "metrics")
    yield tmp_path / "metrics"
    _forget()


def _forget() -> None:
    for metric in vars(metrics).values():
        if isinstance(metric, MetricWrapperBase):
            metric._metrics.clear()


def read(text: bytes) -> dict[str, float]:
    """Every sample, as name{values}."""
    return named(text_string_to_metric_families(text.decode()))


def named(families: Iterable[Metric]) -> dict[str, float]:
    return {f"{s.name}{{{' '.join(value for _name, value in sorted(s.labels.items()) if value)}}}": s.value
            for family in families for s in family.samples}


def grown(app: Flask, before: dict[str, float]) -> dict[str, float]:
    after = read(app.test_client().get("/metrics").data)
    return {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name, 0)}


def test_a_registration_is_counted(app: Flask, telegram: BotApi, somebody: Person):
    before = read(app.test_client().get("/metrics").data)
    texts = [HELLO, "setuju", "327301", *[*ANSWERS.values()][1:]]
    for text in texts:
        assert somebody.write(text) == 200
    app.extensions["house"].take(again := Inbound("telegram", "us", "5000000001", "1", "halo"))
    app.extensions["house"].take(again)
    telegram.faults.append(Fault(500))
    somebody.write("menu")
    found = grown(app, before)
    assert found["bpu_turns_total{telegram turned}"] == len(texts) + 2
    assert found["bpu_turns_total{telegram repeat}"] == 1
    assert found["bpu_turn_seconds_count{telegram}"] == len(texts) + 3
    assert found["bpu_events_total{registration started}"] == found["bpu_events_total{registration finished}"] == 1
    assert found["bpu_events_total{nik_length registration refused}"] == 1
    assert found["bpu_sends_total{telegram later}"] == 1
    assert found["bpu_sends_total{telegram sent}"] == found["bpu_delivery_seconds_count{telegram}"] == len(telegram.accepted)
    assert found["bpu_provider_seconds_count{telegram}"] == len(telegram.accepted) + 1
    assert found["bpu_responses_total{telegram.hear_update 200}"] == len(texts) + 1


def test_what_is_not_heard_is_counted_too(app: Flask, somebody: Person, monkeypatch: pytest.MonkeyPatch):
    house, before = app.extensions["house"], read(app.test_client().get("/metrics").data)
    with monkeypatch.context() as patch:
        patch.setattr(house, "places", Places(0, 0))
        assert somebody.write("halo") == 503
    with monkeypatch.context() as patch:
        away = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
        away.noted = house.database.noted
        patch.setattr(house.conversation, "database", away)
        assert somebody.write("halo") == 503
    for _message in range(31):
        house.take(Inbound("telegram", "us", "5000000002", uuid4().hex, "halo"))
    found = grown(app, before)
    assert (found["bpu_turns_total{telegram busy}"], found["bpu_turns_total{telegram away}"]) == (1, 1)
    assert found["bpu_turns_total{telegram too fast}"] == 1
    assert found["bpu_database_errors_total{away}"] == 1


def test_leases_of_the_dead_are_counted(phone: Phone):
    lost = metrics.LOST.labels("address")
    phone.hear(HELLO)
    address = phone.talk.address
    with phone.database.begin() as connection:
        assert outbox.lease(connection, address, "dead", phone.clock())
    before = lost._value.get()
    phone.outbox.sweep()
    assert lost._value.get() == before
    phone.clock.later(seconds=61)
    assert phone.outbox.sweep() == 1
    assert lost._value.get() == before + 1


def test_what_waits_is_read_when_asked_and_not_more_often_than_every_few_seconds(phone: Phone, tmp_path: Path, monkeypatch):
    (tmp_path / "one.sealed").touch()
    clock = Clock(phone.clock())
    now = metrics.Now(lambda: phone.database, tmp_path, clock)
    phone.hear("petugas")
    phone.hear("ada kecelakaan kerja, jari saya putus tadi pagi")
    clock.later(seconds=90)
    found = named(now.collect())
    assert found["bpu_queue{}"] >= 2
    assert found["bpu_queue_oldest_seconds{}"] == 90
    assert (found["bpu_cases{yes}"], found["bpu_cases{no}"]) == (1, 1)
    assert found["bpu_cases_oldest_seconds{yes}"] == 90
    assert found["bpu_spool_files{waiting}"] == 1
    assert (found["bpu_senders{}"], found["bpu_database_up{}"]) == (0, 1)
    phone.outbox.sweep()
    with phone.database.begin() as connection:
        watch.beat(connection, "one", clock())
    assert named(now.collect()) == found
    now._until = 0
    found = named(now.collect())
    assert (found["bpu_queue{}"], found["bpu_queue_oldest_seconds{}"], found["bpu_senders{}"]) == (0, 0, 1)
    monkeypatch.setattr(watch, "MOST", 1)
    now._until = 0
    phone.hear("menu")
    phone.hear("menu ya")
    assert named(now.collect())["bpu_queue{}"] == 1


def test_without_a_database_it_says_so(tmp_path: Path):
    now = metrics.Now(lambda: Database("postgresql+psycopg://nobody@127.0.0.1:1/none"), tmp_path, Clock())
    found = {family.name: family.samples[0].value for family in now.collect()}
    assert found["bpu_database_up"] == 0
    assert "bpu_queue" not in found


def _count(times: int) -> None:
    for _time in range(times):
        metrics.SENDS.labels("telegram", "sent").inc()
        metrics.TURN_SECONDS.labels("telegram").observe(0.3)
    os._exit(0)


def test_all_processes_of_a_machine_count_together_and_the_dead_are_not_forgotten(shared: Path):
    nothing = metrics.Now(lambda: (_ for _ in ()).throw(Away()), shared, Clock())
    metrics.SENDS.labels("telegram", "sent").inc()
    for times in (1, 2, 3):
        process = FORKS.Process(target=_count, args=(times,))
        process.start()
        process.join()
        found = read(metrics.text(nothing))
        assert found["bpu_sends_total{telegram sent}"] == 1 + sum(range(times + 1))
        assert found["bpu_turn_seconds_count{telegram}"] == sum(range(times + 1))
        assert found["bpu_turn_seconds_bucket{telegram 0.5}"] == sum(range(times + 1))
        assert found["bpu_turn_seconds_bucket{telegram 0.25}"] == 0
    names = sorted(path.name for path in shared.glob("*.db"))
    assert names == ["counter_0.db", f"counter_{os.getpid()}.db", "histogram_0.db"]
    assert read(metrics.text(nothing)) == found


@pytest.mark.parametrize(("settings", "headers", "origin", "status"), [
    ({}, {}, "127.0.0.1", 200), ({}, {}, "::1", 200), ({}, {}, "10.0.0.7", 403), ({}, {}, "", 403),
    ({"public_url": "https://bot.example"}, {}, "127.0.0.1", 403),
    ({"public_url": "https://bot.example", "trusted_proxies": 1}, {}, "127.0.0.1", 200),
    ({"public_url": "https://bot.example", "trusted_proxies": 1}, {"X-Forwarded-For": "203.0.113.9"}, "127.0.0.1", 403),
    ({"metrics_token": SecretStr("lang")}, {}, "127.0.0.1", 403),
    ({"metrics_token": SecretStr("lang")}, {"Authorization": "Bearer long"}, "127.0.0.1", 403),
    ({"metrics_token": SecretStr("lang")}, {"Authorization": "lang"}, "127.0.0.1", 403),
    ({"metrics_token": SecretStr("lang")}, {"Authorization": "Bearer lang"}, "10.0.0.7", 200)])
def test_who_may_read(sqlite: str, settings, headers, origin, status):
    client = create_app(SETTINGS.model_copy(update={**settings, "database_url": sqlite})).test_client()
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": origin})
    assert answer.status_code == status
    assert (b"bpu_queue" in answer.data) is (status == 200)


def test_labels_are_words_of_ours(app: Flask, somebody: Person):
    for path in ("/nowhere/081200000123", "/staff/cases/3273012501859901", "/webhooks/telegram"):
        app.test_client().get(path)
    somebody.write("nama saya Siti Aminah 3273012501859901 hp 081200000123")
    samples = [sample for family in metrics.HERE.collect() for sample in family.samples]
    labels = {value for sample in samples for name, value in sample.labels.items() if name != "le"}
    assert len(labels) > 10
    assert [value for value in labels if not re.fullmatch(r"[a-z_. ]{0,40}|[1-5]\d\d", value)] == []
