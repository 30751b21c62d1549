"""The stand-in refuses what Telegram refuses, asked without our channel between."""
from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.standins.bot_api import TOKEN, BotApi, Fault
from tests.standins.telegram_person import Person


@pytest.fixture
def api():
    with BotApi() as api:
        yield api


def ask(api: BotApi, method: str, token: str = TOKEN, **said: object) -> tuple[int, dict[str, Any]]:
    body = urlencode({name: value if isinstance(value, str) else json.dumps(value) for name, value in said.items()}).encode()
    try:
        with urlopen(Request(f"{api.url}/bot{token}/{method}", body), timeout=10) as answer:
            return answer.status, json.load(answer)
    except HTTPError as error:
        return error.code, json.load(error)


def keys(*data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Ya", "callback_data": one}] for one in data]}


@pytest.mark.parametrize(("said", "why"), [
    ({"text": ""}, "text is empty"), ({"text": " \n"}, "text is empty"), ({}, "text is empty"),
    ({"text": "x" * 4097}, "too long"), ({"text": "🙏" * 2049}, "too long"),
    ({"text": "a_b", "parse_mode": "Markdown"}, "can't parse"),
    ({"text": "a", "reply_markup": keys("x" * 65)}, "BUTTON_DATA_INVALID"),
    ({"text": "a", "reply_markup": keys("é" * 33)}, "BUTTON_DATA_INVALID"),
    ({"text": "a", "reply_markup": keys("")}, "BUTTON_DATA_INVALID"),
    ({"text": "a", "colour": "red"}, "colour"), ({"text": "a", "read_timeout": 3}, "read_timeout")])
def test_a_message_it_refuses(api, said, why):
    status, answer = ask(api, "sendMessage", chat_id=7, **said)
    assert (status, answer["ok"], api.accepted) == (400, False, [])
    assert why in str(answer["description"])


@pytest.mark.parametrize("said", [{"text": "x" * 4096}, {"text": "🙏" * 2048}, {"text": "a", "reply_markup": keys("x" * 64)}])
def test_a_message_it_takes(api, said):
    status, answer = ask(api, "sendMessage", chat_id=7, **said)
    assert (status, answer["ok"], [message.text for message in api.of(7)]) == (200, True, [said["text"]])


def test_whom_it_does_not_reach(api):
    api.unknown.add(7)
    api.blocked.add(8)
    assert ask(api, "sendMessage", chat_id=7, text="a")[0] == 400
    assert ask(api, "sendMessage", chat_id=8, text="a")[0] == 403


def test_a_wrong_token_and_a_wrong_method(api):
    assert ask(api, "getMe", token="1:x")[0] == 401
    assert ask(api, "sendTelepathy")[0] == 404
    assert ask(api, "getMe")[1]["result"]["is_bot"] is True


def test_a_tap_is_answered_once(api):
    api.spinning.add("9")
    assert ask(api, "answerCallbackQuery", callback_query_id="9")[0] == 200
    status, answer = ask(api, "answerCallbackQuery", callback_query_id="9")
    assert status == 400
    assert "too old" in str(answer["description"])


def test_updates_come_until_they_are_confirmed(api):
    Person(api).write("satu")
    Person(api).write("dua")
    first, second = ask(api, "getUpdates")[1]["result"]
    assert [one["message"]["text"] for one in (first, second)] == ["satu", "dua"]
    assert ask(api, "getUpdates", offset=first["update_id"])[1]["result"] == [first, second]
    assert ask(api, "getUpdates", offset=first["update_id"] + 1)[1]["result"] == [second]
    assert ask(api, "getUpdates", offset=second["update_id"] + 1)[1]["result"] == []


def test_a_webhook_and_a_poll_exclude_each_other(api):
    assert ask(api, "setWebhook", url="http://plain.example.id")[0] == 400
    assert ask(api, "setWebhook", url="https://bpu.example.id")[0] == 200
    assert ask(api, "getWebhookInfo")[1]["result"]["url"] == "https://bpu.example.id"
    assert ask(api, "getUpdates")[0] == 409
    ask(api, "deleteWebhook")
    assert ask(api, "getUpdates")[0] == 200


@pytest.mark.parametrize(("fault", "accepted"), [(Fault(lost="before"), 0), (Fault(lost="after"), 1)])
def test_it_breaks_off(api, fault, accepted):
    api.faults.append(fault)
    with pytest.raises(ConnectionError):
        ask(api, "sendMessage", chat_id=7, text="a")
    assert len(api.accepted) == accepted


def test_it_says_how_long_to_wait(api):
    api.faults.append(Fault(429, "Too Many Requests: retry after 5", retry_after=5))
    assert ask(api, "sendMessage", chat_id=7, text="a")[1]["parameters"] == {"retry_after": 5}
