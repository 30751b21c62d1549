"""What staff do to talks: claim, answer, hand over, hand back; each is one transaction, and stands in the audit."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Literal, NamedTuple

from bot.conversation import Conversation, Visit
from bot.engine import desk
from bot.engine.messages import Event, Say, Turn, World
from bot.flows import notices
from storage import cases, office_days
from storage.cases import Times

LEASE = timedelta(minutes=2)        # the page keeps it alive; a shut laptop gives the talk back
HANDED = timedelta(minutes=15)      # so long may whom it is handed to be away from the desk
LONGEST = 4000                      # characters of an answer


class By(NamedTuple):
    """Who of the staff does something, and from where."""

    id: str
    login: str
    origin: str = ""


class Taken(Exception):
    """The talk is not theirs to do this to; its text is the login of whose it is, or empty if it is the bot's."""


class Casework:
    """The desk's side of the conversation."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation

    def claim(self, talk_id: str, by: By) -> None:
        """Take a talk, with all that waits in it, from the bot; Taken if another has it."""
        with self.conversation.visit(talk_id) as visit:
            owner = visit.talk.state.owner
            if owner not in ("bot", by.login):
                raise Taken(owner)
            cases.claim(visit.connection, talk_id, by.id, visit.now + LEASE)
            if owner == "bot":
                visit.do(lambda world: Turn(desk.claim(visit.talk.state, by.login), (Say(notices.claimed(by.login), kind="notice"),)))
                visit.note(by.login, "claimed", "", by.origin)

    def keep(self, talk_id: str, by: By) -> bool:
        """Say that the page is still open; False if the talk is no longer theirs."""
        with self.conversation.database.begin() as connection:
            return cases.keep(connection, talk_id, by.id, self.conversation.clock() + LEASE)

    def answer(self, talk_id: str, text: str, by: By) -> None:
        """Send an officer's own words."""
        with self._mine(talk_id, by) as visit:
            visit.do(lambda world: Turn(visit.talk.state), staff=text[:LONGEST])
            self._count(visit, "case answered", cases.answered(visit.connection, talk_id, visit.now))
            cases.keep(visit.connection, talk_id, by.id, visit.now + LEASE)
            visit.note(by.login, "answered", "", by.origin)

    def hand_over(self, talk_id: str, to: By, note: str, by: By, *, all: bool = False) -> None:
        """Give a claimed talk to another of the staff, with a note; all: a supervisor may give anybody's."""
        with self._mine(talk_id, by, all=all) as visit:
            cases.give(visit.connection, talk_id, to.id, visit.now + HANDED)
            self._note(visit, note, by)
            visit.do(lambda world: Turn(desk.claim(visit.talk.state, to.login), (Say(notices.claimed(to.login), kind="notice"),)))
            visit.note(by.login, "handed over", to.login, by.origin)

    def hand_back(self, talk_id: str, by: By, *, settled: bool, all: bool = False) -> None:
        """Give a talk back to the bot, which asks what is pending; settled: the matter is, else it waits for staff again."""
        with self._mine(talk_id, by, all=all) as visit:
            self._give_back(visit, settled=settled)
            visit.note(by.login, "settled" if settled else "put back", "", by.origin)

    def note(self, talk_id: str, text: str, by: By) -> None:
        """Note something for the other staff; the person never sees it."""
        with self.conversation.visit(talk_id) as visit:
            self._note(visit, text, by)

    def release_lost(self) -> int:
        """Give back every talk whose officer's page is gone; give how many there were."""
        conversation = self.conversation
        with conversation.database.read() as connection:
            lost = cases.lost(connection, conversation.clock())
        for talk_id in lost:
            with conversation.visit(talk_id) as visit:
                if talk_id in cases.lost(visit.connection, visit.now):      # not kept alive since
                    owner = visit.talk.state.owner
                    self._give_back(visit, settled=False)
                    visit.note("bot", "lease lost", owner, "")
        return len(lost)

    @contextmanager
    def _mine(self, talk_id: str, by: By, *, all: bool = False) -> Iterator[Visit]:
        with self.conversation.visit(talk_id) as visit:
            owner = visit.talk.state.owner
            if owner == "bot" or (owner != by.login and not all):
                raise Taken("" if owner == "bot" else owner)
            yield visit

    def _note(self, visit: Visit, text: str, by: By) -> None:
        if text:
            cases.write_note(visit.connection, self.conversation.vault, visit.talk.id, by.id, text[:LONGEST], visit.now)
            visit.note(by.login, "noted", "", by.origin)

    def _count(self, visit: Visit, what: Literal["case answered", "case closed"], done: list[Times]) -> None:
        """Let reports count after how much office time it was, as the calendar says now, and whether that was promised."""
        now, office, mended = visit.now, self.conversation.office, office_days.mended(visit.connection)
        for since, by in done:
            visit.count(Event(what, step="within", code=office.within(since, now, mended)),
                        Event(what, step="promise", code="late" if by and by < now else "kept"))

    def _give_back(self, visit: Visit, *, settled: bool) -> None:
        if settled:
            self._count(visit, "case closed", cases.close(visit.connection, visit.talk.id, visit.now))
        else:
            cases.release(visit.connection, visit.talk.id)

        def back(world: World) -> Turn:
            return desk.hand_back(visit.talk.state, world, notices.handed_back(settled=settled), waiting=not settled)
        visit.do(back)
