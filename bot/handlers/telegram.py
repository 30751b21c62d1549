"""Telegram: private chats, by webhook or long polling."""
from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from hmac import compare_digest
from typing import Any, TypeVar

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.engine.messages import Bubble, Button
from bot.handlers import updates
from bot.handlers.channel import Fate, Inbound, Unsent
from bot.handlers.layout import Abilities, layout
from bot.handlers.loop import Loop
from bot.handlers.media import LARGEST, Unfetched
from bot.handlers.updates import NAME
from bot.speech import LANGUAGES, Speech
from bot.texts import _

os.environ["PTB_TIMEDELTA"] = "true"    # since 22.2 the library warns wherever a span is still a number
logging.getLogger("httpx").setLevel(logging.WARNING)    # it logs addresses, and the token is in them
log = logging.getLogger(__name__)
T = TypeVar("T")
Hear = Callable[[Inbound], object]

HEADER = "X-Telegram-Bot-Api-Secret-Token"
ABILITIES = Abilities(buttons=20, button=36, rows=0, row=0, text=4096)
DATA = 64               # bytes that a button carries
SHORT = 12              # characters of labels that stand two in a row
CODE = 40               # characters of a reason that are kept
READ = 15.0             # seconds to wait for an answer of Telegram's
PATIENCE = 30.0         # seconds for a whole call: less than a sender's lease of an address
POLL = 25               # seconds that Telegram holds a long poll open
HEARD = ("message", "edited_message", "callback_query")
UNTAKEN = ("NoneType", "TelegramError",                         # causes of a network error: of an answer 5xx, perhaps without JSON;
           "ConnectError", "ConnectTimeout", "PoolTimeout")     # and httpx's, when nothing had left the house

PRIVATE = _("I talk to one person at a time, so that your details stay yours. Write to me in private: %(link)s")
MENU = {"daftar": _("Register"), "menu": _("Menu"), "petugas": _("Talk to an officer"), "batal": _("Cancel"), "bahasa": _("Language")}


def pages(telegram: Callable[[], Telegram], hear: Hear, secret: str, away: type[Exception]) -> Blueprint:
    """Hang the webhook. hear: take a message and wake the sender; away: raised when that can't be done now, so Telegram tries again."""
    blueprint = Blueprint(NAME, __name__)

    @blueprint.post("/webhooks/telegram")
    def hear_update() -> ResponseReturnValue:
        if not secret or not compare_digest(request.headers.get(HEADER, "").encode(), secret.encode()):
            abort(403, f"{HEADER} does not match.")
        try:
            update = updates.parse(request.get_json(force=True, silent=True))
        except (ValueError, RecursionError) as error:
            return f"This body is no update: {error}\n", 400
        try:
            telegram().take(update, hear)
        except away:
            return "Please try again soon.\n", 503, {"Retry-After": "5"}
        return "", 200

    return blueprint


class Telegram:
    """The sending side: one loop in one thread, and one Bot that nothing outside of it touches."""

    name = NAME

    def __init__(self, token: str, speech: Speech, url: str = "https://api.telegram.org") -> None:
        self.account, self._speech = token.partition(":")[0], speech
        self._requests = HTTPXRequest(read_timeout=READ, pool_timeout=5), HTTPXRequest(connection_pool_size=1, read_timeout=READ)
        self._bot = Bot(token, base_url=f"{url.rstrip('/')}/bot", request=self._requests[0], get_updates_request=self._requests[1])
        self._loop, self._stop = Loop(NAME), threading.Event()
        self._pointed: dict[int, float] = {}

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        """Send as plain text: without a parse mode no name and no underscore can break a message."""
        try:
            laid = layout(bubble, ABILITIES)
            call = self._bot.send_message(int(to), laid.text, reply_markup=_keyboard(laid.buttons, stamp), disable_web_page_preview=True)
            return str(self._wait(call).message_id)
        except ValueError as error:
            raise Unsent("content", str(error)[:CODE]) from error
        except TelegramError as error:
            raise unsent(error) from error

    def fetch(self, file: str) -> bytes:
        """Fetch what a person sent, by its id; Unfetched if that can't be."""
        try:
            found = self._wait(self._bot.get_file(file))
            if (found.file_size or 0) > LARGEST:
                raise Unfetched("larger than 5 MB")
            return bytes(self._wait(found.download_as_bytearray()))
        except TelegramError as error:
            raise Unfetched(error.message[:CODE]) from error

    def take(self, update: Update, hear: Hear) -> None:
        """Let what an update says be heard. A button stops spinning at once; a group is told where to write."""
        if update.callback_query:
            self.acknowledge(update.callback_query.id)
        if inbound := updates.heard(update, self.account):
            hear(inbound)
        elif update.message and update.message.chat.type in ("group", "supergroup"):
            self.point_to_private(update.message.chat_id, update.message.message_thread_id if update.message.is_topic_message else None)

    def acknowledge(self, query: str) -> None:
        """Answer a tap without waiting for it; a query that is too old has stopped spinning by itself."""
        self._loop.start(_quietly(self._bot.answer_callback_query(query)))

    def point_to_private(self, group: int, thread: int | None = None) -> None:
        """Tell a group once a day where to write; counted in memory, so a restart may say it once more."""
        now = time.monotonic()
        self._pointed = {id: since for id, since in self._pointed.items() if now - since < 24 * 3600}
        if self._pointed.setdefault(group, now) == now:
            self._loop.start(_quietly(self._point(group, thread)))

    async def _point(self, group: int, thread: int | None) -> None:
        text = self._speech.say(PRIVATE(link=f"https://t.me/{(await self._bot.get_me()).username}"), "id")
        await self._bot.send_message(group, text, message_thread_id=thread)

    def poll(self, hear: Hear) -> None:
        """Fetch updates in a thread of their own, where no webhook can reach us. One process a bot."""
        threading.Thread(target=self._poll, args=(hear,), name="telegram-poll", daemon=True).start()

    def _poll(self, hear: Hear) -> None:
        """Ask for what comes after the last update heard: asking for it is what confirms those before."""
        offset, pause = 0, 0.0
        while not self._stop.wait(pause):
            try:
                self._wait(self._bot.delete_webhook())      # Telegram gives nothing to a poll while it knows a webhook
                while not self._stop.is_set():
                    for update in self._wait(self._bot.get_updates(offset, timeout=POLL, allowed_updates=HEARD), POLL + PATIENCE):
                        self.take(update, hear)
                        offset, pause = update.update_id + 1, 0.0
            except Exception as error:      # no update is confirmed that was not heard: it comes again
                pause = (unsent(error).after if isinstance(error, TelegramError) else 0) or min(max(1, pause * 2), 60)
                log.warning("updates could not be taken, trying again in %d s", pause, exc_info=not isinstance(error, TelegramError))

    def set_up(self, url: str, secret: str) -> None:
        """Write the menu of commands in our languages, and have updates sent to url; without a url they wait to be fetched."""
        for language in LANGUAGES:
            menu = [(name, self._speech.say(text, language)) for name, text in MENU.items()]
            self._wait(self._bot.set_my_commands(menu, language_code=None if language == "id" else language))
        if url:
            self._wait(self._bot.set_webhook(url, secret_token=secret, allowed_updates=HEARD))

    def findings(self, url: str) -> Iterator[str]:
        """Say in sentences what is wrong. url: where updates should be sent; empty with long polling."""
        try:
            hook, menu = self._wait(self._bot.get_webhook_info()), self._wait(self._bot.get_my_commands())
        except TelegramError as error:
            yield f"Telegram can't be asked with this TELEGRAM_BOT_TOKEN: {error.message}."
            return
        if hook.url != url:
            yield f"Telegram sends updates to {hook.url or 'nobody'}, not to {url or 'whoever polls'}; flask check --fix changes that."
        if hook.last_error_message:
            yield f"Telegram could not deliver: {hook.last_error_message}; {hook.pending_update_count} updates wait, for a day at most."
        if [command.command for command in menu] != [*MENU]:
            yield "Telegram's menu of commands is not ours; flask check --fix writes it."

    def stop(self) -> None:
        """Close what is open; a Telegram that was stopped is not used again."""
        self._stop.set()
        for asked in self._requests:
            self._wait(asked.shutdown())
        self._loop.stop()

    def _wait(self, call: Coroutine[Any, Any, T], seconds: float = PATIENCE) -> T:
        try:
            return self._loop.wait(call, seconds)
        except TimeoutError as error:
            raise TimedOut from error


def unsent(error: TelegramError) -> Unsent:
    """Say what a refusal means for the message."""
    fate: Fate = "unknown"
    match error:
        case RetryAfter(retry_after=timedelta() as after):
            return Unsent("later", "429", after.total_seconds())
        case Forbidden():
            fate = "gone" if "deactivated" in error.message else "stopped"
        case InvalidToken():
            fate = "halt"
        case BadRequest():
            fate = "gone" if "chat not found" in error.message.lower() else "content"
        case NetworkError() if type(error.__cause__).__name__ in UNTAKEN:
            fate = "later"
    return Unsent(fate, error.message[:CODE])


async def _quietly(call: Coroutine[Any, Any, object]) -> None:
    try:
        await call
    except TelegramError as error:
        log.info("not done, and not needed: %s", error.message)


def _keyboard(buttons: tuple[Button, ...], stamp: str) -> InlineKeyboardMarkup | None:
    """Hang buttons under a message: its question's stamp comes back with the tap, which words of a reply keyboard can't carry."""
    if long := [button.id for button in buttons if len(f"{stamp}:{button.id}".encode()) > DATA]:
        raise ValueError(f"a button's {DATA} bytes: {long[0]}")
    keys = [InlineKeyboardButton(button.label, callback_data=f"{stamp}:{button.id}") for button in buttons]
    across = 2 if all(len(button.label) <= SHORT for button in buttons) else 1
    return InlineKeyboardMarkup([keys[n:n + across] for n in range(0, len(keys), across)]) if keys else None
