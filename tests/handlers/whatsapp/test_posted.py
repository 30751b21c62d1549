"""What people and delivery reports look like when Twilio posts them, and what we read."""
from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.engine.messages import Tap
from bot.handlers.posted import Report, read, reported
from bot.handlers.whatsapp import window_open
from tests.shell.phone import NOON

PAYLOADS = {path.stem: json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "payloads").glob("*.json"))}
STAMP = "0123456789ab"

# file: text, tap, media
HEARD = {
    "text": ("bang mau daftar", None, ""),
    "text_with_plus_and_emoji": ("1,5 juta + bonus 🙏 & lain=lain", None, ""),
    "quick_reply_tap": ("", Tap(STAMP, "yes"), ""),
    "list_tap": ("", Tap(STAMP, "nelayan"), ""),
    "command_tap": ("", Tap("", "resume 3"), ""),
    "old_button_text": ("Buka", None, ""),
    "template_tap": ("Buka", None, ""),
    "photo": ("", None, "photo"),
    "photo_with_caption": ("ini KTP saya", None, "photo"),
    "voice": ("", None, "voice"),
    "video": ("", None, "video"),
    "document": ("kk.pdf", None, "document"),
    "sticker": ("", None, "sticker"),
    "contact": ("", None, "contact"),
    "location": ("", None, "location"),
    "bsuid": ("mau daftar", None, ""),
    "foreign_phone": ("mau daftar", None, ""),
    "unknown_kind": ("", None, "unknown"),
    "unknown_medium": ("", None, "unknown"),
}
REPORTED = {
    "status_queued": Report("ours", "sent", ""),
    "status_sent": Report("ours", "sent", ""),
    "status_delivered": Report("ours", "delivered", ""),
    "status_read": Report("ours", "read", ""),
    "status_failed_63016": Report("ours", "failed", "63016"),
    "status_undelivered_63024": Report("ours", "failed", "63024"),
    "status_canceled": None,
}


def test_every_payload_is_in_a_table():
    assert sorted(PAYLOADS) == sorted([*HEARD, *REPORTED])


@pytest.mark.parametrize("name", HEARD)
def test_a_message_is_read(name):
    params = PAYLOADS[name]
    inbound = read(params)
    assert (inbound.text, inbound.tap, inbound.media) == HEARD[name]
    assert (inbound.account, inbound.sender, inbound.id) == (params["To"], params["From"], params["MessageSid"])
    assert inbound.channel == "whatsapp"


@pytest.mark.parametrize(("name", "phone"), [("text", "+6281200000123"), ("bsuid", ""), ("foreign_phone", "")])
def test_a_phone_is_never_guessed(name, phone):
    assert read(PAYLOADS[name]).phone == phone


@pytest.mark.parametrize(("payload", "tap"), [
    ("", None), ("yes", None), (f"{STAMP}:", None), (f"{STAMP}c:yes", None), ("ZZZZ:yes", None), (f"{STAMP}:{'x' * 81}", None),
    (f"{STAMP}:a\nb", None), (f"{STAMP}:2026:11", Tap(STAMP, "2026:11")), (":menu", Tap("", "menu"))])
def test_only_our_own_buttons_are_taps(payload, tap):
    inbound = read({**PAYLOADS["quick_reply_tap"], "ButtonPayload": payload})
    assert inbound.tap == tap
    assert inbound.text == ("" if tap else "Setuju")


@pytest.mark.parametrize("name", REPORTED)
def test_a_report_is_read(name):
    assert reported({**PAYLOADS[name], "id": "ours"}) == REPORTED[name]


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("ago", "margin", "is_open"), [
    (0 * MINUTE, 10 * MINUTE, True), (1429 * MINUTE, 10 * MINUTE, True), (1430 * MINUTE, 10 * MINUTE, False),
    (1439 * MINUTE, 0 * MINUTE, True), (1440 * MINUTE, 0 * MINUTE, False), (-5 * MINUTE, 10 * MINUTE, True)])
def test_the_window(ago, margin, is_open):
    assert window_open(NOON - ago, NOON, margin) is is_open


def test_the_window_of_somebody_who_never_wrote_is_closed():
    never: datetime | None = None
    assert not window_open(never, NOON)
