"""No address that somebody sent is ever asked: not of a photo, not where Twilio's answer leads, not one in the words."""
from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
import requests
from pydantic import SecretStr

from bot.app import create_app
from bot.handlers.posted import read
from bot.house import House
from tests.desk.conftest import Office, Person, office  # noqa: F401
from tests.handlers.test_media import URL, Net
from tests.handlers.whatsapp.conftest import PUBLIC_URL
from tests.shell.phone import SETTINGS
from tests.standins import twilio_api
from tests.standins.twilio_api import TwilioApi
from tests.standins.twilio_person import US
from tests.standins.twilio_person import Person as Writer

SENT = ["http://127.0.0.1:{port}/photo.jpg", "https://127.0.0.1:{port}/photo.jpg", "http://localhost:{port}/", "http://[::1]:{port}/",
        "http://0x7f000001:{port}/", "http://2130706433:{port}/", "http://169.254.169.254/latest/meta-data/iam/", "file:///etc/passwd",
        "http://metadata.google.internal/computeMetadata/v1/", "gopher://127.0.0.1:{port}/_x", "//127.0.0.1:{port}/", "http://[fd00:ec2::254]/",
        "https://api.twilio.com@127.0.0.1:{port}/", "https://api.twilio.com.127.0.0.1.nip.io:{port}/", "https://api.twilio.com:{port}\\@127.0.0.1/"]
LED_TO = ["http://127.0.0.1:{port}/photo.jpg", "https://localhost:{port}/", "http://169.254.169.254/latest/meta-data/",
          "//127.0.0.1:{port}/", "file:///etc/passwd", "https://mms.twiliocdn.com@127.0.0.1:{port}/", "http://mms.twiliocdn.com/"]


class Inside(BaseHTTPRequestHandler):
    """What must never be asked: a server on this machine."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"\xff\xd8\xff secrets of this machine")


@pytest.fixture
def inside() -> Iterator[tuple[int, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Watched", (Inside,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every host that anything here looks up."""
    hosts: list[Any] = []
    look_up = socket.getaddrinfo

    def seen(host: Any, *more: Any, **options: Any) -> Any:
        hosts.append(host)
        return look_up(host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", seen)
    return hosts


@pytest.fixture
def twilio() -> Iterator[TwilioApi]:
    with TwilioApi() as api:
        yield api


@pytest.fixture
def ani(office: Office, twilio: TwilioApi) -> Person:   # noqa: F811
    """An officer who has the talk of somebody on WhatsApp."""
    house = office.house
    house.settings = house.settings.model_copy(update={
        "twilio_account_sid": twilio_api.ACCOUNT, "twilio_auth_token": SecretStr(twilio_api.TOKEN), "twilio_whatsapp_from": US,
        "twilio_api_url": twilio.url, "public_url": PUBLIC_URL})
    return office.at_work("ani")


def look(office: Office, ani: Person, url: str) -> Any:      # noqa: F811
    """Somebody sends this as a photo, with a signature that is right, and the officer who has the talk looks at it."""
    house: House = office.house
    params = {"From": "whatsapp:+6281200000123", "To": US, "Body": "petugas", "MessageSid": "SM1"}
    house.take(read(params))
    with house.database.read() as connection:
        case = connection.exec_driver_sql('SELECT id FROM "case"').scalar()
    ani.post(f"cases/{UUID(str(case))}/claim")
    photo = {"NumMedia": "1", "MediaUrl0": url, "MediaContentType0": "image/jpeg"}
    house.take(read({**params, "Body": f"lihat {url}", "MessageSid": "SM2", **photo}))
    (seq,) = (row.seq for row in house.conversation.transcript("whatsapp", US, params["From"]) if row.body.media)
    return ani.get(f"cases/{UUID(str(case))}/media/{seq}")


@pytest.mark.parametrize("url", SENT)
def test_a_photo_from_elsewhere(office: Office, ani: Person, inside: Any, called: list[Any], url: str):     # noqa: F811
    port, asked = inside
    answer = look(office, ani, url.format(port=port))
    assert answer.status_code == 502
    assert b"secrets" not in answer.data
    assert (asked, called) == ([], [])


@pytest.mark.parametrize("to", LED_TO)
def test_a_photo_that_leads_elsewhere(office: Office, ani: Person, inside: Any, called: list[Any], monkeypatch, to: str):    # noqa: F811
    port, asked = inside
    net = Net(first=(302, to.format(port=port)))
    session = net.session
    monkeypatch.setattr(requests, "Session", lambda: session)
    answer = look(office, ani, URL)
    assert answer.status_code == 502
    assert net.asked == [(URL, True)]
    assert (asked, called) == ([], [])


def test_this_would_be_seen(inside: Any, called: list[Any]):
    port, asked = inside
    assert requests.get(f"http://localhost:{port}/x", timeout=5).status_code == 200
    assert asked == ["/x"]
    assert called == ["localhost"]


def test_webhooks_ask_nobody(database_url: str, inside: Any, called: list[Any]):
    port, asked = inside
    app = create_app(SETTINGS.model_copy(update={
        "database_url": database_url, "public_url": PUBLIC_URL, "twilio_auth_token": SecretStr(twilio_api.TOKEN)}))
    writer = Writer(app.test_client(), TwilioApi(), PUBLIC_URL)
    for n, url in enumerate(one.format(port=port) for one in SENT):
        assert writer.say(url, NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg").status_code == 200
        said = {"id": f"{n:08}", "text": url, "media": "photo"}
        assert writer.client.post("/messages", json=said, base_url="https://bot.example.id").status_code == 200
    assert (asked, called) == ([], [])
