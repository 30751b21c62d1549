"""What every channel is alike in."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

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
    seen: int | None = None
    phone: str = ""             # theirs, +62..., where the channel knows it
    language: str = "id"        # to begin with; people change it by asking


class Channel(Protocol):
    """Where bubbles are sent."""

    name: str

    def send(self, to: str, bubble: Bubble, stamp: str) -> str:
        """Give a bubble to the provider and its id back; any exception means: not accepted, try again later."""
        ...
