"""Telegram's stand-in, and our channel talking to it."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.handlers.telegram import Telegram
from tests.shell.phone import SPEECH
from tests.standins.bot_api import TOKEN, BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture
def telegram(api: BotApi) -> Iterator[Telegram]:
    telegram = Telegram(TOKEN, SPEECH, api.url)
    yield telegram
    telegram.stop()
