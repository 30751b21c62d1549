"""What every page tells the browser to beware of, and who may read its cookies: read off the map of all addresses."""
from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from bot.app import create_app
from bot.doors import LARGEST
from bot.settings import Settings
from tests.desk.conftest import PASSWORD, Office, office  # noqa: F401
from tests.shell.phone import HELLO, KEY, SETTINGS, SPEECH

KEYS = {"secret_key": "tests", "data_keys": f"1:{KEY}", "index_key": KEY}
MAP = create_app(Settings.model_validate({"database_url": "sqlite:///nowhere.db", **KEYS})).url_map
ROUTES = sorted({(re.sub(r"<any\((\w+).*?>", r"\1", rule.rule), method) for rule in MAP.iter_rules() for method in ("GET", "POST", "PUT")})
FILLED = {"<uuid:id>": "00000000-0000-0000-0000-000000000000", "<int:seq>": "1", "<path:filename>": "chat.js"}


@pytest.fixture(params=["http://127.0.0.1:8000", "https://bot.example.id"])
def app(request: pytest.FixtureRequest, sqlite: str) -> Flask:
    app = create_app(SETTINGS.model_copy(update={"database_url": sqlite, "public_url": request.param}))
    app.extensions["house"].speech = SPEECH
    return app


def is_https(app: Flask) -> bool:
    return bool(app.extensions["house"].settings.public_url.startswith("https:"))


def protected(headers: Any, app: Flask) -> None:
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] in ("'self'", "'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert (policy["frame-ancestors"], policy["base-uri"], policy["object-src"]) == ("'none'",) * 3
    assert policy["form-action"] == "'self'"
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"], headers["Referrer-Policy"]) == ("nosniff", "DENY", "no-referrer")
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert ("Strict-Transport-Security" in headers) is is_https(app)
    for name in headers:
        assert name not in ("Access-Control-Allow-Origin", "X-Powered-By")
    for cookie in headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie or "SameSite=Strict" in cookie
        assert ("Secure" in cookie) is is_https(app)
        assert "Domain=" not in cookie


def test_every_address(app: Flask):
    codes = set()
    for rule, method in ROUTES:
        path = re.sub("<.*?>", lambda found: FILLED[found[0]], rule)
        answer = app.test_client().open(path, method=method)
        codes.add(answer.status_code)
        protected(answer.headers, app)
    assert codes >= {200, 302, 400, 403, 405, 415}
    assert len(ROUTES) > 80


def test_every_refusal(app: Flask, monkeypatch):
    house = app.extensions["house"]
    client = app.test_client()
    answers = [client.get("/nothing-here"), client.post("/messages", data=b"x" * (LARGEST + 1)), client.post("/messages", json=[])]
    monkeypatch.setattr(house.conversation, "hear", lambda inbound: 1 / 0)
    answers.append(client.post("/messages", json={"id": "12345678", "text": HELLO}))
    monkeypatch.setattr(house, "wait", lambda person, origin: 7)
    answers.append(client.post("/messages", json={"id": "12345678", "text": HELLO}))
    assert [answer.status_code for answer in answers] == [404, 413, 400, 500, 429]
    for answer in answers:
        protected(answer.headers, app)
        assert "Traceback" not in answer.text
        assert "ZeroDivision" not in answer.text


def test_pages_with_somebodys_words_are_not_kept(app: Flask):
    client = app.test_client()
    client.post("/messages", json={"id": "12345678", "text": HELLO})
    for path in ("/messages", "/staff/sign-in", "/staff/inbox"):
        assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "https://bot.example.id"])
def test_the_cookie_of_the_desk_goes_over_tls_where_there_is_tls(office: Office, url: str):      # noqa: F811
    """Also behind a proxy that tells us nothing of it."""
    secure = url.startswith("https:")
    ani = office.hire("ani")
    office.app.config.update(SESSION_COOKIE_SECURE=secure, WTF_CSRF_METHODS=())
    answer = ani.client.post("/staff/sign-in", data={"login": "ani", "password": PASSWORD})
    assert answer.status_code == 302
    (desk,) = (cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("desk="))
    assert ("Secure" in desk) is secure
    assert "HttpOnly" in desk
    assert "SameSite=Strict" in desk
    assert "Path=/staff" in desk
