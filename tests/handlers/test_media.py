"""Media: from Twilio's hosts only, credentials to the first of them only, never too much."""
from __future__ import annotations

import io
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter

from bot.handlers import media
from bot.handlers.media import LARGEST, Unfetched, fetch

URL = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0"
STORE = "https://mms.twiliocdn.com/AC0/ME0?Signature=x"
CREDENTIALS = ("AC0", "token")


class Net(BaseAdapter):
    """The internet: address -> status, body or where it sends us on to."""

    def __init__(self, **pages: tuple[int, bytes | str]) -> None:
        super().__init__()
        self.pages = {"first": (404, b""), "second": (404, b""), **pages}
        self.asked: list[tuple[str, bool]] = []

    def send(self, request: requests.PreparedRequest, *_args: Any, **_options: Any) -> requests.Response:
        self.asked.append((str(request.url), "Authorization" in request.headers))
        status, body = self.pages["first" if len(self.asked) == 1 else "second"]
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = status, str(request.url), request
        if isinstance(body, str):
            answer.headers["Location"], body = body, b""
        answer.raw = io.BytesIO(body)
        return answer

    def close(self) -> None:
        """Nothing is open."""

    @property
    def session(self) -> requests.Session:
        session = requests.Session()
        session.mount("https://", self)
        session.mount("http://", self)
        return session


def test_straight():
    net = Net(first=(200, b"jpeg"))
    assert fetch(URL, CREDENTIALS, net.session) == b"jpeg"
    assert net.asked == [(URL, True)]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_sent_on_to_the_store_without_credentials(status, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login operator password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    net = Net(first=(status, STORE), second=(200, b"jpeg"))
    assert fetch(URL, CREDENTIALS, net.session) == b"jpeg"
    assert net.asked == [(URL, True), (STORE, False)]


@pytest.mark.parametrize("url", [
    "http://api.twilio.com/x", "https://twilio.com.evil.example/x", "https://eviltwilio.com/x", "https://api.twilio.com@evil.example/x",
    "https://evil.example/api.twilio.com/x", "https://evil.example\\@api.twilio.com/x", "https://api.twilio.com:8443/x",
    "https://user:pass@api.twilio.com/x", "https://api.twilio.com", "https://127.0.0.1/x", "file:///etc/passwd", "",
    "https://api.twilio.com/x y", "https://api.twilio.com/x\r\nHost: evil.example", "https://api.twilio.com/\\evil.example", "https://mms.twiliocdn.com/x"])
def test_elsewhere_is_not_even_asked(url):
    net = Net(first=(200, b"jpeg"))
    with pytest.raises(Unfetched, match="hosts"):
        fetch(url, CREDENTIALS, net.session)
    assert net.asked == []


@pytest.mark.parametrize("url", ["https://evil.example/x", "http://mms.twiliocdn.com/x", "//evil.example/x", "http://169.254.169.254/latest"])
def test_not_sent_on_to_elsewhere(url):
    net = Net(first=(302, url), second=(200, b"jpeg"))
    with pytest.raises(Unfetched, match="hosts"):
        fetch(URL, CREDENTIALS, net.session)
    assert len(net.asked) == 1


def test_sent_on_and_on():
    net = Net(first=(302, STORE), second=(302, STORE))
    with pytest.raises(Unfetched, match="too often"):
        fetch(URL, CREDENTIALS, net.session)
    assert len(net.asked) == 3


@pytest.mark.parametrize(("size", "fits"), [(0, True), (LARGEST, True), (LARGEST + 1, False)])
def test_size(size, fits):
    net = Net(first=(200, bytes(size)))
    if fits:
        assert len(fetch(URL, CREDENTIALS, net.session)) == size
    else:
        with pytest.raises(Unfetched, match="5 MB"):
            fetch(URL, CREDENTIALS, net.session)


def test_drop_by_drop(monkeypatch):
    monkeypatch.setattr(media, "LONGEST", -1.0)
    with pytest.raises(Unfetched, match="slow"):
        fetch(URL, CREDENTIALS, Net(first=(200, b"jpeg")).session)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_refused(status):
    with pytest.raises(Unfetched, match=str(status)):
        fetch(URL, CREDENTIALS, Net(first=(status, b"")).session)
