"""What staff do to talks: claim, answer, fill in, hand over, hand back; each is one transaction, and stands in the audit."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Literal, NamedTuple

from bot.conversation import Conversation
from bot.engine import desk
from bot.engine.confirms import Consent
from bot.engine.flows import Flow
from bot.engine.messages import Event, Say, Turn, World
from bot.engine.state import State
from bot.flows import notices
from bot.texts import Text
from bot.visits import Visit
from storage import cases, office_days
from storage.cases import Times
from storage.talks import COUNTER
from storage.teams import Team

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


class Together(NamedTuple):
    """What an officer fills in with somebody, if there is a form in front, and what the bot would say now."""

    form: Flow | None
    says: Say | None


class Changed(Exception):
    """The form is no longer as it was shown."""


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
                self._give(visit, by)
                visit.note(by.login, "claimed", "", by.origin)

    def keep(self, talk_id: str, by: By) -> bool:
        """Say that the page is still open; False if the talk is no longer theirs."""
        with self.conversation.database.begin() as connection:
            return cases.keep(connection, talk_id, by.id, self.conversation.clock() + LEASE)

    def answer(self, talk_id: str, text: str, by: By) -> None:
        """Send an officer's own words."""
        with self.mine(talk_id, by) as visit:
            visit.do(lambda world: Turn(visit.talk.state), staff=text[:LONGEST])
            self._count(visit, "case answered", cases.answered(visit.connection, talk_id, visit.now))
            cases.keep(visit.connection, talk_id, by.id, visit.now + LEASE)
            visit.note(by.login, "answered", "", by.origin)

    def form(self, talk_id: str, by: By) -> Together:
        """The form in front, and what the bot would say now."""
        with self.mine(talk_id, by) as visit:
            state = visit.talk.state
            return visit.look(lambda world: Together(desk.front(state, world), (desk.witness(state, world).says or (None,))[-1]))

    def fill(self, talk_id: str, typed: Mapping[str, str], shown: str, by: By) -> dict[str, Text]:
        """Fill in answers in an officer's name, and give why others were refused; Changed if it is no longer what was shown."""
        with self.mine(talk_id, by) as visit:
            before = visit.talk.state
            form = visit.look(partial(desk.front, before))
            if not form or desk.shown(form) != shown:
                raise Changed
            after, wrong = visit.look(lambda world: desk.fill(before, typed, world))
            visit.do(lambda world: after)
            now = visit.look(partial(desk.front, visit.talk.state))
            assert now
            for path in (path for path in typed if now.saved.get(path) != form.saved.get(path)):
                visit.note(by.login, "filled in", f"{before.front}/{path}", by.origin)
            if visit.talk.at.channel == COUNTER and now.pending:
                visit.do(partial(desk.witness, visit.talk.state))
            cases.keep(visit.connection, talk_id, by.id, visit.now + LEASE)
            return {path: refused.text for path, refused in wrong.items()}

    def hand_over(self, talk_id: str, to: By, note: str, by: By, *, all: bool = False) -> None:
        """Give a claimed talk to another of the staff, with a note; all: a supervisor may give anybody's."""
        with self.mine(talk_id, by, all=all) as visit:
            cases.give(visit.connection, talk_id, to.id, visit.now + HANDED)
            self._note(visit, note, by)
            self._give(visit, to)
            visit.note(by.login, "handed over", to.login, by.origin)

    def give_to_team(self, talk_id: str, team: Team, note: str, by: By, *, all: bool = False) -> None:
        """Let a claimed talk wait for a team that knows more about it, with a note; all: a supervisor may give anybody's."""
        with self.mine(talk_id, by, all=all) as visit:
            self._note(visit, note, by)
            cases.release(visit.connection, talk_id, team.id)
            visit.do(lambda world: desk.hand_back(visit.talk.state, world, notices.passed_on(), waiting=True))
            visit.note(by.login, "handed over", team.name, by.origin)

    def hand_back(self, talk_id: str, by: By, *, settled: bool, all: bool = False) -> None:
        """Give a talk back to the bot, which asks what is pending; settled: the matter is, else it waits for staff again."""
        with self.mine(talk_id, by, all=all) as visit:
            self._give_back(visit, settled=settled)
            visit.note(by.login, "settled" if settled else "put back", "", by.origin)

    def ask_wish(self, talk_id: str, wish: str, by: By) -> None:
        """Give a talk back to the bot, which asks the person about what they wished while an officer had it: only their yes erases."""
        with self.mine(talk_id, by) as visit:
            cases.close(visit.connection, talk_id, visit.now)
            line = notices.handed_back(settled=True, asks=True)
            visit.do(lambda world: desk.hand_back_wish(visit.talk.state, wish, world, line))
            visit.note(by.login, "asked about a wish", wish, by.origin)

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
    def mine(self, talk_id: str, by: By, *, all: bool = False) -> Iterator[Visit]:
        """Open a talk that they have; Taken if they don't. all: or that anybody of the staff has."""
        with self.conversation.visit(talk_id) as visit:
            owner = visit.talk.state.owner
            if owner == "bot" or (owner != by.login and not all):
                raise Taken("" if owner == "bot" else owner)
            yield visit

    def _give(self, visit: Visit, to: By) -> None:
        """Let one of the staff speak; at the counter they are shown what the bot asks."""
        state = desk.claim(visit.talk.state, to.login)
        if visit.talk.at.channel == COUNTER:
            visit.do(partial(desk.witness, state))
        else:
            visit.do(lambda world: Turn(state, (Say(notices.claimed(to.login), kind="notice"),)))

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
            state = visit.talk.state
            return desk.hand_back(state, world, _said(state, desk.front(state, world), settled=settled), waiting=not settled)
        visit.do(back)


def _said(state: State, form: Flow | None, *, settled: bool) -> Text:
    """Say why the bot answers again: after a form filled in together, or before one can be, or because the officer goes."""
    if not settled and form and form.pending and isinstance(form.pending.step, Consent):
        return notices.consent_first(state.owner)
    if settled and form and state.owner in {by for _value, by in form.saved.values()}:
        return notices.filled_in(state.owner)
    return notices.handed_back(settled=settled)
