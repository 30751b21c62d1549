"""All that is remembered of a talk, and its form in storage."""
from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

Saved = dict[str, tuple[str, str]]      # path -> (value, by)


@dataclass(frozen=True)
class Draft:
    """A form begun: answers by path, and who gave them. The place in the form is worked out, never stored."""

    id: str
    flow: str
    saved: Saved = field(default_factory=dict)
    aside: Saved = field(default_factory=dict)      # volunteered before consent
    since: str = ""                                 # ISO time at which something was first put aside
    editing: str | None = None                      # the path of what is being changed; "" is the list of all

    def without(self, path: str) -> Draft:
        return replace(self, saved={p: v for p, v in self.saved.items() if p != path and not p.startswith(path + "/")})


@dataclass(frozen=True)
class State:
    """One talk between two messages."""

    language: str = "id"
    owner: str = "bot"                              # or the officer who claimed the talk
    waiting: bool = False                           # a case is open; the bot goes on
    drafts: tuple[Draft, ...] = ()
    front: str = ""                                 # the draft being filled in
    topic: Draft | None = None                      # a longer answer, over the draft
    asking: str = ""                                # a question of the engine's own: "recap 3", "delete 3", "which pay status"
    serial: int = 0
    misses: int = 0
    closed: str = ""                                # the draft last finished, for a late yes
    about: str = ""                                 # the question last answered, for one that follows on it
    urgent: bool = False                            # something has happened; nothing is offered until staff come, or MENU
    quiet: bool = False                             # wants to hear nothing but answers
    tongue: str = ""                                # the language asked for, or noticed
    tries: int = 0                                  # left for a second fact; 0: nobody doubts who writes, -1: none left
    locked: tuple[Draft, ...] = ()                  # drafts out of reach until then

    @property
    def open(self) -> Draft | None:
        return self.topic or self.draft(self.front)

    def draft(self, id: str) -> Draft | None:
        return next((draft for draft in self.drafts if draft.id == id), None)

    def put(self, draft: Draft) -> State:
        if self.topic:
            return replace(self, topic=draft)
        return replace(self, drafts=tuple(draft if d.id == draft.id else d for d in self.drafts))

    def drop(self, draft: Draft) -> State:
        if draft == self.topic:
            return replace(self, topic=None)
        front = "" if self.front == draft.id else self.front
        return replace(self, drafts=tuple(d for d in self.drafts if d.id != draft.id), front=front)

    def count(self) -> State:
        """Take a number never used before in this talk."""
        return replace(self, serial=self.serial + 1)

    def lock(self, tries: int) -> State:
        """It is not certain who writes."""
        away = (*self.locked, *self.drafts)
        return replace(self.settled(), tries=tries, locked=away, drafts=(), front="", topic=None, closed="")

    def unlock(self) -> State:
        return replace(self, tries=0, drafts=(*self.locked, *self.drafts), locked=())

    def cleared(self) -> State:
        """Nothing is known any more but how to talk to each other."""
        return State(self.language, self.owner, self.waiting, serial=self.serial, quiet=self.quiet, tongue=self.tongue)

    def settled(self) -> State:
        """Nothing is amiss and the engine asks nothing of its own."""
        return replace(self, misses=0, asking="") if self.misses or self.asking else self


STATE, DRAFT = (tuple(field.name for field in fields(kind)) for kind in (State, Draft))


def dump(state: State) -> dict[str, Any]:
    """Give the state as plain data."""
    forms = {name: [vars(draft) for draft in getattr(state, name)] for name in ("drafts", "locked")}
    return {**vars(state), **forms, "topic": state.topic and vars(state.topic)}


def load(stored: dict[str, Any]) -> State:
    """Read a stored state of any age: unknown fields are dropped, missing ones empty."""
    known = _known(STATE, stored)
    topic = known.pop("topic", None)
    forms = {name: tuple(map(_draft, known.get(name, ()))) for name in ("drafts", "locked")}
    return State(**{**known, **forms, "topic": topic and _draft(topic)})


def _draft(stored: dict[str, Any]) -> Draft:
    known = _known(DRAFT, stored)
    pairs = {name: {p: (v[0], v[1]) for p, v in known.get(name, {}).items()} for name in ("saved", "aside")}
    return Draft(**{**known, **pairs})


def _known(names: tuple[str, ...], stored: dict[str, Any]) -> dict[str, Any]:
    return {name: stored[name] for name in names if name in stored}
