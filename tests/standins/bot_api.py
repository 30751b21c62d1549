"""Telegram's Bot API on the wire, for tests: strict, remembers what it accepted, and fails as it is told."""
from __future__ import annotations

import inspect
import json
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Condition, Thread
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from telegram import Bot, Chat, InlineKeyboardMarkup, Message, Update, User, WebhookInfo

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
BOT = User(int(TOKEN.split(":")[0]), "BPU", is_bot=True, username="bpu_test_bot")
METHODS = {name.replace("_", ""): name for name, _function in inspect.getmembers(Bot, inspect.isfunction) if "_" in name}
OF_THE_LIBRARY = {"self", "api_kwargs", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "disable_web_page_preview"}


class Refused(Exception):
    """Not done; what Telegram answers."""

    def __init__(self, status: int, why: str, **parameters: int) -> None:
        super().__init__(why)
        self.status, self.why, self.parameters = status, why, parameters


@dataclass(frozen=True)
class Fault:
    """How the next call of a method goes wrong: a status is answered, or nothing is.

    page: of the web server in front, with 502. lost: the connection breaks before anything was done, or after it was.
    slow: seconds of silence first.
    """

    status: int = 0
    why: str = "as told"
    retry_after: int = 0
    page: str = ""
    lost: Literal["", "before", "after"] = ""
    slow: float = 0
    method: str = "sendMessage"


@dataclass
class BotApi:
    """The server; `with BotApi() as api:` runs it."""

    accepted: list[Message] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)
    spinning: set[str] = field(default_factory=set)             # taps nobody acknowledged yet
    unknown: set[int] = field(default_factory=set)              # chats that are not found
    blocked: set[int] = field(default_factory=set)              # people who blocked the bot
    menus: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    webhook: dict[str, str] = field(default_factory=dict)
    pending: list[Update] = field(default_factory=list)         # what a poll has not confirmed
    changed: Condition = field(default_factory=Condition)
    numbers: Any = field(default_factory=lambda: count(1000))
    host: str = "127.0.0.1"

    def __enter__(self) -> BotApi:
        api = self

        class Desk(Request):
            telegram = api

        class Server(ThreadingHTTPServer):
            daemon_threads, request_queue_size = True, 512

        self.server = Server((self.host, 0), Desk)
        self.url = f"http://{self.host}:{self.server.server_port}"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        with self.changed:
            self.changed.notify_all()
        self.server.shutdown()
        self.server.server_close()

    def of(self, chat: int) -> list[Message]:
        """What one chat got."""
        return [message for message in self.accepted if message.chat_id == chat]

    def asked(self, method: str) -> list[dict[str, str]]:
        """The parameters of every call of a method."""
        return [values for name, values in self.calls if name == method]

    def fault(self, method: str, note: str) -> Fault:
        """How this call goes wrong. note: what stood behind a question mark in its address."""
        return self.faults.popleft() if self.faults and self.faults[0].method == method else Fault()

    def feed(self, update: Update) -> None:
        """Lay an update down for the next poll."""
        with self.changed:
            self.pending.append(update)
            self.changed.notify_all()

    def do(self, method: str, said: dict[str, str]) -> Any:
        """Do what a method does; Refused as Telegram refuses it."""
        name = METHODS.get(method.lower(), "")
        if not hasattr(self, f"_{name}"):
            raise Refused(404, "Not Found")
        known = inspect.signature(getattr(Bot, name)).parameters.keys() - OF_THE_LIBRARY
        if strange := said.keys() - known:
            raise Refused(400, f"Bad Request: {method} has no {', '.join(sorted(strange))}")
        return getattr(self, f"_{name}")(**said)

    def _get_me(self) -> Any:
        return BOT.to_dict()

    def _send_message(self, chat_id: str, text: str = "", reply_markup: str = "", **other: str) -> Any:
        chat = int(chat_id)
        if chat in self.unknown:
            raise Refused(400, "Bad Request: chat not found")
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) > 2 * 4096:
            raise Refused(400, "Bad Request: message is too long")
        if "parse_mode" in other and set(text) & set("<>&_*[`"):
            raise Refused(400, "Bad Request: can't parse entities")
        keyboard = InlineKeyboardMarkup.de_json(json.loads(reply_markup), None) if reply_markup else None
        for row in keyboard.inline_keyboard if keyboard else ():
            for button in row:
                if not button.text.strip():
                    raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
                if not 1 <= len(str(button.callback_data or "").encode()) <= 64:
                    raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        with self.changed:
            where = Chat(chat, "private" if chat > 0 else "group")
            message = Message(next(self.numbers), datetime.now(UTC), where, from_user=BOT, text=text, reply_markup=keyboard)
            self.accepted.append(message)
        return message.to_dict()

    def _answer_callback_query(self, callback_query_id: str, **other: str) -> Any:
        with self.changed:
            if callback_query_id not in self.spinning:
                raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
            self.spinning.remove(callback_query_id)
        return True

    def _get_updates(self, offset: str = "0", timeout: str = "0", **other: str) -> Any:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        with self.changed:
            self.pending = [update for update in self.pending if update.update_id >= int(offset)]
            self.changed.wait_for(lambda: self.pending, float(timeout))
            return [update.to_dict() for update in self.pending[:100]]

    def _set_webhook(self, url: str, **other: str) -> Any:
        if not url.startswith("https://"):
            raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = {"url": url, **other}
        return True

    def _delete_webhook(self, **other: str) -> Any:
        self.webhook = {}
        return True

    def _get_webhook_info(self) -> Any:
        return WebhookInfo(self.webhook.get("url", ""), False, len(self.pending)).to_dict()

    def _set_my_commands(self, commands: str, language_code: str = "") -> Any:
        self.menus[language_code] = json.loads(commands)
        return True

    def _get_my_commands(self, language_code: str = "") -> Any:
        return self.menus.get(language_code, [])


class Request(BaseHTTPRequestHandler):
    """One connection."""

    telegram: BotApi
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        _nothing, bot, method = urlsplit(self.path).path.split("/")
        said = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=bool(body)))
        api = self.telegram
        api.calls.append((method, said))
        api.connections.add(self.client_address)
        fault = api.fault(method, urlsplit(self.path).query)
        time.sleep(fault.slow)
        try:
            if bot != f"bot{TOKEN}":
                raise Refused(401, "Unauthorized")
            if fault.lost == "before":
                return self._cut()
            if fault.status:
                raise Refused(fault.status, fault.why, **({"retry_after": fault.retry_after} if fault.retry_after else {}))
            if fault.page:
                return self._write(502, fault.page)
            result = api.do(method, said)
            return self._cut() if fault.lost == "after" else self._write(200, {"ok": True, "result": result})
        except Refused as refused:
            answer = {"ok": False, "error_code": refused.status, "description": refused.why}
            return self._write(refused.status, {**answer, "parameters": refused.parameters} if refused.parameters else answer)

    def _write(self, status: int, answer: Any) -> None:
        body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        try:
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:     # whoever asked did not wait
            self.close_connection = True

    def _cut(self) -> None:
        """Break the connection off without a word."""
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Keep still."""
