"""A chat that checks, after every message, what must hold of every message."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from bot.engine.confirms import Confirm, Consent
from bot.engine.messages import Agreed, Forget, Heard, Need, Tap, Turn, World, clean
from bot.engine.prompts import Place, Prompt, prompt
from bot.engine.state import State
from bot.engine.turns import LONG, expire
from tests.engine.household import Enrol, Helper, Rules
from tests.engine.phone import FLOWS, WORLD, Chat, words
from tests.engine.scripts import FORM, HOUSE

YES = ("yes", "ya", "iya", "yescorrect", "betul", "benar")
CODES = {"digits", "amount", "day", "name", "code", "months", "choice", "low", "unclear", "doubt"}
STEPS = [(key, step.name) for key, flow in {**FLOWS, "helper": Helper}.items() for step in flow.steps]
KNOWN = {"", "helper", "end", *FLOWS, *(name for _key, name in STEPS), *(f"{key}/{name}" for key, name in STEPS), *WORLD.answers, *CODES}


def now(chat: Chat, world: World | None = None) -> Prompt:
    """What the bot waits for."""
    world = world or chat.knowing()
    try:
        return prompt(chat.state, world)
    except Need as need:
        return now(chat, replace(world, facts={**world.facts, need.query: f"<{need.query}>"}))


def where(chat: Chat, world: World | None = None) -> Place:
    place = now(chat, world).place
    assert place
    return place


def here(chat: Chat):
    """The question that is asked, or none."""
    place = now(chat).place
    return place and place.slot


def asked(chat: Chat) -> str:
    return now(chat).say.stamp


class Watched(Chat):
    consents: tuple[str, ...] = ()

    def turn(self, heard: Heard, shown: str) -> Turn:
        if heard.tap:
            shown = next((words(s) for s in reversed(self.accepted) if s.stamp == heard.tap.stamp), "")
        text = clean(heard.text)
        typed = text == "1" or ("?" not in text and re.sub(r"[\W_]", "", text.casefold()) in YES)
        said_yes = heard.tap.choice == "yes" if heard.tap else typed
        binds = said_yes and not heard.echo and not self.claimed and self._binds(heard)
        old = expire(self.state, self.world.now).state
        dropped = {d.id for d in self.state.drafts if d.since and self.world.now - datetime.fromisoformat(d.since) >= LONG}
        result = super().turn(heard, shown)
        self._one_speaker(result, heard)
        self._consent_and_price(result, shown, binds, old)
        self._forgets(result, old, dropped)
        self._reports_no_person(result)
        return result

    def _binds(self, heard: Heard) -> bool:
        """Whether it was written under a question that binds; of the form in front also where a topic has come over it unseen."""
        ask = now(self) if not self.state.topic else prompt(replace(self.state, topic=None), self.knowing())
        slot = ask.place and ask.place.slot
        return isinstance(slot and slot.step, Confirm) and ask.say.stamp == (heard.tap.stamp if heard.tap else heard.after)

    def _one_speaker(self, result: Turn, heard: Heard) -> None:
        assert result.says or self.claimed or heard.echo                                    # never silent
        assert not self.claimed or all(say.kind == "notice" for say in result.says)
        assert all(say.kind == "notice" and not say.stamp for say in result.says[:-1])       # one prompt, last
        assert all((say.kind == "prompt") == bool(say.stamp) for say in result.says)

    def _consent_and_price(self, result: Turn, shown: str, binds: bool, old: State) -> None:
        flows = {draft.id: self.world.flows[draft.flow] for draft in old.drafts if draft.flow in self.world.flows}
        agreed = [effect for effect in result.effects if isinstance(effect, Agreed)]
        assert len(agreed) == binds                                                         # each binding yes, and nothing else
        for yes in agreed:
            draft = result.state.draft(yes.draft)
            assert draft is None or draft.saved[yes.step] == (yes.facts, "worker")
            if yes.step == "consent":
                self.consents = (*self.consents, yes.draft)
                assert "we keep" in shown
                assert yes.version == next(step.version for step in flows[yes.draft].steps if isinstance(step, Consent))
        for effect in result.effects:
            if isinstance(effect, Enrol):
                assert result.state.closed in self.consents
                assert agreed[-1].step == "confirm"
                assert str(effect.total) in shown
                assert all(nik in shown and name in shown for nik, name in effect.people)
        for draft in result.state.drafts:
            assert not draft.aside or "consent" not in draft.saved
            assert bool(draft.aside) == bool(draft.since)

    def _forgets(self, result: Turn, old: State, expired: set[str]) -> None:
        gone = {draft.id for draft in old.drafts} - {draft.id for draft in result.state.drafts}
        started = {str(n) for n in range(old.serial + 1, result.state.serial + 1)} - {draft.id for draft in result.state.drafts}
        if any(isinstance(effect, Enrol) for effect in result.effects):
            gone -= {result.state.closed}
        forgotten = [effect.draft for effect in result.effects if isinstance(effect, Forget)]
        assert gone | expired <= set(forgotten) <= gone | expired | started

    def _reports_no_person(self, result: Turn) -> None:
        assert all(field in KNOWN for event in result.events for field in event[1:]), result.events

    def do(self, what: str, arg=None):
        ACTS[what](self, arg)
        return self

    def burst(self, said) -> None:
        for heard in [self.arrive(text) for text in said]:
            self.turn(*heard)
        self.deliver()

    def tap_one(self, number: int, old: bool) -> None:
        choices = [(say.stamp, choice.id) for say in self.accepted for choice in say.choices if old or say.stamp == self.after]
        if choices:
            self.hear(tap=Tap(*choices[-1 - number % len(choices)]))

    def price(self, factor: int) -> None:
        self.world = replace(self.world, rules=Rules(factor=factor))


ACTS: dict[str, Callable[[Any, Any], object]] = {
    "hear": Watched.hear,
    "burst": Watched.burst,
    "tap": lambda chat, number: chat.tap_one(number, old=False),
    "old tap": lambda chat, number: chat.tap_one(number, old=True),
    "junk tap": lambda chat, tap: chat.hear(tap=Tap(chat.after if tap[0] == "0" else tap[0], tap[1])),
    "later": Watched.later,
    "media": lambda chat, _none: chat.hear(media="photo"),
    "claim": lambda chat, _none: chat.claim(),
    "staff": lambda chat, _none: chat.staff("Is that right?"),
    "hand back": lambda chat, _none: chat.hand_back(),
    "price": Watched.price,
}


def chat(script, world: World = WORLD) -> Watched:
    watched = Watched(world=world)
    for said in script:
        watched.hear(said)
    return watched


def copy(old: Watched) -> Watched:
    new = replace(old, queued=[*old.queued], accepted=[*old.accepted], seen={*old.seen}, effects=[*old.effects])
    new.consents = old.consents
    return new


@st.composite
def forms(draw, scripts=(FORM, HOUSE)):
    """A chat stopped at some question of some form."""
    script = draw(st.sampled_from(scripts))
    watched = chat(script[:draw(st.integers(1, len(script)))])
    for said in draw(st.lists(st.sampled_from(["back", "no", "change name", "12", "ubah name jadi Budi", "petugas", "1"]), max_size=3)):
        watched.hear(said)
    assume(watched.state.front and here(watched))
    return watched
