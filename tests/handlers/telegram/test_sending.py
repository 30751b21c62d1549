"""What goes out to Telegram, and what its refusals mean."""
from __future__ import annotations

import json
import logging
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.engine.messages import Bubble, Button
from bot.handlers import telegram as handler
from bot.handlers.channel import Unsent
from bot.handlers.loop import Loop
from bot.handlers.telegram import Telegram
from tests.shell.phone import SPEECH
from tests.standins.bot_api import TOKEN, Fault

STAMP = "0a1b2c3d4e5f"
ANI = 5_000_009_901
LONG = tuple(Button(f"c{n}", f"Pilihan yang panjang {n}") for n in range(3))


def rows(request: dict[str, str]) -> list[list[tuple[str, str]]]:
    keyboard = json.loads(request.get("reply_markup", '{"inline_keyboard": []}'))["inline_keyboard"]
    return [[(key["text"], key["callback_data"]) for key in row] for row in keyboard]


@pytest.mark.parametrize(("bubble", "text", "keys"), [
    (Bubble("Halo."), "Halo.", []),
    (Bubble("Siapa?", ("Dicatat: <b>_Siti_*</b> & [x](y)",)), "Dicatat: <b>_Siti_*</b> & [x](y)\nSiapa?", []),
    (Bubble("Setuju?", choices=(Button("yes", "Ya"), Button("no", "Tidak"), Button("menu", "Menu"))), "Setuju?",
     [[("Ya", f"{STAMP}:yes"), ("Tidak", f"{STAMP}:no")], [("Menu", f"{STAMP}:menu")]]),
    (Bubble("Mana?", choices=LONG), "Mana?", [[(key.label, f"{STAMP}:{key.id}")] for key in LONG]),
    (Bubble("Mana?", choices=tuple(Button(str(n), f"P{n}") for n in range(21))),
     "\n".join(["Mana?", *(f"{n + 1}. P{n}" for n in range(21))]), []),
    (Bubble("Berapa?", choices=(Button("x", "y" * 37),), numbered=False), "Berapa?\n- " + "y" * 37, []),
    (Bubble("x" * 4096), "x" * 4096, []),
    (Bubble("?", choices=(Button("c" * 51, "Ya"),)), "?", [[("Ya", f"{STAMP}:{'c' * 51}")]]),
])
def test_a_bubble_becomes_a_request(telegram, api, bubble, text, keys):
    number = telegram.send(str(ANI), bubble, STAMP, "ours")
    (request,) = api.asked("sendMessage")
    assert (request["chat_id"], request["text"], rows(request)) == (str(ANI), text, keys)
    assert "parse_mode" not in request
    assert json.loads(request["link_preview_options"]) == {"is_disabled": True}
    assert [str(message.message_id) for message in api.of(ANI)] == [number]


@pytest.mark.parametrize("bubble", [Bubble("x" * 4097), Bubble(), Bubble("?", choices=(Button("é" * 26, "Ya"),))])
def test_what_cannot_be_shown_is_not_asked(telegram, api, bubble):
    with pytest.raises(Unsent) as failed:
        telegram.send(str(ANI), bubble, STAMP, "ours")
    assert (failed.value.fate, api.calls) == ("content", [])
    assert 0 < len(failed.value.code) <= 40


@pytest.mark.parametrize(("fault", "fate", "after", "accepted"), [
    (Fault(429, "Too Many Requests: retry after 7", retry_after=7), "later", 7, 0),
    (Fault(403, "Forbidden: bot was blocked by the user"), "stopped", 0, 0),
    (Fault(403, "Forbidden: user is deactivated"), "gone", 0, 0),
    (Fault(400, "Bad Request: chat not found"), "gone", 0, 0),
    (Fault(400, "Bad Request: message is not modified"), "content", 0, 0),
    (Fault(401, "Unauthorized"), "halt", 0, 0),
    (Fault(404, "Not Found"), "halt", 0, 0),
    (Fault(500, "Internal Server Error"), "later", 0, 0),
    (Fault(502, "Bad Gateway"), "later", 0, 0),
    (Fault(page="<html><h1>502 Bad Gateway</h1></html>"), "later", 0, 0),
    (Fault(lost="before"), "unknown", 0, 0),
    (Fault(lost="after"), "unknown", 0, 1),
])
def test_what_a_refusal_means(telegram, api, fault, fate, after, accepted):
    api.faults.append(fault)
    with pytest.raises(Unsent) as failed:
        telegram.send(str(ANI), Bubble("Halo."), "", "ours")
    assert (failed.value.fate, failed.value.after, len(api.accepted)) == (fate, after, accepted)
    assert 0 < len(failed.value.code) <= 40
    assert TOKEN not in str(failed.value)
    telegram.send(str(ANI), Bubble("Halo."), "", "ours")        # and the channel goes on
    assert len(api.of(ANI)) == accepted + 1


@pytest.mark.parametrize(("where", "what", "to"), [
    (handler, "READ", 0.2), (Loop, "wait", lambda loop, call, seconds, wait=Loop.wait: wait(loop, call, 0.2))])
def test_an_answer_that_takes_too_long_is_unknown(api, monkeypatch, where, what, to):
    monkeypatch.setattr(where, what, to)
    telegram = Telegram(TOKEN, SPEECH, api.url)
    api.faults.append(Fault(slow=0.6))
    with pytest.raises(Unsent, match="unknown"):
        telegram.send(str(ANI), Bubble("Halo."), "", "ours")
    telegram.stop()


def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))        # bound, and deaf
        telegram = Telegram(TOKEN, SPEECH, f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(Unsent, match="later"):
            telegram.send(str(ANI), Bubble("Halo."), "", "ours")
        telegram.stop()


def test_a_wrong_token_halts(api):
    telegram = Telegram("1:wrong", SPEECH, api.url)
    with pytest.raises(Unsent, match="halt"):
        telegram.send(str(ANI), Bubble("Halo."), "", "ours")
    assert "wrong" not in " ".join(telegram.findings(""))
    telegram.stop()


def test_many_threads_share_one_loop(telegram, api):
    before = threading.enumerate()
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda n: telegram.send(str(ANI + n % 5), Bubble(f"{n}"), "", "ours"), range(100)))
        loops = [thread for thread in threading.enumerate() if thread.name == "telegram" and thread not in before]
    assert (len(numbers), len(loops)) == (100, 1)
    assert len(api.connections) <= 8


def test_the_token_is_in_no_log(telegram, api, caplog):
    caplog.set_level(logging.INFO)
    api.faults.extend([Fault(500), Fault(lost="before")])
    for _try in range(2):
        with pytest.raises(Unsent):
            telegram.send(str(ANI), Bubble("Halo."), "", "ours")
    telegram.send(str(ANI), Bubble("Halo."), "", "ours")
    assert TOKEN not in caplog.text


def test_a_tap_is_acknowledged_without_waiting(telegram, api):
    api.spinning.add("1")
    api.faults.append(Fault(slow=0.3, method="answerCallbackQuery"))
    began = time.monotonic()
    telegram.acknowledge("1")
    assert time.monotonic() - began < 0.2
    telegram.acknowledge("0")       # too old: swallowed
    telegram.send(str(ANI), Bubble("Halo."), "", "ours")
    deadline = time.monotonic() + 5
    while api.spinning and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not api.spinning


def test_what_an_operator_sets_up(telegram, api):
    url = "https://bpu.example.id/webhooks/telegram"
    assert [finding.split(",")[0] for finding in telegram.findings(url)] == [
        "Telegram sends updates to nobody", "Telegram's menu of commands is not ours; flask check --fix writes it."]
    telegram.set_up(url, "secret")
    assert list(telegram.findings(url)) == []
    assert (api.webhook["url"], api.webhook["secret_token"]) == (url, "secret")
    assert json.loads(api.webhook["allowed_updates"]) == ["message", "edited_message", "callback_query"]
    assert api.menus.keys() == {"", "en"}
    assert [command["command"] for command in api.menus[""]] == ["daftar", "menu", "petugas", "batal", "bahasa"]
