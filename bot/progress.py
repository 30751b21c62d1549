"""What officers do to enrolments, from the form to the end of cover; each step is one transaction, and tells whom it is about."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial

from bot import onfile
from bot.answers.codes import Kpj
from bot.casework import By
from bot.conversation import Conversation
from bot.engine import desk
from bot.engine.messages import Say, Turn, World
from bot.engine.state import Draft
from bot.flows import notices
from bot.rules.quotes import MOST_MONTHS
from bot.rules.standing import Standing, covered_until
from bot.texts import Text
from bot.visits import Visit
from storage import Connection, enrolments, erasure
from storage.enrolments import Enrolment, Status

OFFICIAL = ("registered", "active", "lapsed")       # the official system has it
NOTICE = timedelta(days=7)      # so long before it ends is the end of cover told, once
Also = Callable[[Connection], object]       # is done in the same transaction


class NotNow(Exception):
    """The enrolment is not in a state from which this step leads on; its text is the state it is in."""


class Unfit(ValueError):
    """What was entered does not fit; its text is the field."""


class Progress:
    """The way of an enrolment: submitted, taken, registered (or sent back), active, lapsed."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation

    def take(self, id: str, by: By) -> None:
        """Say who carries it into the official system."""
        with self._step(id) as (visit, one):
            self._take(visit, one, by)

    def hand_out(self, id: str, why: str, by: By) -> Enrolment | None:
        """Give an enrolment out to be entered officially, and write down to whom and why; a new one is theirs from now on.

        None if it is not to be entered any more.
        """
        with self._step(id) as (visit, one):
            if one.status not in ("submitted", "taken") or one.is_to_be_erased:
                return None
            if one.status == "submitted":
                self._take(visit, one, by)
            visit.note(by.login, "exported", f"{one.number} {why}"[:120], by.origin)
            return one

    def register(self, id: str, kpj: str, by: By, *, also: Also = lambda connection: None) -> None:
        """Enter the number that the official system gave; Unfit if it is none, or somebody else's."""
        with self._step(id) as (visit, one):
            found = next(iter(Kpj().find(kpj, visit.now.date())), None)
            if not found or enrolments.kpj_of_another(visit.connection, self.conversation.vault, one, found.value):
                raise Unfit("kpj")
            self._move(visit, one, ("submitted", "taken"), "registered", staff_id=by.id)
            enrolments.keep_kpj(visit.connection, self.conversation.vault, id, found.value)
            self._tell(visit, lambda world: notices.registered(one.form, one.funds, found.value, world, own=not one.item))
            visit.note(by.login, "registered", one.number, by.origin)
            also(visit.connection)

    def send_back(self, id: str, path: str, why: str, by: By, *, also: Also = lambda connection: None) -> None:
        """Give a form back to be mended: the person lands in that very question. Unfit if it is none, or no reason is given."""
        with self._step(id) as (visit, one):
            if path not in self.mendable(one):
                raise Unfit("path")
            if not why.strip():
                raise Unfit("why")
            self._move(visit, one, ("submitted", "taken"), "sent_back", reason=path)
            draft = Draft(one.draft, one.answers["flow"], {p: (v[0], v[1]) for p, v in one.answers["saved"].items()})
            self._tell(visit, lambda world: notices.sent_back(one.number, why))
            visit.do(lambda world: desk.reopen(visit.talk.state, draft, path, world))
            visit.note(by.login, "sent back", f"{one.number} {path}", by.origin)
            also(visit.connection)

    def mendable(self, one: Enrolment) -> dict[str, Text]:
        """The questions of a form that can be asked again, by their paths."""
        world = self.conversation.world
        flow = world.flows.get(one.answers.get("flow", ""))
        if not flow:
            return {}
        form = flow({p: (v[0], v[1]) for p, v in one.answers["saved"].items()}, world)
        return {slot.path: slot.step.label for slot in form.path
                if slot.step.label and slot.path.startswith(f"{one.item}/" if one.item else "")}

    def pay(self, id: str, paid_on: date, months: int, by: By) -> None:
        """Enter a contribution that arrived, for whole months from its day on, or from the end of what is paid already."""
        with self._step(id) as (visit, one):
            today = visit.now.date()
            if not 1 <= months <= MOST_MONTHS:
                raise Unfit("months")
            if not one.created_at.date() - timedelta(days=366) <= paid_on <= today:
                raise Unfit("paid_on")
            since = max(paid_on, one.paid_until + timedelta(days=1)) if one.paid_until else paid_on
            until = covered_until(since, months)
            self._move(visit, one, ("registered", "active", "lapsed"), "active", paid_until=until, noticed_at=None)
            self._tell(visit, lambda world: notices.paid(one.form, since, until))
            visit.note(by.login, "paid", f"{one.number} {until}", by.origin)

    def erase(self, id: str, by: By) -> None:
        """Say that what somebody wished erased is: of what never came into the official system nothing stays here; of the rest it is
        asked for there, and what we have goes when its time is over."""
        with self._step(id) as (visit, one):
            official = one.status in OFFICIAL
            self._see_to(visit, one, erase_seen_at=visit.now)
            if not official:
                erasure.discard(visit.connection, visit.talk.id, id)
            erasure.seen_to(visit.connection, visit.talk.id, visit.now)
            self._tell(visit, lambda world: notices.erased(one.number, official=official))
            visit.note(by.login, "asked to be erased officially" if official else "erased", one.number, by.origin)

    def keep(self, id: str, by: By) -> None:
        """Say that the member wants to stay after all, as they told an officer: with a list the wish was another's."""
        with self._step(id) as (visit, one):
            self._see_to(visit, one, erase_asked_at=None, declared=True)
            erasure.seen_to(visit.connection, visit.talk.id, visit.now)
            self._tell(visit, lambda world: notices.kept(one.number))
            visit.note(by.login, "kept", one.number, by.origin)

    def _see_to(self, visit: Visit, one: Enrolment, **values: object) -> None:
        if not erasure.see_to(visit.connection, one.id, **values):
            raise NotNow(one.status)

    def tick(self) -> int:
        """Tell whose cover ends soon, and let lapse what the law says has lapsed; give how many there were."""
        conversation, today = self.conversation, self.conversation.clock().date()
        with conversation.database.read() as connection:
            ending = enrolments.ending(connection, conversation.vault, today + NOTICE)
            paid = enrolments.paid_before(connection, today)
        for one in ending:
            with self._step(one.id) as (visit, now):
                until = now.paid_until
                due = until and until == one.paid_until and enrolments.noticed(visit.connection, one.id, visit.now)
                if until and due and not visit.talk.state.quiet:
                    silent = onfile.strange(visit.talk.state, [now], visit.talk.heard_at, visit.now)
                    self._tell(visit, partial(notices.ending, now.form, now.funds, until, named=not silent))
        lapsed = [id for id, until in paid if conversation.world.rules.standing(until, today) is Standing.LAPSED]
        for id in lapsed:
            with self._step(id) as (visit, one):
                if enrolments.move(visit.connection, id, ("active",), "lapsed", visit.now):
                    visit.note("bot", "lapsed", one.number, "")
        return len(ending) + len(lapsed)

    @contextmanager
    def _step(self, id: str) -> Iterator[tuple[Visit, Enrolment]]:
        """Open an enrolment and its talk, locked. LookupError if there is none."""
        with self.conversation.database.read() as connection:
            talk_id = enrolments.talk_of(connection, id)
        with self.conversation.visit(talk_id) as visit:
            yield visit, enrolments.get(visit.connection, self.conversation.vault, id)

    def _take(self, visit: Visit, one: Enrolment, by: By) -> None:
        if one.is_to_be_erased:
            raise NotNow(one.status)
        self._move(visit, one, ("submitted",), "taken", staff_id=by.id)
        visit.note(by.login, "taken", one.number, by.origin)

    def _move(self, visit: Visit, one: Enrolment, of: tuple[Status, ...], to: Status, **values: object) -> None:
        if not enrolments.move(visit.connection, one.id, of, to, visit.now, **values):
            raise NotNow(one.status)

    def _tell(self, visit: Visit, word: Callable[[World], Text]) -> None:
        visit.do(lambda world: Turn(visit.talk.state, (Say(word(world), kind="notice"),)))
