"""One person in a private chat with the bot: writes, taps, blocks; updates go to a webhook or wait to be fetched."""
from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from telegram import CallbackQuery, Chat, Message, Update, User

from tests.standins.bot_api import BotApi

UPDATES = count(random.randrange(10**8, 10**9))     # seeded at random, as Telegram does after a quiet week
IDS = count(5_000_000_000)                          # beyond 32 bits, as newer accounts are


@dataclass
class Person:
    """give: where updates go; without it they wait for a poll."""

    api: BotApi
    give: Callable[[dict[str, Any]], Any] | None = None
    id: int = field(default_factory=lambda: next(IDS))

    def write(self, text: str, **other: Any) -> Any:
        """Write a message; give what the webhook answered."""
        return self.send(Update(next(UPDATES), message=self.message(text=text, **other)))

    def tap(self, label: str, message: Message | None = None) -> Any:
        """Tap a button, of the newest message that has it."""
        under, data = next((one, button.callback_data) for one in ([message] if message else reversed(self.screen)) if one.reply_markup
                           for row in one.reply_markup.inline_keyboard for button in row if button.text == label)
        id = str(random.randrange(10**18))
        self.api.spinning.add(id)
        return self.send(Update(next(UPDATES), callback_query=CallbackQuery(id, self.user, "chat", message=under, data=str(data))))

    def send(self, update: Update) -> Any:
        return self.give(update.to_dict()) if self.give else self.api.feed(update)

    def message(self, **what: Any) -> Message:
        return Message(next(self.api.numbers), datetime.now(UTC), Chat(self.id, "private", first_name="Siti"), from_user=self.user, **what)

    @property
    def user(self) -> User:
        return User(self.id, "Siti", is_bot=False, language_code="id")

    @property
    def screen(self) -> list[Message]:
        """What the bot sent."""
        return self.api.of(self.id)

    @property
    def last(self) -> Message:
        return self.screen[-1]
