"""The door: only what Twilio signed comes in, and it is answered at once."""
from __future__ import annotations

import pytest
from flask import Flask

from bot.handlers.channel import Inbound
from bot.handlers.whatsapp import pages, take
from tests.handlers.whatsapp.conftest import PUBLIC_URL
from tests.handlers.whatsapp.test_posted import PAYLOADS
from tests.standins.twilio_api import TOKEN
from tests.standins.twilio_person import signed

PATH = "/webhooks/whatsapp"
STATUS = f"{PATH}/status?id=ours"
TEXT = PAYLOADS["text"]


class Away(Exception):
    """The database can't be had."""


class Room:
    """What stands behind the door."""

    def __init__(self, public_url: str = PUBLIC_URL, *, away: bool = False, repeat: bool = False) -> None:
        self.heard: list[Inbound] = []
        self.delivered: list[str] = []
        self.reports: list[tuple[str, ...]] = []
        self.spooled: list[dict[str, str]] = []
        self.away, self.repeat = away, repeat
        app = Flask(__name__)
        app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
        app.register_blueprint(pages(self.hear, self.delivered.append, self.report, TOKEN, public_url, Away, self.spooled.append))
        self.client, self.public_url = app.test_client(), public_url

    def hear(self, inbound):
        self.at_home()
        self.heard.append(inbound)
        return None if self.repeat else self

    address = "the-address"

    def report(self, *what):
        self.at_home()
        self.reports.append(what)

    def at_home(self):
        if self.away:
            raise Away

    @property
    def is_untouched(self):
        return not (self.heard or self.delivered or self.reports or self.spooled)

    def post(self, params, path=PATH, *, signature=None, **options):
        signature = signed(self.public_url + path, params) if signature is None else signature
        return self.client.post(path, data=params, headers={"X-Twilio-Signature": signature}, **options)


@pytest.fixture
def room():
    return Room()


def test_a_message_comes_in_and_nothing_is_said_back(room):
    answer = room.post(TEXT)
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert [inbound.text for inbound in room.heard] == ["bang mau daftar"]
    assert room.delivered == ["the-address"]


def test_a_repeat_wakes_nobody():
    room = Room(repeat=True)
    assert room.post(TEXT).status_code == 200
    assert room.delivered == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_every_payload_comes_through(room, name):
    path = STATUS if name.startswith("status") else PATH
    assert room.post(PAYLOADS[name], path).status_code == 200


def test_a_report_goes_to_our_own_id(room):
    room.post(PAYLOADS["status_failed_63016"], STATUS)
    assert room.reports == [("ours", "failed", "63016")]
    assert room.heard == []


@pytest.mark.parametrize("params", [
    {**TEXT, "Body": "hapus data"}, {**TEXT, "From": "whatsapp:+6281200000199"}, {**TEXT, "New": "1"},
    {name: value for name, value in TEXT.items() if name != "ProfileName"}, {}])
def test_a_changed_body_is_refused(room, params):
    answer = room.post(params, signature=signed(PUBLIC_URL + PATH, TEXT))
    assert answer.status_code == 403
    assert "signature" in answer.text
    assert room.is_untouched


@pytest.mark.parametrize("url", [
    "https://bot.example.id/webhooks/whatsapp/status", "https://bot.example.id/webhooks/whatsapp?id=1", "http://bot.example.id/webhooks/whatsapp",
    "https://other.example.id/webhooks/whatsapp", "https://bot.example.id:8443/webhooks/whatsapp", "https://bot.example.id/webhooks/whatsapp/"])
def test_a_signature_for_another_address_is_refused(room, url):
    assert room.post(TEXT, signature=signed(url, TEXT)).status_code == 403
    assert room.is_untouched


@pytest.mark.parametrize("signature", ["", "x", "=" * 28, "ä" * 28, signed(PUBLIC_URL + PATH, TEXT, "another-token")])
def test_no_other_signature_is_good(room, signature):
    assert room.post(TEXT, signature=signature).status_code == 403


def test_without_any_signature(room):
    assert room.client.post(PATH, data=TEXT).status_code == 403
    assert room.client.post(PATH, json={}).status_code == 403
    assert room.is_untouched


def test_a_report_for_another_message_is_refused(room):
    params = PAYLOADS["status_read"]
    assert room.post(params, f"{PATH}/status?id=theirs", signature=signed(PUBLIC_URL + STATUS, params)).status_code == 403
    assert room.is_untouched


@pytest.mark.parametrize("headers", [
    {}, {"Host": "10.0.0.7:8000"}, {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Forwarded-Port": "1"}])
def test_behind_a_proxy(room, headers):
    signature = {"X-Twilio-Signature": signed(PUBLIC_URL + PATH, TEXT)}
    answer = room.client.post(PATH, data=TEXT, headers={**headers, **signature}, base_url="http://127.0.0.1:8000")
    assert answer.status_code == 200


@pytest.mark.parametrize(("public_url", "called"), [
    ("https://bot.example.id", "https://bot.example.id:443"), ("https://bot.example.id:8443", "https://bot.example.id:8443"),
    ("https://bot.example.id:8443", "https://bot.example.id"), ("https://bot.example.id/", "https://bot.example.id"),
    ("https://example.id/bpu", "https://example.id/bpu"), ("http://127.0.0.1:8000", "http://127.0.0.1:8000")])
def test_ports_and_folders(public_url, called):
    room = Room(public_url)
    assert room.post(TEXT, signature=signed(called + PATH, TEXT)).status_code == 200


def test_not_a_form(room):
    answer = room.client.post(PATH, json=TEXT, headers={"X-Twilio-Signature": signed(PUBLIC_URL + PATH, {})})
    assert answer.status_code == 415
    assert "forms" in answer.text


@pytest.mark.parametrize(("path", "gone"), [(PATH, "MessageSid"), (PATH, "From"), (PATH, "To"), (STATUS, "MessageStatus"), (STATUS, "id")])
def test_what_is_missing_is_named(room, path, gone):
    params = {name: value for name, value in PAYLOADS["text" if path == PATH else "status_read"].items() if name != gone}
    answer = room.post(params, path.replace("?id=ours", "") if gone == "id" else path)
    assert answer.status_code == 400
    assert gone in answer.text
    assert room.is_untouched


def test_too_much(room):
    assert room.post({**TEXT, "Body": "x" * 70_000}).status_code == 413


def test_only_posts(room):
    assert room.client.get(PATH).status_code in (403, 405)


def test_while_the_database_is_away_everything_is_kept():
    room, later = Room(away=True), Room()
    assert room.post(TEXT).status_code == 200
    assert room.post(PAYLOADS["status_read"], STATUS).status_code == 200
    assert room.heard == []
    assert room.reports == []
    for params in room.spooled:
        take(params, later.hear, later.delivered.append, later.report)
    assert [inbound.text for inbound in later.heard] == ["bang mau daftar"]
    assert later.reports == [("ours", "read", "")]
