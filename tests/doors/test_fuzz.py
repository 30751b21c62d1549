"""Whatever comes to whichever door: an answer that says why, and never a fault of ours."""
from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.app import create_app
from bot.desk.access import COOKIE
from bot.handlers.channel import Inbound
from bot.house import House
from storage import cases, enrolments, staff
from tests.doors.conftest import attended
from tests.handlers.whatsapp.conftest import PUBLIC_URL
from tests.shell.phone import ANSWERS, HELLO, SETTINGS, SPEECH
from tests.standins import bot_api, twilio_api
from tests.standins.twilio_person import US, signed

REQUESTS = int(os.environ.get("REQUESTS", "500"))
NOBODY = "http://127.0.0.1:9"
SETUP: dict[str, Any] = {
    "public_url": PUBLIC_URL, "telegram_bot_token": SecretStr(bot_api.TOKEN), "telegram_webhook_secret": SecretStr("a-secret"),
    "telegram_api_url": NOBODY, "twilio_account_sid": twilio_api.ACCOUNT, "twilio_auth_token": SecretStr(twilio_api.TOKEN),
    "twilio_whatsapp_from": US, "twilio_api_url": NOBODY, "trusted_proxies": 1}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
KNOWN = """id text seen choice stamp media after update_id message edited_message callback_query data chat type date from first_name
    is_bot photo file_id contact phone_number user_id entities offset length reply_to_message message_id location latitude longitude
    MessageSid From To Body NumMedia MediaUrl0 MediaContentType0 ButtonPayload ButtonText ListId ListTitle Latitude Longitude
    MessageStatus ErrorCode login password code old new to reason kpj paid_on months number day what name year folder who talk everywhere
    status q nik kind after body document regency declared paid_on""".split()
ODD = st.sampled_from([
    "", " ", "\0", "\ud800", "\udfff\ud83d", "\u202e\u200b", "ﷺ" * 300, "🙏" * 500, "9" * 400, "-1", "0", "1e999", "NaN", "null",
    "true", "[]", "{{7*7}}", "%(name)s%s%n", "' OR 1=1 --", "<script>", "../../etc/passwd", "\r\nSet-Cookie: a=b", "private", "web",
    "٣٢٧٣", "١٢", "²", "2026-11-20", "9999-12-31", "0001-01-01", "2026-02-30", "12345678901", "12", "18446744073709551616",
    "/staff/inbox", "//evil.example/", "claim", "waiting", "admin", "photo", "yes", str(UUID(int=0)), "0a1b2c3d4e5f:yes",
    "whatsapp:+6281200000123", "delivered"])
TEXTS = ODD | st.text(max_size=60)
NUMBERS = st.integers(-2, 2**70) | st.sampled_from([2**31, 2**63, -2**63 - 1, 10**400, 0.5, -0.0, 1e308])
KEYS = st.sampled_from(KNOWN) | st.text(max_size=8)
JSON = st.recursive(st.none() | st.booleans() | NUMBERS | TEXTS, lambda inner: st.lists(inner, max_size=4) |
                    st.dictionaries(KEYS, inner, max_size=8), max_leaves=12)
FIELDS = st.dictionaries(KEYS, TEXTS, max_size=6)
SAID = st.fixed_dictionaries({"id": st.just("12345678") | TEXTS}, optional={
    "text": TEXTS | JSON, "seen": NUMBERS | st.just(2) | JSON, "choice": TEXTS, "stamp": TEXTS, "media": TEXTS})
PERSON = st.fixed_dictionaries({"id": NUMBERS, "type": st.just("private"), "first_name": TEXTS, "is_bot": st.booleans()})
MESSAGE = st.fixed_dictionaries({"message_id": NUMBERS, "date": NUMBERS, "chat": PERSON}, optional={
    "text": TEXTS, "caption": TEXTS, "from": PERSON | JSON,
    "photo": JSON, "contact": JSON, "location": JSON, "entities": JSON, "voice": JSON})
UPDATE = st.fixed_dictionaries({"update_id": NUMBERS}, optional={
    "message": MESSAGE | JSON, "edited_message": MESSAGE | JSON, "callback_query": JSON | st.fixed_dictionaries({
        "id": TEXTS, "from": PERSON, "chat_instance": TEXTS, "data": TEXTS, "message": MESSAGE})})
KINDS = st.sampled_from([
    "", "application/json", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "text/plain",
    "application/xml", "application/json; charset=utf-16", "application/json; charset=none", "\x7f", "a/b/c"])
HEADERS = st.sampled_from(["X-Live", "X-Forwarded-For", "X-Forwarded-Proto", "Cookie", "If-None-Match", "Range", "Referer",
                           "If-Modified-Since", "Accept-Language", "Content-Encoding", "Authorization", "Transfer-Encoding"])
LATIN = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=30)


@dataclass(frozen=True)
class Asked:
    """One request. body: bytes as they are, fields of a form, or what becomes JSON."""

    path: str
    method: str
    body: Any
    kind: str
    query: dict[str, str]
    headers: dict[str, str]


@pytest.fixture(scope="module")
def app(_sqlite_blank: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """With a form that was sent, a case that waits, and one that an admin has."""
    url = f"sqlite:///{shutil.copy(_sqlite_blank, tmp_path_factory.mktemp('fuzz') / 'bot.sqlite')}"
    app = attended(create_app(SETTINGS.model_copy(update={**SETUP, "database_url": url})))
    app.config["WTF_CSRF_METHODS"] = ()
    house: House = app.extensions["house"]
    house.speech = SPEECH
    for who, texts in {"ani": (HELLO, *ANSWERS.values(), "petugas"), "budi": ("petugas",)}.items():
        for text in texts:
            done = house.conversation.hear(Inbound("web", "page", who, uuid4().hex, text))
            house.outbox.deliver(done.address) if done else None
    with house.database.begin() as connection:
        staff.add(connection, house.vault, "bos", "admin", "no hash", house.clock())
    yield app
    house.database.close()


def signed_in(app: Flask) -> FlaskClient:
    """A browser of an admin's; what the last one did may have ended their sign-in."""
    house: House = app.extensions["house"]
    with house.database.begin() as connection:
        bos = staff.find(connection, house.vault, "bos")
        assert bos
        if not bos.code:
            staff.change(connection, house.vault, bos.id, code="JBSWY3DPEHPK3PXP")
        token = staff.start(connection, house.vault, bos.id, house.clock())
    client = app.test_client()
    client.set_cookie(COOKIE, token, path="/staff")
    return client


def ids(app: Flask) -> list[str]:
    house: House = app.extensions["house"]
    with house.database.read() as connection:
        here = cases.listed(connection, house.vault, status=("waiting", "claimed", "closed"))
        return [*(case.id for case in here), *(one.id for one in enrolments.listed(connection, house.vault)), str(UUID(int=0))]


def asked(app: Flask) -> st.SearchStrategy[Asked]:
    """Any method at any address of the map, or at none."""
    rules = sorted(rule.rule for rule in app.url_map.iter_rules())
    some = st.sampled_from(["static/chat.js", "..%2f..%2fwsgi.py", "%00", "%ff", "a" * 300, "-1", "9" * 30, "%2e%2e/"])
    known = ids(app)

    def path(rule: str) -> st.SearchStrategy[str]:
        parts: list[st.SearchStrategy[str]] = []
        for text, kind in re.findall(r"([^<]+)|<([^>]+)>", rule):
            acts = re.findall(r"\w+", kind.partition("(")[2].partition(")")[0])
            fits = st.sampled_from(acts or known) if acts or "uuid" in kind else st.integers(0, 2**70).map(str) if "int" in kind else some
            parts.append(st.just(text) if text else st.one_of(fits, fits, fits, some))
        return st.tuples(*parts).map("".join)

    nothing: st.SearchStrategy[Any] = st.just({})
    aimed = [st.builds(Asked, st.just(at), st.just("POST"), body, st.just(kind), nothing, nothing) for at, body, kind in (
        ("/messages", SAID, "application/json"), ("/webhooks/telegram", UPDATE, "application/json"),
        ("/webhooks/whatsapp", FIELDS, "application/x-www-form-urlencoded"))]
    anything = st.builds(
        Asked, path=st.one_of(*map(path, rules), some.map("/".__add__)), method=st.sampled_from(METHODS) | st.just("POST"),
        body=st.binary(max_size=300) | FIELDS | JSON | SAID | UPDATE, kind=KINDS, query=FIELDS,
        headers=st.dictionaries(HEADERS, LATIN, max_size=2))
    return st.one_of(*aimed, anything, anything, anything)


def ask(app: Flask, one: Asked) -> Any:
    """Ask as whoever may go furthest: the webhooks with what proves the provider, the desk as an admin."""
    client = signed_in(app) if one.path.startswith("/staff") else app.test_client()
    headers = {"X-Telegram-Bot-Api-Secret-Token": "a-secret", **one.headers}
    how: dict[str, Any] = {"query_string": printable(one.query)}
    if isinstance(one.body, bytes):
        how |= {"data": one.body, "content_type": one.kind}
    elif "json" in one.kind or not (isinstance(one.body, dict) and all(isinstance(value, str) for value in one.body.values())):
        how |= {"json": one.body} if not one.kind or "none" not in one.kind else {"data": str(one.body).encode(errors="replace")}
    else:
        form = printable(one.body)
        how |= {"data": form, "content_type": "application/x-www-form-urlencoded"}
        if one.path.startswith("/webhooks/whatsapp"):
            form |= {"From": "whatsapp:+6281200000123", "To": US, "MessageSid": f"SM{uuid4().hex}", "MessageStatus": "read"} | form
            how |= {"query_string": f"id={uuid4()}"}
            headers["X-Twilio-Signature"] = signed(f"{PUBLIC_URL}{one.path}?{how['query_string']}", form)
    return client.open(one.path, method=one.method, headers=headers, base_url="https://bot.example.id", **how)


def printable(fields: dict[str, str]) -> dict[str, str]:
    """What can be put into an address or a form at all."""
    return {name.encode(errors="replace").decode(): value.encode(errors="replace").decode() for name, value in fields.items()}


def test_every_door(app: Flask):
    seen: set[tuple[str, int]] = set()

    @settings(max_examples=REQUESTS, deadline=None, database=None, suppress_health_check=[*HealthCheck])
    @given(asked(app))
    @example(Asked("/webhooks/whatsapp", "POST", {"To": ""}, "application/x-www-form-urlencoded", {}, {}))
    def knock(one: Asked) -> None:
        answer = ask(app, one)
        note(f"{answer.status} {answer.text[:300]}")
        assert answer.status_code < 500 or (answer.status_code == 502 and "/media/" in one.path)        # of a file nobody can fetch
        if answer.status_code >= 400 and one.method != "HEAD":
            assert len(re.sub(r"<[^>]*>|\W", "", answer.text)) > 10, "no reason"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Traceback" not in answer.text
        seen.add((re.sub(r"[0-9a-f-]{36}|\d+", "*", one.path), answer.status_code // 100))

    knock()
    let_in = {path for path, hundreds in seen if hundreds in (2, 3)}
    assert let_in > {"/", "/messages", "/webhooks/telegram", "/webhooks/whatsapp"}      # not all are refused at the first word
    assert len(let_in) > 10
