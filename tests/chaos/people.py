"""People who register: each reads the screen, answers what is asked, and the provider repeats what they wrote."""
from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

import requests

from bot.handlers.telegram import HEADER
from tests.chaos.providers import Telegram, Twilio
from tests.shell.phone import ANSWERS, HELLO, NUMBER
from tests.standins import telegram_person, twilio_person
from tests.standins.telegram_person import IDS

SECRET = "a-long-random-word"
PUBLIC_URL = "https://bot.example.id"
QUESTIONS = {       # by words that only this question has
    "consent": "setuju?", "nik": "NIK di KTP", "name": "nama lengkap", "home": "Tinggal di mana", "work": "Kerjanya apa",
    "income": "penghasilan sebulan", "programs": "Pilih yang mana", "months": "berapa bulan sekaligus", "phone": "nomor HP-nya",
    "confirm": "Sudah benar semua"}
AGAIN = 4.0         # seconds after which a question that had been answered is answered again
SILENCE = 25.0      # seconds after which somebody says the same again
LONGEST = 90.0      # seconds after which somebody has waited in vain


def asked(said: str) -> str:
    """The path of the question that a message asks, or nothing."""
    return next((path for path, words in QUESTIONS.items() if words in said), "")


@dataclass
class Provider:
    """Posts webhooks until they are answered 2xx, some of them twice, and late ones once more behind newer ones."""

    url: Callable[[], str]
    random: Random
    ids: list[str] = field(default_factory=list)        # of every message of a person
    repeats: int = 0
    refused: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def post(self, id: str, **request: Any) -> None:
        self.ids.append(id)
        copies = self.random.choices([1, 2, 3], [6, 3, 1])[0]
        self.repeats += copies - 1
        posts = [threading.Thread(target=self.deliver, kwargs=request) for _copy in range(copies)]
        for post in posts:
            post.start()
        for post in posts:
            post.join()
        if self.random.random() < 0.2:
            self.repeats += 1
            threading.Timer(self.random.uniform(1, 6), self.deliver, kwargs=request).start()

    def deliver(self, *, path: str, tries: int = 0, **request: Any) -> None:
        """Post until it is taken, or so many times."""
        left = tries
        while not self.ended.is_set():
            try:
                if requests.post(self.url() + path, timeout=(2, 10), **request).ok:
                    return
            except requests.RequestException:
                pass
            self.refused += 1
            left -= 1
            if not left:
                return
            self.ended.wait(self.random.uniform(0.1, 0.5))


@dataclass
class OnTelegram:
    api: Telegram
    provider: Provider
    name: str = ""

    def __post_init__(self) -> None:
        self.person = telegram_person.Person(self.api, self._give, next(IDS))
        self.name = str(self.person.id)

    def _give(self, update: dict[str, Any]) -> None:
        self.provider.post(str(update["update_id"]), path="/webhooks/telegram", json=update, headers={HEADER: SECRET})

    @property
    def screen(self) -> list[str]:
        return [message.text or "" for message in self.person.screen]

    def tap(self) -> None:
        """Tap the first button of the newest message, if there is one."""
        keyboard = self.person.last.reply_markup
        self.person.tap(keyboard.inline_keyboard[0][0].text, self.person.last) if keyboard else self.write("ya")

    def write(self, text: str) -> None:
        self.person.write(text)


@dataclass
class OnWhatsApp:
    api: Twilio
    provider: Provider
    name: str

    def __post_init__(self) -> None:
        self.person = twilio_person.Person(self, self.api, PUBLIC_URL, self.name)       # type: ignore[arg-type]

    def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> None:
        if "MessageStatus" in data:
            self.provider.deliver(path=path, data=data, headers=headers, tries=3)
        else:
            self.provider.post(data["MessageSid"], path=path, data=data, headers=headers)

    @property
    def screen(self) -> list[str]:
        return [one.shown.body for one in self.person.got]

    def tap(self) -> None:
        shown = self.person.got[-1].shown
        self.person.tap(shown.choices[0][0]) if shown.choices else self.write("1")

    def write(self, text: str) -> None:
        self.person.say(text)


@dataclass
class Worker:
    """Registers. nik, phone: this person's own."""

    on: OnTelegram | OnWhatsApp
    nik: str
    phone: str
    random: Random
    trouble: str = "not begun"
    again: int = 0

    @property
    def answers(self) -> dict[str, str]:
        return {**ANSWERS, "nik": self.nik, "phone": self.phone}

    def register(self) -> None:
        taps = self.random.random() < 0.5
        self.trouble, read, answered = "silence", 0, set[str]()
        self.on.write(HELLO)
        while last := self._look(read, answered):
            new, (read, said) = self.on.screen[read:], last
            if any(re.search(NUMBER, one) for one in new):
                self.trouble = ""
                break
            if not (path := asked(said)):
                self.trouble = f"an unknown question: {said}"
                break
            answered.add(said)
            time.sleep(self.random.uniform(0, 0.2))
            if taps and path in ("consent", "confirm"):
                self.on.tap()
            else:
                self.on.write(self.answers[path])

    def _look(self, read: int, answered: set[str]) -> tuple[int, str] | None:
        """Wait for something new; what was answered before is only answered when nothing else comes, and at last said again."""
        began, again = time.monotonic(), False
        while (waited := time.monotonic() - began) < LONGEST and not self.on.provider.ended.is_set():
            screen = self.on.screen
            if len(screen) > read and (screen[-1] not in answered or waited > AGAIN):
                return len(screen), screen[-1]
            if waited > SILENCE and screen and not again:
                again, self.again = True, self.again + 1
                self.on.write(self.answers[asked(screen[-1])])
            time.sleep(0.1)
        self.trouble += f" after {self.on.screen[-1:]}"
        return None
