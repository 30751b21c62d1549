"""What every channel is alike in."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from bot.engine.messages import Bubble, Tap


@dataclass(frozen=True)
class Inbound:
    """One message as a channel read it.

    account: our own number or name there; sender: theirs; id: the provider's, by which a repeat is known.
    seen: of a channel that knows what it has shown, the number of the newest message there.
    """

    channel: str
    account: str
    sender: str
    id: str
    text: str = ""
    tap: Tap | None = None
    media: str = ""
    file: str = ""              # what the provider knows a photo or a voice note by
    seen: int | None = None
    phone: str = ""             # theirs, +62..., where the channel knows it
    language: str = "id"        # to begin with; people change it by asking


Fate = Literal["later", "unknown", "window", "gone", "stopped", "content", "halt"]


class Unsent(Exception):
    """A provider did not accept a message.

    fate: what follows. later: nothing went out, try again; unknown: it may have gone out; window: only when the person has
    written again; gone: there is nobody at this address; stopped: the person blocked us; content: never as it is;
    halt: nothing goes out on this channel until an operator has looked. after: seconds to wait, if the provider said so.
    """

    def __init__(self, fate: Fate, code: str, after: float = 0) -> None:
        super().__init__(f"{fate}: {code}")
        self.fate, self.code, self.after = fate, code, after


class Channel(Protocol):
    """Where bubbles are sent."""

    name: str

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        """Give a bubble to the provider and its id back; Unsent if it was not accepted. id: our own, to know it by in reports."""
        ...


@runtime_checkable
class Searchable(Protocol):
    """A channel whose provider can be asked what went out."""

    def find(self, to: str, bubble: Bubble, since: datetime, known: Collection[str]) -> str | None:
        """Give the provider's id of a message that may have gone out; None if it did not. known: ids of other messages."""
        ...


@runtime_checkable
class Fetching(Protocol):
    """A channel that keeps what people sent until somebody has to see it."""

    def fetch(self, file: str) -> bytes:
        """Fetch a medium; Unfetched if it can't be had."""
        ...


@runtime_checkable
class Windowed(Protocol):
    """A channel that lets us speak freely only for a while after the person wrote."""

    def is_open(self, heard: datetime | None, now: datetime) -> bool:
        """Whether anything but an invitation may go out."""
        ...

    def invite(self, to: str, id: str) -> str:
        """Ask the person to write, in words approved beforehand."""
        ...
