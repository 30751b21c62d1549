"""What an operator should look at, in sentences, and what can be set at the providers from here: `flask check`."""
from __future__ import annotations

from collections.abc import Iterator

from bot.handlers.channel import Unsent
from bot.house import House
from bot.rules.dated import DATA, stale
from bot.settings import Settings
from bot.speech import LANGUAGES


def fix(house: House) -> None:
    """Set at the providers what can be set from here."""
    s = house.settings
    if s.telegram_bot_token.get_secret_value():
        house.telegram.set_up(_telegram_webhook(s), s.telegram_webhook_secret.get_secret_value())


def findings(house: House) -> Iterator[str]:
    """Say what is wrong, or will be."""
    s = house.settings
    if s.telegram_bot_token.get_secret_value():
        yield from house.telegram.findings(_telegram_webhook(s))
    if s.twilio_account_sid and not s.public_url.startswith("https:"):
        yield f"Twilio can't call {s.public_url}: PUBLIC_URL is the https address that Twilio posts to."
    if s.public_url.startswith("https:") and not s.trusted_proxies:
        yield "PUBLIC_URL is https, so a proxy stands in front: TRUSTED_PROXIES=1 counts everybody by their own network address."
    try:
        missing = s.twilio_account_sid and house.whatsapp.missing()
    except Unsent as unsent:
        yield f"Twilio can't be asked with these settings: {unsent.code}."
    else:
        if missing:
            yield f"WhatsApp lacks {', '.join(missing)}: choices go out as numbered text. flask whatsapp content sync makes them."
    yield from house.openid.findings() if house.openid else ()
    for table, start, checked in stale(DATA, house.clock().date()):
        yield f"The rule {table} from {start} was last checked on {checked}; look at its source again."
    for language in LANGUAGES:
        for msgid in house.speech.missing(language):
            yield f"The catalog {language} lacks: {msgid!r}"


def _telegram_webhook(s: Settings) -> str:
    """Where Telegram is to send updates; nothing where they are fetched."""
    return f"{s.public_url.rstrip('/')}/webhooks/telegram" if s.telegram_webhook_secret.get_secret_value() else ""
