"""How much a door takes: more is refused with a reason, before anybody reads it."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from bot.app import create_app
from bot.doors import FIELDS
from tests.handlers.whatsapp.conftest import PUBLIC_URL
from tests.shell.phone import SETTINGS, SPEECH
from tests.standins import twilio_api
from tests.standins.bot_api import TOKEN
from tests.standins.twilio_person import US, signed

KB = 1024
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "a-secret"}
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SETUP = {"public_url": PUBLIC_URL, "twilio_account_sid": twilio_api.ACCOUNT, "twilio_whatsapp_from": US}


@pytest.fixture
def client(sqlite: str) -> Iterator[FlaskClient]:
    secrets = {"telegram_bot_token": SecretStr(TOKEN), "telegram_webhook_secret": SecretStr("a-secret"),
                "twilio_auth_token": SecretStr(twilio_api.TOKEN)}
    app = create_app(SETTINGS.model_copy(update={"database_url": sqlite, **SETUP, **secrets}))
    app.extensions["house"].speech = SPEECH
    yield app.test_client()
    app.extensions["house"].database.close()


@pytest.mark.parametrize(("path", "most", "kind"), [
    ("/messages", 64, JSON), ("/leave", 1, JSON), ("/webhooks/whatsapp", 64, FORM), ("/webhooks/whatsapp/status", 64, FORM),
    ("/webhooks/telegram", 512, JSON), ("/staff/sign-in", 8, FORM), ("/staff/account", 8, FORM), ("/staff/calendar", 64, FORM),
    ("/staff/lists/members", 4096, FORM), ("/staff/lists/results", 4096, FORM), ("/staff/enrolments/many/take", 64, FORM)])
def test_a_body_that_is_too_large(client: FlaskClient, path: str, most: int, kind: str):
    def post(size: int, **how: Any) -> Any:
        return client.post(path, data=(b'{"a": "' if kind == JSON else b"a=").ljust(size, b"x"), content_type=kind, headers=SECRET, **how)

    assert post(most * KB).status_code != 413
    refused = post(most * KB + 1)
    assert refused.status_code == 413
    assert len(refused.text) > 20
    assert post(10, environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}).status_code == 411


def test_a_form_with_too_many_fields(client: FlaskClient):
    def post(fields: int) -> Any:
        params = {"MessageSid": "SM1", "From": "whatsapp:+6281200000123", "To": US, "Body": "halo"}
        params |= {f"x{n}": "" for n in range(fields - len(params))}
        signature = signed(f"{PUBLIC_URL}/webhooks/whatsapp", params)
        return client.post("/webhooks/whatsapp", data=params, headers={"X-Twilio-Signature": signature})

    assert post(FIELDS).status_code == 200
    refused = post(FIELDS + 1)
    assert refused.status_code == 413
    assert "fields" in refused.text


def test_a_query_with_too_many_fields(client: FlaskClient):
    assert client.get("/messages?" + "&".join("after=1" for _field in range(FIELDS + 1))).status_code == 413


def test_the_longest_message_fits_however_it_is_written(client: FlaskClient):
    """4,000 characters, each of them escaped by a browser that knows only ASCII."""
    body = json.dumps({"id": "12345678", "text": "\U0001f642" * 4000})
    assert len(body) > 48_000
    assert client.post("/messages", data=body, content_type=JSON).status_code == 200


def test_the_longest_update_fits(client: FlaskClient):
    message = {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "text": "\U0001f642" * 4096}
    update = {"update_id": 1, "message": {**message, "reply_to_message": message}}
    assert client.post("/webhooks/telegram", json=update, headers=SECRET).status_code == 200
