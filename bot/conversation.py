"""The shell: one message in, one turn, one commit."""
from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, NamedTuple

from bot import allowances, yeses
from bot.allowances import Allowance
from bot.effects import Scene, carry_out
from bot.engine.messages import Bubble, Button, Event, Heard, Need, Say, Turn, Unlink, World
from bot.engine.state import State
from bot.engine.turns import abandon, due, expire, learn, turn
from bot.facts import found_out
from bot.flows import notices
from bot.flows.agreement import Answered
from bot.handlers.channel import Inbound
from bot.office import Office
from bot.speech import Speech
from bot.visits import T, Visit
from storage import Conflict, Connection, Database, Vault, invitations, messages, office_days, outbox, records, retention, talks
from storage.database import together
from storage.messages import Message, Outgoing, Seen, SoFar
from storage.records import Witness
from storage.retention import Keeping
from storage.talks import At, Talk

log = logging.getLogger(__name__)
KEEPING = Keeping()
TRIES = 8           # a turn is pure, so doing it again after a lost race costs nothing but time
LONGEST = 4096      # characters of a message that are read; no channel sends longer ones
REST = timedelta(minutes=1)     # a silence after which something may have been parked or stopped; in a lively talk nobody looks


class Done(NamedTuple):
    """A turn that was committed: the address whose outbox has something now, the names of its effects, and what there is to count."""

    address: str
    effects: tuple[str, ...]
    events: tuple[Event, ...]
    outcome: Literal["turned", "too fast"]


class Conversation:
    """Hears messages; what it answers stands in the outbox."""

    def __init__(self, database: Database, vault: Vault, world: World, speech: Speech, office: Office, clock: Callable[[], datetime],
                 keeping: Keeping = KEEPING, allowed: Mapping[str, Sequence[Allowance]] | None = None) -> None:
        """world: all but the moment and the facts. allowed: how much one sender may write, of channels that count it."""
        self.database, self.vault, self.world, self.speech, self.office, self.clock = database, vault, world, speech, office, clock
        self.keeping, self.allowed = keeping, allowed or {}

    def hear(self, inbound: Inbound) -> Done | None:
        """Take one message through its turn and commit; None for a repeat."""
        for left in reversed(range(TRIES)):
            try:
                with self.database.begin() as connection:
                    done = self._hear(connection, inbound, self.clock())
                if done and Answered.__name__ in done.effects:
                    self.pass_on()
                return done
            except Conflict:        # another process took the talk's turn, or began it
                if not left:
                    raise
        return None

    @contextmanager
    def visit(self, talk_id: str) -> Iterator[Visit]:
        """Open a talk for staff: locked, and one transaction. LookupError if there is none."""
        now = self.clock()
        with self.database.begin() as connection:
            talk = talks.get(connection, self.vault, talk_id)
            if not talk:
                raise LookupError(talk_id)
            yield Visit(self, connection, talk, now)

    def pass_on(self) -> int:
        """Tell every talk that waits for a yes what was answered in another, and go on with its form; give how many there were."""
        with self.database.read() as connection:
            answered = invitations.answered(connection, self.vault)
        for one in answered:
            with self.visit(one.talk) as visit:
                if invitations.told(visit.connection, one):
                    visit.do(partial(learn, visit.talk.state, yeses.said(one)))
        return len(answered)

    def tick(self) -> int:
        """Do what is due in talks in which nobody writes; give how many there were."""
        now = self.clock()
        with self.database.begin() as connection:
            retention.sweep(connection, now)
            ids = talks.due(connection, now)
        for id in ids:
            self._look_after(id, now, partial(expire, now=now))
        return len(ids) + self.pass_on()

    def let_go(self) -> int:
        """Drop the forms nobody has gone on with; give in how many talks."""
        now = self.clock()
        with self.database.read() as connection:
            old = retention.old_drafts(connection, self.keeping, now)
        for id, numbers in old.items():
            self._look_after(id, now, partial(abandon, ids=numbers))
        return len(old)

    def _look_after(self, id: str, now: datetime, change: Callable[[State], Turn]) -> None:
        """Commit a change of a talk in which nobody writes."""
        try:
            with self.database.begin() as connection:
                if talk := talks.get(connection, self.vault, id):
                    self.commit(connection, talk, change(talk.state), None, Seen(0, ""), now)
        except Exception:       # one talk that can't be read must not keep the others waiting
            log.exception("a talk could not be looked after; it is tried again")

    def transcript(self, channel: str, account: str, sender: str, after: int = 0) -> list[Message]:
        """What one person has seen and written, from a number on; all of it if the number is of another talk."""
        with self.database.read() as connection:
            talk = talks.find(connection, self.vault, At(channel, account, sender), lock=False)
            return messages.transcript(connection, self.vault, talk.id, after=after if after <= talk.seq else 0) if talk else []

    def _hear(self, connection: Connection, inbound: Inbound, now: datetime) -> Done | None:
        at = At(inbound.channel, inbound.account, inbound.sender)
        talk = talks.find(connection, self.vault, at)
        talk = talk or talks.begin(connection, self.vault, at, now, State(language=inbound.language))
        if talk.heard_at and now - talk.heard_at > REST:
            outbox.welcome(connection, talk.address)
        so_far = messages.so_far(connection, talk, inbound.id, inbound.seen)
        if so_far.again:
            return None
        seen = so_far.seen
        text = inbound.text[:LONGEST].encode(errors="replace").decode()         # half an emoji can't be stored
        wanted = talk.state.waiting or talk.state.owner != "bot"
        bubble = Bubble(text, media=inbound.media, file=inbound.file if wanted else "")     # nobody waits to see it: it is not kept
        photo = timedelta(days=self.world.rules.privacy.on(now.date()).value.photo_days)
        if inbound.tap:
            label = messages.label(connection, self.vault, talk, *inbound.tap)
            bubble = Bubble(label, choice="/".join(inbound.tap))
        echo = messages.is_echo(connection, self.vault, talk, bubble, seen)
        heard = Heard("" if inbound.tap else bubble.text, inbound.tap, inbound.media, seen.stamp, echo)
        talk, too_fast = self._counted(talk, now)
        after = too_fast or self.asked(connection, talk, inbound.phone, now, lambda world: turn(talk.state, heard, world), so_far)
        begun = [draft.id for draft in after.state.drafts if draft.id not in talk.rows]     # what began a draft is forgotten with it
        came = messages.came(self.vault, talk, inbound.id, bubble, seen, begun[-1] if begun else talk.state.front, now,
                             now + min(photo, self.keeping.messages) if bubble.file else now + self.keeping.messages)
        self.commit(connection, talk, after, came, seen, now)
        effects = tuple(type(effect).__name__ for effect in after.effects)
        return Done(talk.address, effects, after.events, "too fast" if too_fast else "turned")

    def _counted(self, talk: Talk, now: datetime) -> tuple[Talk, Turn | None]:
        """Who writes faster than anybody can is told so once, and heard again when the time is over; what they wrote is kept unread."""
        allowed = self.allowed.get(talk.at.channel, ())
        talk = replace(talk, taken=allowances.counted(talk.taken, allowed, now))
        if not (over := allowances.over(talk.taken, allowed, now)):
            return talk, None
        is_told = over.first and talk.state.owner == "bot"
        return talk, Turn(talk.state, (Say(notices.too_fast(over.seconds), kind="notice"),) if is_told else ())

    def asked(self, connection: Connection, talk: Talk, phone: str, now: datetime, do: Callable[[World], T],
              so_far: SoFar | None = None) -> T:
        """Do something to a talk, or look at it, in the world as it is now; what that takes is looked up. so_far: somebody wrote."""
        facts = found_out(connection, self.vault, talk, phone, now, self.office, self.world.rules, so_far)
        for name, value in self.world.facts.items():
            facts.learn(name, value)
        world = replace(self.world, now=now, facts=facts, words=partial(self.speech.say, language=talk.state.language))
        while True:
            try:
                after = do(world)
                if isinstance(after, Turn) and after.need:
                    raise Need(after.need)
                return after
            except Need as need:
                about, _space, what = need.query.partition(" ")
                facts.learn(need.query, yeses.LOOKUPS[about](connection, self.vault, talk, what, now))

    def commit(self, connection: Connection, talk: Talk, after: Turn, came: messages.Row | None, seen: Seen, now: datetime,
               first: Sequence[Outgoing] = (), witness: Witness | None = None) -> Talk:
        """Write what a turn led to: effects first, so that what is forgotten takes none of the answers with it."""
        state, seq, rows = after.state, talk.seq + bool(came), [came] if came else []
        given = came["id"] if came else ""
        if after.effects:       # they refer to what came
            messages.write(connection, rows)
            rows = []
        scene = Scene(connection, self.vault, talk, talk.state.front or state.front, given, seen, state.language, now,
                      lambda: self.office.answers_by(now, office_days.mended(connection)), witness)
        notices = [notice for effect in after.effects for notice in carry_out(effect, scene)]
        if any(isinstance(effect, Unlink) for effect in after.effects):     # what is said now is said to somebody else
            talks.save(connection, self.vault, talk, talk.state, seq=seq, now=now, heard=bool(given), due=due(talk.state))
            talk, seq = talks.unlink(connection, self.vault, talk, now, state), 0
        outgoing = [*first, *(self._outgoing(say, state.language) for say in (*notices, *after.says))]
        rows += messages.queued(self.vault, talk, outgoing, state.front, seq + 1, now, now + self.keeping.messages, owner=state.owner,
                                answers=seq if given else 0)
        heard = (Event("heard"),) if given else ()
        with together(connection):
            saved = talks.save(connection, self.vault, talk, state, seq=seq + len(outgoing), now=now, heard=bool(given), due=due(state))
            thread = saved.row(state.front) or talk.row(talk.state.front)
            messages.write(connection, rows)
            records.count(connection, talk, [(event, thread) for event in (*heard, *after.events)], state.language, now)
        return saved

    def _outgoing(self, say: Say, language: str) -> Outgoing:
        words = partial(self.speech.say, language=language)
        buttons = tuple(Button(choice.id, words(choice.label)) for choice in say.choices)
        return Outgoing(say.kind, Bubble(words(say.text), tuple(map(words, say.told)), buttons, say.numbered), say.stamp)
