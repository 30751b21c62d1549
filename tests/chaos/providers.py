"""Telegram and Twilio behind a bad line: what goes wrong is drawn, and every call with a message is written down."""
from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from threading import Lock, local
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from telegram import Message

from tests.standins import bot_api, twilio_api
from tests.standins.bot_api import BotApi
from tests.standins.twilio_api import Accepted, TwilioApi

KINDS = {"429": 3, "5xx": 4, "cut before": 3, "cut after": 3, "slow": 4, "late": 1}     # and how often, of all that goes wrong
UNMARKED = ("cut after", "late")        # taken, and the sender can't know
ANSWER = 15.0       # seconds that the bot waits for an answer, by its clock


class Call(NamedTuple):
    """A message that was handed to a provider; how: one of KINDS, or nothing went wrong."""

    id: str
    how: str


class Taken(NamedTuple):
    """A message that a provider took, at a second of ours."""

    id: str
    at: float


@dataclass
class Line:
    """What goes wrong between the bot and its providers. bad: how often, of all calls."""

    random: Random
    rate: float
    bad: float = 0.0
    kinds: Mapping[str, int] = field(default_factory=lambda: KINDS)
    calls: list[Call] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    looked: list[str] = field(default_factory=list)         # what went wrong when it was asked what had gone out
    lock: Lock = field(default_factory=Lock)

    def draw(self, id: str) -> str:
        """How the call with this message goes. A message is never lost twice: ADR 5 takes the second for sent."""
        with self.lock:
            how = ""
            if self.random.random() < self.bad:
                may = [kind for kind in self.kinds if id and not (kind == "cut before" and Call(id, kind) in self.calls)]
                may = may or [kind for kind in self.kinds if kind not in UNMARKED]
                (how,) = self.random.choices(may, [self.kinds[kind] for kind in may])
            if id:
                self.calls.append(Call(id, how))
            elif how:
                self.looked.append(how)
            return how

    def take(self, id: str) -> None:
        self.taken.append(Taken(id, time.monotonic()))

    def slow(self, how: str) -> float:
        return {"slow": 0.4, "late": 1.3}.get(how, 0.0) * ANSWER / self.rate


@dataclass
class Telegram(BotApi):
    line: Line = field(default_factory=lambda: Line(Random(), 1))
    screens: defaultdict[int, list[Message]] = field(default_factory=lambda: defaultdict(list))

    here: local = field(default_factory=local)      # one thread is one connection: the message that comes over it

    def of(self, chat: int) -> list[Message]:
        return self.screens[chat]

    def _send_message(self, chat_id: str, text: str = "", reply_markup: str = "", **other: str) -> Any:
        sent = super()._send_message(chat_id, text, reply_markup, **other)
        self.line.take(self.here.id)
        self.screens[int(chat_id)].append(next(one for one in reversed(self.accepted) if one.message_id == sent["message_id"]))
        return sent

    def fault(self, method: str, note: str) -> bot_api.Fault:
        if method != "sendMessage":
            return bot_api.Fault()
        self.here.id = parse_qs(note)["id"][0]
        how = self.line.draw(self.here.id)
        match how:
            case "429":
                return bot_api.Fault(429, retry_after=self.line.random.randint(1, 3))
            case "5xx":
                return self.line.random.choice([bot_api.Fault(500), bot_api.Fault(page="<html>Bad Gateway</html>")])
            case "cut before" | "cut after":
                return bot_api.Fault(lost="before" if how == "cut before" else "after")
        return bot_api.Fault(slow=self.line.slow(how))


@dataclass
class Twilio(TwilioApi):
    line: Line = field(default_factory=lambda: Line(Random(), 1))
    told: Callable[[Accepted], object] = lambda one: None       # where reports of what was accepted go
    screens: defaultdict[str, list[Accepted]] = field(default_factory=lambda: defaultdict(list))

    def of(self, to: str) -> list[Accepted]:
        return self.screens[to]

    def fault(self, body: str) -> twilio_api.Fault:
        how = self.line.draw(id_of(parse_qs(body)["StatusCallback"][0]) if body else "")
        match how:
            case "429":
                return twilio_api.Fault(20429, wait=self.line.random.choice(["", "2"]))
            case "5xx":
                return twilio_api.Fault(status=self.line.random.choice([500, 503]))
            case "cut before" | "cut after":
                return twilio_api.Fault(lost="before" if how == "cut before" else "after")
        return twilio_api.Fault(slow=self.line.slow(how))

    def send(self, params: dict[str, str]) -> Accepted:
        one = super().send(params)
        self.line.take(id_of(one.callback))
        self.screens[one.to].append(one)
        self.told(one)
        return one


def id_of(callback: str) -> str:
    """Our own id of a message, in the address to which reports of it go."""
    return re.sub(r"^id=", "", urlsplit(callback).query)
