"""What is made once a process: database, keys, catalogs, shell and sender, each when it is first needed."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from bot import nlu
from bot.conversation import Conversation
from bot.engine.messages import World
from bot.flows import FLOWS, MENU, TOPICS
from bot.flows.answers import ANSWERS, EVENTS
from bot.handlers import web
from bot.outbox import Outbox
from bot.rules import RULES
from bot.rules.dated import DATA, stale
from bot.settings import Settings
from bot.speech import LANGUAGES, Speech
from bot.texts import _
from storage import Database, Vault, prepare


@dataclass
class House:
    """The rooms put together."""

    settings: Settings
    clock: Callable[[], datetime]

    @cached_property
    def database(self) -> Database:
        prepare(self.settings.database_url)
        return Database(self.settings.database_url)

    @cached_property
    def vault(self) -> Vault:
        return self.settings.vault()

    @cached_property
    def speech(self) -> Speech:
        return Speech()

    @cached_property
    def world(self) -> World:
        """What every turn may know, but for the moment and what the shell finds out."""
        facts = {"office": self.settings.office_name, "promise": _("in office hours (%(hours)s)")(hours=self.settings.office_hours)}
        return World(FLOWS, RULES, self.clock(), MENU, ANSWERS, EVENTS, nlu.understand, facts, topics=TOPICS)

    @cached_property
    def conversation(self) -> Conversation:
        return Conversation(self.database, self.vault, self.world, self.speech, self.clock)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.database, self.vault, [web.Page()], self.clock, self.conversation.tick)

    def at(self, moment: datetime) -> House:
        """The same house with its clock stopped."""
        return replace(self, clock=lambda: moment)

    def findings(self) -> Iterator[str]:
        """Say in sentences what an operator should look at."""
        for table, start, checked in stale(DATA, self.clock().date()):
            yield f"The rule {table} from {start} was last checked on {checked}; look at its source again."
        for language in LANGUAGES:
            for msgid in self.speech.missing(language):
                yield f"The catalog {language} lacks: {msgid!r}"
