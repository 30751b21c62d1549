"""Staff at a talk: the lock, the transaction and the commit of a turn, without a message of the person."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from bot.engine.messages import Bubble, Event, Turn, World
from storage import Connection, audit, messages, records
from storage.messages import Outgoing, Seen
from storage.records import Witness
from storage.talks import Talk

if TYPE_CHECKING:
    from bot.conversation import Conversation

T = TypeVar("T")


@dataclass
class Visit:
    """Staff at a talk: what they do to it, as a turn of their own."""

    conversation: Conversation
    connection: Connection
    talk: Talk
    now: datetime

    def look(self, at: Callable[[World], T]) -> T:
        """Look at the talk in the world as it is now."""
        return self.conversation.asked(self.connection, self.talk, "", self.now, at)

    def do(self, change: Callable[[World], Turn], *, staff: str = "", came: messages.Row | None = None, seen: Seen | None = None,
           witness: Witness | None = None) -> None:
        """Commit a change of the talk, and what is said with it; staff: words of an officer's own, before all else.
        came, seen, witness: the message that led to it, what it followed, and before whom it was given."""
        words = [Outgoing("staff", Bubble(staff))] if staff else []
        self.talk = self.conversation.commit(self.connection, self.talk, self.look(change), came, seen or Seen(0, ""), self.now, words,
                                             witness)

    def count(self, *events: Event) -> None:
        """Let reports count what staff did; it has no thread."""
        records.count(self.connection, self.talk, [(event, None) for event in events], self.talk.state.language, self.now)

    def note(self, who: str, what: str, subject: str, origin: str) -> None:
        audit.note(self.connection, self.conversation.vault, self.talk.id, who, what, subject, self.now, origin)
