"""Steps that ask nothing themselves: something told, a fact looked up, a list of sub-forms."""
from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bot.engine.kinds import OneOf
from bot.engine.messages import Choice, Need
from bot.engine.steps import Slot, Step, Words
from bot.texts import Text

if TYPE_CHECKING:
    from bot.engine.flows import Flow

NOTHING: OneOf[Any] = OneOf({})


class Tell(Step[str]):
    """Says something once, before the next question."""

    def __init__(self, ask: Words, *, when: Callable[[Any], bool] = lambda form: True) -> None:
        super().__init__(NOTHING, ask, when=when)

    def walk(self, form: Flow) -> None:
        if form.at + self.name not in form.saved:
            form.due.append(self.text(form))
            form.learnt[form.at + self.name] = ("said", "bot")


class Lookup(Step[str]):
    """A fact the shell finds; kept with its query, and asked for again when that changes."""

    def __init__(self, query: Callable[[Any], str], *, when: Callable[[Any], bool] = lambda form: True,
                 ends: Callable[[Any, str], bool] = lambda form, value: False) -> None:
        super().__init__(NOTHING, Text(""), when=when, ends=ends)
        self.query = query

    def walk(self, form: Flow) -> None:
        path, query = form.at + self.name, self.query(form)
        key, saved = json.dumps(query) + " ", form.saved.get(path, ("", ""))
        if not saved[0].startswith(key):
            if query not in form.world.facts:
                raise Need(query)
            saved = form.learnt[path] = (f"{key}{form.world.facts[query]}", form.world.now.isoformat())
        form.values[self.name] = value = saved[0][len(key):]
        form.ended = self.ends(form, value)


class Awaited(Step[str]):
    """Waits for what others do elsewhere; nothing that is written here answers it."""

    def __init__(self, ask: Words, *, until: Callable[[Any], bool], extras: tuple[Choice, ...] = ()) -> None:
        super().__init__(NOTHING, ask, own=True, extras=extras)
        self.until = until

    def walk(self, form: Flow) -> None:
        slot = Slot(form.at + self.name, self, form)
        form.path.append(slot)
        if not self.until(form):
            form.pending = slot


class Each(Step[list[Any]]):
    """A list of sub-forms, at least one; its own stored value is which ones there are."""

    def __init__(self, flow: type[Flow], *, add: Text) -> None:
        super().__init__(NOTHING, Text(""))
        self.flow, self.add = flow, add

    def ids(self, form: Flow) -> list[str]:
        return form.saved.get(form.at + self.name, ("1", ""))[0].split() or ["1"]

    def walk(self, form: Flow) -> None:
        form.values[self.name] = items = []
        for id in self.ids(form):
            items.append(item := self.flow(form.saved, form.world, f"{form.at}{self.name}/{id}/", form))
            if item.pending:
                form.pending, form.why, form.later = item.pending, item.why, item.later
                break
