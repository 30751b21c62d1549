"""The webhook: who may post, what is answered, and what groups are told."""
from __future__ import annotations

import json
import time

import pytest
from flask import Flask

from bot.handlers.telegram import HEADER, pages
from tests.handlers.telegram.test_reading import PAYLOADS
from tests.standins.bot_api import BotApi

SECRET = "a-secret_of-the-tests"


class Away(Exception):
    """As of a database that is not there."""


@pytest.fixture
def heard():
    return []


@pytest.fixture
def client(telegram, heard):
    return _client(telegram, heard.append)


def _client(telegram, hear, secret=SECRET):
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.register_blueprint(pages(lambda: telegram, hear, secret, Away))
    return app.test_client()


def post(client, body, secret=SECRET):
    return client.post("/webhooks/telegram", data=body if isinstance(body, (str, bytes)) else json.dumps(body), headers={HEADER: secret})


def told(api: BotApi, count: int) -> list[dict[str, str]]:
    """What was said without anybody waiting for it."""
    deadline = time.monotonic() + 5
    while len(api.asked("sendMessage")) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    return api.asked("sendMessage")


@pytest.mark.parametrize("name", PAYLOADS)
def test_every_update_is_answered_empty(client, heard, telegram, name):
    answer = post(client, PAYLOADS[name])
    assert (answer.status_code, answer.data) == (200, b"")
    assert [one.account for one in heard] in ([], [telegram.account])


@pytest.mark.parametrize("secret", ["", "a", SECRET[:-1], SECRET.upper(), "rahasia-é"])
def test_a_wrong_secret(client, heard, secret):
    answer = post(client, PAYLOADS["text"], secret)
    assert (answer.status_code, heard) == (403, [])


def test_without_a_secret_nobody_is_let_in(telegram, heard):
    assert post(_client(telegram, heard.append, secret=""), PAYLOADS["text"], "").status_code == 403
    assert _client(telegram, heard.append).post("/webhooks/telegram", json=PAYLOADS["text"]).status_code == 403
    assert heard == []


@pytest.mark.parametrize("body", ["", "{", "[]", "7", "null", b"\xff\xfe", "[" * 20_000, {"update_id": "1"},
                                  {"update_id": 1, "message": {}}])
def test_a_body_that_is_no_update(client, heard, body):
    answer = post(client, body)
    assert (answer.status_code, heard) == (400, [])
    assert "pdate" in answer.text


def test_a_body_that_is_too_long(client):
    assert post(client, "x" * 70_000).status_code == 413


@pytest.mark.parametrize(("error", "status"), [(Away, 503), (ValueError, 500), (RuntimeError, 500)])
def test_what_goes_wrong_inside(telegram, error, status):
    def hear(inbound):
        raise error
    assert post(_client(telegram, hear), PAYLOADS["text"]).status_code == status


def test_a_tap_stops_spinning_before_it_is_heard(telegram, api):
    query = PAYLOADS["button"]["callback_query"]["id"]
    api.spinning.add(query)

    def hear(inbound):
        deadline = time.monotonic() + 5
        while api.spinning and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not api.spinning
    assert post(_client(telegram, hear), PAYLOADS["button"]).status_code == 200
    assert post(_client(telegram, lambda inbound: None), PAYLOADS["button"]).status_code == 200       # too old by now


def test_a_group_gets_one_line_a_day_and_no_form(client, api, heard, monkeypatch):
    group = PAYLOADS["group"]
    elsewhere = {"chat": {**group["message"]["chat"], "id": -1009901}, "is_topic_message": True, "message_thread_id": 17}
    for payload in (group, group, {**group, "message": {**group["message"], **elsewhere}}, group):
        post(client, payload)
    lines = {line["chat_id"]: line for line in told(api, 2)}
    assert {chat: line.get("message_thread_id") for chat, line in lines.items()} == {"-1001234509901": None, "-1009901": "17"}
    assert all("https://t.me/bpu_test_bot" in line["text"] and "reply_markup" not in line for line in lines.values())
    tomorrow = time.monotonic() + 25 * 3600
    monkeypatch.setattr("bot.handlers.telegram.time.monotonic", lambda: tomorrow)
    post(client, group)
    monkeypatch.undo()
    assert told(api, 3)[2]["chat_id"] == "-1001234509901"
    assert (len(api.asked("sendMessage")), heard) == (3, [])
