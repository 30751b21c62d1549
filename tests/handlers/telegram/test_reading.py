"""What Telegram posts, and what of it is heard."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.engine.messages import Tap
from bot.handlers.channel import Inbound
from bot.handlers.updates import read

PAYLOADS = {path.stem: json.loads(path.read_text()) for path in (Path(__file__).parent / "payloads").glob("*.json")}
OLD = Tap("lanjut", "?")

HEARD: dict[str, dict[str, Any] | None] = {
    "text": {"text": "bang mau daftar_bpu <segera> & murah 🙏"},
    "button": {"tap": Tap("0a1b2c3d4e5f", "yes")},
    "old_button": {"tap": OLD},
    "own_contact": {"text": "+6281200000123"},
    "foreign_contact": {"media": "contact"},
    "contact_without_telegram": {"media": "contact"},
    "location": {"media": "location"},
    "live_location": None,
    "photo": {"text": "ini KTP saya", "media": "photo", "file": "AgACAgUAAxkBAAI3"},
    "voice": {"media": "voice", "file": "AwACAgUAAxkBAAI9"},
    "sticker": {"media": "sticker", "file": "CAACAgUAAxkBAAI7"},
    "gif": {"media": "video", "file": "CgACAgUAAxkBAAI8"},
    "kind_of_tomorrow": {"media": "other"},
    "edited": {"text": "Siti Aminah"},
    "start": {"text": "halo"},
    "start_code": {"text": "kode K7QM-2RTX"},
    "command": {"text": "petugas"},
    "from_no_username": {"text": "halo", "sender": "5000009903"},
    "blocked": None,
    "unblocked": None,
    "group": None,
    "pinned": None,
}


@pytest.mark.parametrize("name", PAYLOADS | HEARD)
def test_an_update_is_read(name):
    said, payload = HEARD[name], PAYLOADS[name]
    heard = read(payload, "110201543")
    assert heard == (None if said is None else Inbound(
        **{"channel": "telegram", "account": "110201543", "sender": "5000009901", "id": str(payload["update_id"]), **said}))


@pytest.mark.parametrize(("text", "read_as"), [
    ("/", ""), ("/start@bpu_test_bot", "halo"), ("/start   ", "halo"), ("/start@bpu_test_bot A1", "kode A1"),
    ("/ubah nama jadi Siti", "ubah nama jadi Siti"),
    ("/daftar  ", "daftar"), ("a/b", "a/b"), ("/starter", "starter"), ("\x00\ud800", "\x00\ud800")])
def test_commands(text, read_as):
    payload = PAYLOADS["text"]
    heard = read({**payload, "message": {**payload["message"], "text": text}}, "1")
    assert heard
    assert heard.text == read_as


@pytest.mark.parametrize(("data", "tap"), [
    ("0a1b2c3d4e5f:change helpers/12/workplace", Tap("0a1b2c3d4e5f", "change helpers/12/workplace")), (":menu", Tap("", "menu")),
    ("s:a:b", Tap("s", "a:b")), ("", Tap("", "?")), ("\x00s:\x00y", Tap("s", "y"))])
def test_taps(data, tap):
    payload = PAYLOADS["button"]
    heard = read({**payload, "callback_query": {**payload["callback_query"], "data": data}}, "1")
    assert heard
    assert heard.tap == tap


@pytest.mark.parametrize("change", [{"message": None}, {"message": {"message_id": 1, "chat": {"id": -100, "type": "group"}, "date": 0}}])
def test_a_tap_from_elsewhere_is_nobodys(change):
    payload = PAYLOADS["button"]
    assert read({**payload, "callback_query": {**payload["callback_query"], **change}}, "1") is None


@pytest.mark.parametrize("payload", [
    [], None, "x", {}, {"update_id": "1"}, {"update_id": True}, {"update_id": 1, "message": 7}, {"update_id": 1, "message": {}},
    {"update_id": 1, "message": {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}}}])
def test_what_is_no_update(payload):
    with pytest.raises(ValueError, match=r"[Uu]pdate"):
        read(payload, "1")


def test_a_text_with_something_new_about_it_is_a_text():
    payload = PAYLOADS["text"]
    heard = read({**payload, "message": {**payload["message"], "mood_of_tomorrow": "glad"}}, "1")
    assert heard
    assert heard.media == ""


def test_an_update_about_nothing_we_know():
    assert read({"update_id": 1}, "1") is None
    assert read({"update_id": 1, "thing_of_tomorrow": {"a": 1}}, "1") is None
