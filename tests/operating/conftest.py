"""The application with Telegram's stand-in behind it, and somebody who writes by its webhook."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr

from bot.app import create_app
from bot.handlers.telegram import HEADER
from bot.paces import Paces
from tests.chaos.people import SECRET
from tests.shell.conftest import phone
from tests.shell.phone import SETTINGS, SPEECH
from tests.standins.bot_api import TOKEN, BotApi
from tests.standins.telegram_person import Person

__all__ = ["phone"]


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture
def app(database_url: str, telegram: BotApi) -> Iterator[Flask]:
    app = create_app(SETTINGS.model_copy(update={
        "database_url": database_url, "telegram_bot_token": SecretStr(TOKEN), "telegram_webhook_secret": SecretStr(SECRET),
        "telegram_api_url": telegram.url}))
    house = app.extensions["house"]
    house.speech, house.outbox.paces = SPEECH, Paces({})        # Telegram takes one message a second to one person
    yield app
    house.telegram.stop()
    house.database.close()


@pytest.fixture
def somebody(app: Flask, telegram: BotApi) -> Person:
    """Writes, and reads what comes back."""
    house = app.extensions["house"]

    def give(update: dict[str, Any]) -> int:
        answer = app.test_client().post("/webhooks/telegram", json=update, headers={HEADER: SECRET})
        house.outbox.sweep()
        return answer.status_code

    return Person(telegram, give)
