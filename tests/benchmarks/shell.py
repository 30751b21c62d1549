"""Our own shell in a process, with everything on."""
from __future__ import annotations

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot.conversation import Done
from bot.engine.messages import Bubble
from bot.handlers.channel import Inbound
from bot.house import House
from bot.outbox import Outbox
from bot.settings import Settings
from tests.keys import VAULT

NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Jakarta"))


class Phone:
    """Takes what is sent at once, as a fast provider would; under a name whose senders have allowances."""

    name = "telegram"

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        return uuid4().hex


class Shell:
    """Engine, words, encryption, dedupe, outbox, events, audit, allowances. The database is migrated already."""

    lacks = "nothing is left out; the sender's own work is not counted"

    def __init__(self, url: str) -> None:
        house = House(Settings(database_url=url), lambda: NOW)
        house.vault = VAULT
        self.conversation, self.outbox = house.conversation, Outbox(house.database, VAULT, [Phone()], lambda: NOW)
        self.done: list[Done | None] = []
        house.world.meaning("halo", False)      # learns before it is measured, as a server does

    def read(self, chat: str, text: str) -> Inbound:
        return Inbound(Phone.name, "bench", chat, uuid4().hex, text)

    def turn(self, heard: Inbound) -> None:
        self.done.append(self.conversation.hear(heard))

    def between(self) -> None:
        """What was answered arrives: the next answer counts only if its question did."""
        for done in self.done:
            assert done
            self.outbox.deliver(done.address)
        self.done.clear()
