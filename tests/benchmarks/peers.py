"""What somebody would otherwise pick: the same questions in python-telegram-bot's ConversationHandler and in aiogram's FSM."""
from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from datetime import UTC, datetime
from typing import Any

import psycopg
from telegram import Chat, Message, Update, User
from telegram.ext import ApplicationBuilder, ConversationHandler, MessageHandler, filters
from telegram.request import BaseRequest

TOKEN = "1:benchmark"
STEPS = ["setuju", r"\d{16}", r"\D+", r".+, .+", r"\w+", r"\w+ \w+", r"\d+", r"[23] program", r"\d+", r"08[\d ]+", "ya"]
SAVE = "insert into state values ({m}, {m}) on conflict (id) do update set body = excluded.body"


def answered(answers: list[str], text: str) -> list[str]:
    """The answers after one more message: a step back, the next answer, or the same as before where it is none."""
    if text == "kembali":
        return answers[:-1]
    return [*answers, text] if re.fullmatch(STEPS[len(answers)], text) else answers


def rows(url: str) -> tuple[Any, str]:
    """A database for one row a chat, as durable as the floor."""
    sqlite = url.startswith("sqlite:///")
    connection: Any = sqlite3.connect(url.removeprefix("sqlite:///")) if sqlite else psycopg.connect(url)
    for line in ("pragma journal_mode=wal", "pragma synchronous=full") * sqlite:
        connection.execute(line)
    connection.execute("create table state (id text primary key, body text not null)")
    connection.commit()
    return connection, "?" if sqlite else "%s"


class Nobody(BaseRequest):
    """Telegram's servers, which are asked only who we are."""

    read_timeout = None

    async def initialize(self) -> None: ...
    async def shutdown(self) -> None: ...

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        return 200, b'{"ok": true, "result": {"id": 1, "is_bot": true, "first_name": "b", "username": "b_bot"}}'


class ConversationHandlerBot:
    """python-telegram-bot: positions in memory, one row saved each turn."""

    lacks = "all chats in memory and lost with the process unless it reads the row again; no messages kept, no repeat known, no encryption"

    def __init__(self, url: str) -> None:
        self.connection, mark = rows(url)
        self.save = SAVE.format(m=mark)
        self.loop = asyncio.new_event_loop()
        self.app: Any = ApplicationBuilder().token(TOKEN).updater(None).job_queue(None).request(Nobody()).build()
        begin, hear = (MessageHandler[Any, Any](filters.TEXT, do) for do in (self.begin, self.hear))
        self.app.add_handler(ConversationHandler([begin], {n: [hear] for n in range(len(STEPS))}, []))
        self.loop.run_until_complete(self.app.initialize())
        self.count = 0

    async def begin(self, update: Any, context: Any) -> int:
        return self.keep(update, context, [])

    async def hear(self, update: Any, context: Any) -> int:
        return self.keep(update, context, answered(context.user_data["answers"], update.message.text))

    def keep(self, update: Any, context: Any, answers: list[str]) -> int:
        context.user_data["answers"] = answers
        self.connection.execute(self.save, (str(update.effective_chat.id), json.dumps(answers)))
        self.connection.commit()
        return len(answers) if len(answers) < len(STEPS) else ConversationHandler.END

    def read(self, chat: str, text: str) -> Any:
        self.count += 1
        id = int(chat[:12], 16)
        message = Message(self.count, datetime.now(UTC), Chat(id, "private"), from_user=User(id, "Siti", False), text=text)
        return Update(self.count, message=message)

    def turn(self, update: Any) -> None:
        self.loop.run_until_complete(self.app.process_update(update))


class FsmBot:
    """aiogram 3: state and data read from and written to SQLite by its own FSM."""

    lacks = "two writes and two commits a turn; no messages kept, no repeat known, nothing to send from, no encryption"

    def __init__(self, url: str) -> None:
        from aiogram import Bot, Dispatcher
        from aiogram.filters import StateFilter
        from aiogram.fsm.storage.base import BaseStorage
        connection, mark = rows(url)
        save = SAVE.format(m=mark)

        class Storage(BaseStorage):      # type: ignore[misc, unused-ignore]     # aiogram is there for benchmarks alone
            """One row for the state and one for the data, as aiogram's own storages have."""

            def get(self, id: str) -> str | None:
                row = connection.execute(f"select body from state where id = {mark}", (id,)).fetchone()
                return row[0] if row else None

            def put(self, id: str, body: str) -> None:
                connection.execute(save, (id, body))
                connection.commit()

            async def set_state(self, key: Any, state: Any = None) -> None:
                self.put(f"{key.chat_id} state", str(state))

            async def get_state(self, key: Any) -> str | None:
                return self.get(f"{key.chat_id} state")

            async def set_data(self, key: Any, data: Any) -> None:
                self.put(f"{key.chat_id} data", json.dumps(data))

            async def get_data(self, key: Any) -> dict[str, Any]:
                return dict(json.loads(self.get(f"{key.chat_id} data") or "{}"))

            async def close(self) -> None: ...

        async def hear(message: Any, state: Any) -> None:
            answers = (await state.get_data()).get("answers")
            answers = [] if answers is None else answered(answers, message.text)
            await state.update_data(answers=answers)
            await state.set_state(str(len(answers)))

        self.bot, self.dispatcher, self.loop, self.count = Bot("1:benchmark"), Dispatcher(storage=Storage()), asyncio.new_event_loop(), 0
        for state in (None, *map(str, range(len(STEPS)))):
            self.dispatcher.message.register(hear, StateFilter(state))

    def read(self, chat: str, text: str) -> Any:
        from aiogram.types import Chat, Message, Update, User
        self.count += 1
        id = int(chat[:12], 16)
        message = Message(message_id=self.count, date=datetime.now(UTC), chat=Chat(id=id, type="private"),
                          from_user=User(id=id, is_bot=False, first_name="Siti"), text=text)
        return Update(update_id=self.count, message=message)

    def turn(self, update: Any) -> None:
        self.loop.run_until_complete(self.dispatcher.feed_update(self.bot, update))
