"""A flow: a class whose attributes are the questions; an instance is one person's answers."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple

from bot.engine.confirms import Consent
from bot.engine.kinds import Refusal
from bot.engine.messages import World
from bot.engine.steps import PROPOSED, Slot, Step
from bot.engine.unasked import Each, Tell
from bot.texts import Text, Value, _

OWN = ("saved", "world", "at", "parent", "values", "texts", "path", "due", "learnt", "later", "pending", "why", "ended")


class Item(NamedTuple):
    """One sub-form of a list: `helpers`, `helpers/2`, whom it is for, and how another is offered."""

    list: str
    at: str
    whom: str
    add: Text


class Flow:
    """Saved answers replayed in order, up to the first gap; nothing else is remembered."""

    key: ClassVar[str]
    subject: ClassVar[str] = ""                 # the step that names whom the form is for
    called: ClassVar[Text] = _("no name yet")   # what it is called before that, or where it is for many
    steps: ClassVar[tuple[Step[Any], ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.steps = tuple(step for step in vars(cls).values() if isinstance(step, Step))
        cls.key = cls.__name__.lower()
        if taken := {step.name for step in cls.steps} & {*vars(Flow), *OWN}:
            raise TypeError(f"{cls.__name__}: {taken} cannot be names of steps")
        asked = [step for step in cls.steps if not isinstance(step, Tell)]
        if any(isinstance(step, Consent) for step in asked[1:]):
            raise TypeError(f"{cls.__name__}: what is answered before a consent would be kept without it")

    def __init__(self, saved: Mapping[str, tuple[str, str]], world: World, at: str = "", parent: Flow | None = None) -> None:
        self.saved, self.world, self.at, self.parent = saved, world, at, parent
        self.values: dict[str, Any] = {}
        self.texts: dict[Step[Any], Text] = {}                                      # what a step asks here, once it was worked out
        self.path: list[Slot] = parent.path if parent else []                       # asked or proposed so far
        self.due: list[Text] = parent.due if parent else []                         # told now
        self.learnt: dict[str, tuple[str, str]] = parent.learnt if parent else {}   # to be saved
        self.later: list[Slot] = []                                                 # not yet asked
        self.pending: Slot | None = None
        self.why: Refusal | None = None
        self.ended = False
        for step in self.steps:
            if self.pending:
                if type(step) is Step and at + step.name not in saved:
                    self.later.append(Slot(at + step.name, step, self))
            elif not self.ended and step.when(self):
                step.walk(self)

    def by(self, name: str) -> str:
        """Who gave an answer: the worker, an officer's name, or nobody yet: it is proposed."""
        return self.saved.get(self.at + name, ("", PROPOSED))[1]

    def said(self, name: str) -> Value:
        """An answer as it may be shown."""
        return next(step for step in self.steps if step.name == name).kind.say(self.values[name])

    def items(self) -> list[Item]:
        """Every item of every list that was asked for so far."""
        return [Item(step.name, at := f"{step.name}/{id}", self.saved.get(f"{at}/{step.flow.subject}", ("", ""))[0], step.add)
                for step in self.steps if isinstance(step, Each) and step.name in self.values for id in step.ids(self)]

    def finish(self) -> Iterable[object]:
        """Yield the Texts and effects of a complete form."""
        return ()
