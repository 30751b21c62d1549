"""Twilio on the wire, and our side of it."""
from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.handlers.whatsapp import WhatsApp
from tests.standins.twilio_api import ACCOUNT, TOKEN, TwilioApi
from tests.standins.twilio_person import US

PUBLIC_URL = "https://bot.example.id"
WORDS = {"pick": "Pilih", "news": "Ada kabar tentang pendaftaran.", "open": "Buka"}


@pytest.fixture
def twilio() -> Iterator[TwilioApi]:
    with TwilioApi() as api:
        yield api


@pytest.fixture
def channel(twilio: TwilioApi) -> WhatsApp:
    return WhatsApp(ACCOUNT, TOKEN, US, PUBLIC_URL, WORDS, twilio.url)
