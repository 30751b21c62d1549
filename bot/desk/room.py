"""What the pages of the desk need of the house."""
from __future__ import annotations

from typing import Protocol

from bot.allowances import Gate
from bot.batches import Batches
from bot.casework import Casework
from bot.conversation import Conversation
from bot.counter import Counter
from bot.desk.provider import Provider
from bot.outbox import Outbox
from bot.progress import Progress
from bot.settings import Settings
from bot.speech import Speech
from storage import Database, Vault


class Room(Protocol):
    """The house, as far as staff have to do with it."""

    settings: Settings

    @property
    def database(self) -> Database: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def speech(self) -> Speech: ...
    @property
    def conversation(self) -> Conversation: ...
    @property
    def casework(self) -> Casework: ...
    @property
    def counter(self) -> Counter: ...
    @property
    def progress(self) -> Progress: ...
    @property
    def batches(self) -> Batches: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def sign_ins(self) -> Gate: ...
    @property
    def openid(self) -> Provider | None: ...
