"""Web chat's contract: what is posted, what comes back, and what is refused with a reason."""
from __future__ import annotations

import re
from itertools import count
from typing import Any

import pytest

from bot.app import create_app
from tests.shell.phone import ANSWERS, HELLO, SETTINGS

NUMBERS = count(10_000_000)


@pytest.fixture
def client(app):
    with app.test_client() as client:
        yield client
    app.extensions["house"].database.close()


def post(client, text: str = "", seen: int = 0, **other: Any) -> Any:
    return client.post("/messages", json={"id": f"{next(NUMBERS)}", "text": text, "seen": seen, **other})


def seen(client) -> int:
    return max((m["n"] for m in client.get("/messages").json["messages"]), default=0)


def test_a_message_and_its_answer(client):
    answer = post(client, HELLO)
    mine, bots = answer.json["messages"]
    assert answer.status_code == 200
    assert (mine["n"], mine["from"], mine["text"], mine["choices"]) == (1, "me", HELLO, [])
    assert (bots["n"], bots["from"]) == (2, "bot")
    assert [choice["id"] for choice in bots["choices"]] == ["yes", "no", "about privacy"]
    assert re.fullmatch(r"[0-9a-f]{12}", bots["stamp"])
    assert client.get("/messages?after=1").json["messages"] == [bots]
    assert client.get("/messages?after=2").json["messages"] == []
    assert client.get("/messages?after=junk").json["messages"] == [mine, bots]


def test_a_whole_registration(client):
    post(client, HELLO)
    for text in ANSWERS.values():
        answer = post(client, text, seen=seen(client))
    assert re.search(r"\b\w{4}-\w{4}\b", answer.json["messages"][-1]["text"])
    found = client.application.test_cli_runner().invoke(args=["enrolments", "list"])
    assert "1 in all." in found.output


def test_a_tap(client):
    bots = post(client, HELLO).json["messages"][1]
    answer = post(client, choice="yes", stamp=bots["stamp"], seen=2).json["messages"]
    assert answer[0]["text"] == bots["choices"][0]["label"]
    assert "NIK" in answer[1]["text"]


def test_what_was_not_shown_is_not_answered(client):
    post(client, HELLO)
    assert "NIK di KTP" not in post(client, "setuju", seen=0).json["messages"][-1]["text"]


def test_a_repeat_stores_nothing(client):
    body = {"id": "the-same-id", "text": HELLO, "seen": 0}
    first = client.post("/messages", json=body).json
    assert client.post("/messages", json=body).json == first
    assert len(client.get("/messages").json["messages"]) == 2


def test_the_same_id_of_two_people(client, app):
    body = {"id": "the-same-id", "text": HELLO, "seen": 0}
    client.post("/messages", json=body)
    with app.test_client() as other:
        assert len(other.post("/messages", json=body).json["messages"]) == 2


def test_nobody_reads_what_another_wrote(client, app):
    post(client, HELLO)
    with app.test_client() as other:
        assert other.get("/messages").json["messages"] == []
        other.set_cookie("session", "forged.by.hand")
        assert other.get("/messages").json["messages"] == []


def test_leaving_ends_it(client):
    post(client, HELLO)
    assert client.post("/leave").status_code == 204
    assert client.get("/messages").json["messages"] == []
    assert post(client, "halo").json["messages"][0]["n"] == 1


@pytest.mark.parametrize(("options", "status", "reason"), [
    ({"data": "text=halo"}, 415, "JSON"),
    ({"data": b"\xff\xfe", "content_type": "application/json"}, 400, "object"),
    ({"data": "{", "content_type": "application/json"}, 400, "object"),
    ({"data": "[" * 100_000, "content_type": "application/json"}, 413, ""),
    ({"data": "[" * 60_000, "content_type": "application/json"}, 400, "object"),
    ({"json": []}, 400, "object"),
    ({"json": "halo"}, 400, "object"),
    ({"json": {}}, 400, "id"),
    ({"json": {"id": "short", "text": "halo"}}, 400, "id"),
    ({"json": {"id": "x" * 65, "text": "halo"}}, 400, "id"),
    ({"json": {"id": 12345678, "text": "halo"}}, 400, "id"),
    ({"json": {"id": "12345678\0", "text": "halo"}}, 400, "id"),
    ({"json": {"id": "12345678\ud800", "text": "halo"}}, 400, "id"),
    ({"json": {"id": "12345678", "text": "halo", "seen": -1}}, 400, "seen"),
    ({"json": {"id": "12345678", "text": "halo", "seen": 10**30}}, 400, "seen"),
    ({"json": {"id": "12345678", "text": "halo", "seen": True}}, 400, "seen"),
    ({"json": {"id": "12345678", "text": "halo", "seen": "1"}}, 400, "seen"),
    ({"json": {"id": "12345678", "text": {"a": [{}]}}}, 400, "strings"),
    ({"json": {"id": "12345678", "text": None}}, 400, "strings"),
    ({"json": {"id": "12345678", "choice": "yes", "stamp": "x" * 13}}, 400, "button"),
    ({"json": {"id": "12345678", "choice": "yes", "stamp": "\0"}}, 400, "button"),
    ({"json": {"id": "12345678", "choice": "\ud800", "stamp": "0" * 12}}, 400, "button"),
    ({"json": {"id": "12345678", "choice": "x" * 81, "stamp": ""}}, 400, "button"),
    ({"json": {"id": "12345678", "media": "virus"}}, 400, "medium"),
    ({"json": {"id": "12345678", "text": "x" * 4001}}, 413, "4.000"),
])
def test_refused_with_a_reason(client, options, status, reason):
    answer = client.post("/messages", **options)
    assert answer.status_code == status
    assert reason in answer.json["error"]
    assert client.get("/messages").json["messages"] == []


SAID = ["", " ", "🙏", "👍👍👍", "x" * 3000, "lorem ipsum " * 250, "' OR 1=1; DROP TABLE message; --", "<script>alert(1)</script>",
        "{{ 7*7 }}", "%(name)s %s %", "a\0b", "\ud800", "ab\udfffcd", "\u202etxt\u200b", "ﷺ" * 1000, "1" * 3999, "9" * 400 + " juta",
        "\r\n\r\n", "null", "-1", "٣٢٧٣", "1e999", "0" * 16]


@pytest.mark.parametrize("upto", ["hello", "name", "income"])
def test_an_answer_each_time(client, upto):
    for text in [] if upto == "hello" else [HELLO, *list(ANSWERS.values())[:[*ANSWERS].index(upto)]]:
        post(client, text, seen=seen(client))
    for said in [{"text": text} for text in SAID] + [{"media": media} for media in ("photo", "voice", "sticker", "location")]:
        before = seen(client)
        answer = post(client, **said, seen=before)
        assert answer.status_code == 200, said
        assert [m for m in answer.json["messages"] if m["from"] == "bot" and m["text"]], said


def test_html_comes_back_as_text(client):
    answer = post(client, "<script>alert(1)</script>")
    assert answer.mimetype == "application/json"
    assert answer.json["messages"][0]["text"] == "<script>alert(1)</script>"


def test_the_cookie(client):
    cookie = post(client, HELLO).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie       # the default address is http
    assert "Expires" not in cookie      # it ends with the browser
    assert HELLO not in cookie


def test_the_cookie_over_https(database_url):
    app = create_app(SETTINGS.model_copy(update={"database_url": database_url, "public_url": "https://bot.example"}))
    assert "Secure" in post(app.test_client(), HELLO).headers["Set-Cookie"]


ROUTES = ["/", "/messages", "/healthz", "/readyz", "/static/chat.js", "/nothing-here"]


@pytest.mark.parametrize("route", ROUTES)
def test_headers_of_every_route(client, route):
    headers = client.get(route).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_what_people_wrote_is_not_cached(client):
    post(client, HELLO)
    assert client.get("/messages").headers["Cache-Control"] == "no-store"


def test_the_page(client):
    page = client.get("/").text
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    files = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert len(files) > 4
    assert all(file.startswith("/") and client.get(file).status_code == 200 for file in files)
    assert "%(" not in page


def test_health(client):
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)


def test_not_ready_without_a_database():
    client = create_app(SETTINGS.model_copy(update={"database_url": "postgresql+psycopg://nobody@127.0.0.1:1/none"})).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "database" in answer.text


@pytest.mark.parametrize(("method", "route"), [("put", "/messages"), ("get", "/leave"), ("post", "/")])
def test_other_methods(client, method, route):
    assert getattr(client, method)(route).status_code == 405
