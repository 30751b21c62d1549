"""The smallest shell and phone: what is queued, what was accepted, what the bot remembers."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

from bot.engine.desk import claim, fill, hand_back
from bot.engine.messages import Choice, Heard, Intent, Say, Tap, Turn, World
from bot.engine.state import Draft, State, dump, load
from bot.engine.steps import Refused
from bot.engine.turns import expire, turn
from bot.texts import Text, _, plain
from tests.engine.household import Benefits, Enrol, Household, Quote, Registration, Rules

FLOWS = {flow.key: flow for flow in (Registration, Household, Quote, Benefits)}
NOON = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=7)))


def alarm(text: str) -> Intent | None:
    """Stand in for the NLU's ear for what has happened."""
    return Intent("event", "accident") if re.search(r"\bjust (fell|crashed|died)\b", text.casefold()) else None


def meaning(text: str, waits: bool) -> Intent | None:
    """Stand in for the NLU."""
    if happened := alarm(text):
        return happened
    text = text.casefold()
    if "cost" in text and "?" in text:
        return Intent("question", "cost")
    if "benefit" in text:
        return Intent("question", "benefits")
    if "perhaps" in text:
        return Intent("doubt", "cost gone benefits")
    if found := re.search(r"\b(register|household|quote)\b", text):
        return Intent("errand", "start " + {"register": "registration"}.get(found[1], found[1]))
    return None


def cost(world: World) -> Text:
    return _("From %(premium)s a month.")(premium=world.rules.premium(0, False))


WORLD = World(FLOWS, Rules(), NOON, (Choice("start registration", _("Register")), Choice("start household", _("Register my household"))),
              {"cost": cost, "privacy": lambda world: _("Everything is kept in Indonesia.")},
              {"accident": lambda world: _("Call 119 first. An officer has been told.")}, meaning, alarm,
              topics={"cost": Choice("about cost", _("What it costs")), "benefits": Choice("about benefits", _("What it pays"))})


def words(say: Say) -> str:
    """One bubble as it stands on the screen."""
    return "\n".join(map(plain, (*say.told, say.text)))


@dataclass
class Chat:
    world: World = WORLD
    stored: str = field(default_factory=lambda: json.dumps(dump(State())))
    queued: list[Say] = field(default_factory=list)
    accepted: list[Say] = field(default_factory=list)       # in order
    staff_since: bool = False                               # an officer wrote after the newest prompt
    seen: set = field(default_factory=set)
    claimed: bool = False
    last: datetime = NOON
    effects: list = field(default_factory=list)             # (effect, what was on the screen when its message was written)
    receipts: dict = field(default_factory=dict)

    @property
    def state(self) -> State:
        return load(json.loads(self.stored))

    @property
    def draft(self) -> Draft:
        """The form in front."""
        draft = self.state.open
        assert draft
        return draft

    @property
    def after(self) -> str:
        return "" if self.staff_since else next((say.stamp for say in reversed(self.accepted) if say.stamp), "")

    @property
    def shown(self) -> str:
        return next((words(say) for say in reversed(self.accepted) if say.stamp), "")

    def arrive(self, text: str = "", tap: Tap | None = None, media: str = "") -> tuple[Heard, str]:
        """What the shell writes down when a message comes in, before any turn."""
        words, ours = (text, tap, media), len(self.accepted)
        heard = Heard(text, tap, media, self.after, (words, ours) in self.seen)
        self.seen.add((words, ours))
        return heard, self.shown

    def knowing(self) -> World:
        facts = {"silence": self.world.now - self.last, "receipts": self.receipts, **self.world.facts}
        return replace(self.world, facts=facts)

    def look_up(self, query: str) -> str:
        """Answer as the shell would."""
        return f"<{query}>"

    def turn(self, heard: Heard, shown: str) -> Turn:
        world = self.knowing()
        while (result := turn(self.state, heard, world)).need:
            assert result.need not in world.facts
            world = replace(world, facts={**world.facts, result.need: self.look_up(result.need)})
        assert result == turn(self.state, heard, world)
        self.last = world.now
        self.commit(result, shown)
        return result

    def commit(self, result: Turn, shown: str = "") -> None:
        self.save(result.state)
        self.queued += result.says
        self.effects += [(effect, shown) for effect in result.effects]
        if any(isinstance(effect, Enrol) for effect in result.effects):
            self.receipts = {**self.receipts, result.state.closed: f"R-{len(self.receipts) + 1}"}

    def save(self, state: State) -> None:
        self.stored = json.dumps(dump(state))
        assert load(json.loads(self.stored)) == state

    def deliver(self) -> None:
        if any(say.stamp for say in self.queued):
            self.staff_since = False
        self.accepted += self.queued
        self.queued = []

    def hear(self, text: str = "", **other) -> Turn:
        result = self.turn(*self.arrive(text, **other))
        self.deliver()
        return result

    def tap(self, choice: str, stamp: str | None = None) -> Turn:
        return self.hear(tap=Tap(self.after if stamp is None else stamp, choice))

    def later(self, hours: int) -> None:
        """Let time go by, and the sweeper with it."""
        self.world = replace(self.world, now=self.world.now + timedelta(hours=hours))
        self.commit(expire(self.state, self.world.now))

    def claim(self, officer: str = "Rina") -> None:
        self.save(claim(self.state, officer))
        self.claimed = True
        self.queued = [say for say in self.queued if say.kind != "prompt"]

    def staff(self, text: str) -> None:
        self.accepted.append(Say(_(text), kind="notice"))
        self.staff_since = True

    def fill(self, path: str, text: str) -> None:
        after, wrong = fill(self.state, {path: text}, self.world)
        if path in wrong:
            raise Refused(wrong[path])
        self.commit(after)

    def hand_back(self) -> None:
        self.claimed = False
        self.commit(hand_back(self.state, self.world))
        self.deliver()
