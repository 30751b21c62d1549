"""A process with more to do than it can says so at once, and nothing that came meanwhile is lost."""
from __future__ import annotations

import json
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from bot import house as rooms
from bot import places
from bot.app import create_app
from bot.house import House
from bot.places import Busy, Places
from tests.doors.conftest import attended
from tests.doors.test_waits import serving
from tests.handlers.whatsapp.conftest import PUBLIC_URL
from tests.shell.phone import HELLO, SETTINGS, SPEECH
from tests.standins import bot_api, twilio_api
from tests.standins.twilio_api import TwilioApi
from tests.standins.twilio_person import US, Person

SETUP: dict[str, Any] = {
    "public_url": PUBLIC_URL, "telegram_bot_token": SecretStr(bot_api.TOKEN), "telegram_webhook_secret": SecretStr("a-secret"),
    "twilio_account_sid": twilio_api.ACCOUNT, "twilio_auth_token": SecretStr(twilio_api.TOKEN), "twilio_whatsapp_from": US}
UPDATE = {"update_id": 1, "message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "text": HELLO}}
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "a-secret"}


@pytest.fixture
def app(database_url: str, tmp_path, monkeypatch) -> Iterator[Flask]:
    monkeypatch.setattr(rooms, "INSTANCE", tmp_path)
    monkeypatch.setattr(places, "PATIENCE", 0.1)
    app = attended(create_app(SETTINGS.model_copy(update={**SETUP, "database_url": database_url})))
    app.extensions["house"].speech = SPEECH
    yield app
    app.extensions["house"].database.close()


@pytest.fixture
def crowd(app: Flask) -> Iterator[House]:
    """Every place is taken."""
    house: House = app.extensions["house"]
    house.places = Places(turns=2, waiting=1)
    with house.places.one(), house.places.one():
        yield house


def say(app: Flask, text: str = HELLO, client: Any = None) -> Any:
    return (client or app.test_client()).post("/messages", json={"id": "the-same-id", "text": text})


def test_the_web_chat_says_when_and_takes_it_then(app: Flask, crowd: House):
    client = app.test_client()
    answer = say(app, client=client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "sangat ramai" in answer.json["error"]
    assert "5 detik" in answer.json["error"]
    crowd.places = Places()
    assert say(app, client=client).json["messages"][0]["text"] == HELLO


def test_telegram_is_asked_to_come_again(app: Flask, crowd: House):
    answer = app.test_client().post("/webhooks/telegram", json=UPDATE, headers=SECRET)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    crowd.places = Places()
    assert app.test_client().post("/webhooks/telegram", json=UPDATE, headers=SECRET).status_code == 200
    assert len(crowd.conversation.transcript("telegram", bot_api.TOKEN.partition(":")[0], "5")) == 2


def test_twilio_comes_only_once_so_it_is_kept(app: Flask, crowd: House):
    person = Person(app.test_client(), TwilioApi(), PUBLIC_URL)
    assert person.say(HELLO).status_code == 200
    assert crowd.conversation.transcript("whatsapp", US, person.address) == []
    crowd.chores()
    assert crowd.conversation.transcript("whatsapp", US, person.address) == []
    crowd.places = Places()
    crowd.chores()
    assert [m.way for m in crowd.conversation.transcript("whatsapp", US, person.address)] == ["in", "out"]


def test_pages_go_on(app: Flask, crowd: House):
    for path in ("/healthz", "/readyz", "/", "/messages", "/staff/sign-in"):
        assert app.test_client().get(path).status_code == 200


def test_a_place_is_given_back_and_waited_for_a_little(monkeypatch):
    monkeypatch.setattr(places, "PATIENCE", 5.0)
    few, inside, most, count = Places(turns=2, waiting=3), [0], [0], threading.Lock()

    def visit(_n: int) -> bool:
        try:
            with few.one():
                with count:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                time.sleep(0.1)
                with count:
                    inside[0] -= 1
        except Busy:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        came = list(pool.map(visit, range(10)))
    assert (came.count(True), most[0]) == (5, 2)
    assert visit(0)


def test_who_waits_too_long_is_sent_away(monkeypatch):
    monkeypatch.setattr(places, "PATIENCE", 0.1)
    one = Places(turns=1, waiting=5)
    with one.one(), pytest.raises(Busy), one.one():
        pass
    with pytest.raises(ZeroDivisionError), one.one():
        raise ZeroDivisionError
    with one.one():
        pass


@pytest.mark.parametrize("path", ["/messages", "/staff/inbox", "/staff/sign-in"])
def test_while_the_database_is_away_every_door_says_so(tmp_path, path):
    app = create_app(SETTINGS.model_copy(update={"database_url": "postgresql+psycopg://nobody@127.0.0.1:1/none"}))
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["person"] = "somebody"
    client.set_cookie("desk", "a-token", path="/staff")
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert len(answer.text) > 30


def test_a_real_process_whose_turns_all_hang_is_still_alive(sqlite):
    """Somebody holds SQLite's only lock for writers: turns wait, others are told to come again, health is answered at once."""
    with serving(sqlite, threads=10, turns=4, waiting=2, head=30, whole=60) as port:
        assert post(port, 99) == 200
        with closing(sqlite3.connect(str(make_url(sqlite).database), isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            with ThreadPoolExecutor(30) as pool:
                posted = [pool.submit(post, port, n) for n in range(30)]
                time.sleep(1.5)
                started = time.monotonic()
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                    assert answer.status == 200
                assert time.monotonic() - started < 3
                holder.execute("ROLLBACK")
                codes = [one.result() for one in posted]
        assert {*codes} == {200, 503}
        assert codes.count(200) >= 4
        assert post(port, 0) == 200


def post(port: int, n: int) -> int:
    body = json.dumps({"id": f"{n:08}", "text": HELLO}).encode()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/messages", body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
