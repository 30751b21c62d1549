"""A step: one thing asked, and where it stands in a form."""
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, overload

from bot.engine.kinds import Kind, Refusal
from bot.engine.messages import Choice, digest
from bot.texts import Text

if TYPE_CHECKING:
    from bot.engine.flows import Flow

T = TypeVar("T")
WORKER, PROPOSED = "worker", "proposed"
Words = Text | Callable[[Any], Text]


class Refused(ValueError):
    """What is given or stored does not answer the step; why, if the person should know."""

    def __init__(self, why: Refusal | None = None) -> None:
        self.why = why


class Slot(NamedTuple):
    """A step at its place in one form: `helpers/2/nik`."""

    path: str
    step: Step[Any]
    form: Flow

    @property
    def key(self) -> str:
        """What reports call it: the same for every item of a list."""
        return f"{self.form.key}/{self.step.name}"

    def stamp(self, draft: str) -> str:
        return digest(draft, self.path, *self.step.shows(self.form))


class Step(Generic[T]):
    """Declared once in a flow's body; its attribute name is its key for ever."""

    name: str

    def __init__(self, kind: Kind[T], ask: Words, *, label: Text | None = None, own: bool = False, story: bool = False,
                 when: Callable[[Any], bool] = lambda form: True,
                 check: Callable[[Any, T], Refusal | None] = lambda form, value: None,
                 ends: Callable[[Any, T], bool] = lambda form, value: False,
                 proposed: Callable[[Any], T | None] = lambda form: None,
                 extras: tuple[Choice, ...] = ()) -> None:
        """Ask for one thing.

        label: how a person names it; with one it can be edited. own: only the worker's own answer counts.
        story: what has happened is told here, and is no alarm unless it is happening now.
        when: asked at all. check: why a value does not fit. ends: a value after which nothing more is asked.
        proposed: what can be derived; not asked, not stored, shown as assumed. extras: commands offered beside.
        """
        self.kind, self.ask, self.label, self.own, self.story, self.extras = kind, ask, label, own, story, extras
        self.when, self.check, self.ends, self.proposed = when, check, ends, proposed

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, form: None, owner: type) -> Step[T]: ...
    @overload
    def __get__(self, form: object, owner: type) -> T: ...
    def __get__(self, form: Any, owner: type) -> Step[T] | T:
        return self if form is None else form.values[self.name]

    def text(self, form: Flow) -> Text:
        if isinstance(self.ask, Text):
            return self.ask
        if self not in form.texts:
            form.texts[self] = self.ask(form)
        return form.texts[self]

    def shows(self, form: Flow) -> tuple[object, ...]:
        """What an answer depends on: the choices, not the wording."""
        return tuple(choice.id for choice in self.kind.choices)

    def keep(self, form: Flow, value: T) -> str:
        """What is stored for a new answer, or Refused."""
        if why := self.check(form, value):
            raise Refused(why)
        return self.kind.dump(value)

    def recall(self, form: Flow, saved: tuple[str, str] | None) -> T:
        """The answer, or Refused."""
        value = None
        if saved and not (self.own and saved[1] != WORKER):
            try:
                value = self.kind.load(saved[0])
            except ValueError:
                pass        # damaged, or written by a release that meant something else: asked again
        if value is None and (value := self.proposed(form)) is None:
            raise Refused()
        if why := self.check(form, value):
            raise Refused(why)
        return value

    def walk(self, form: Flow) -> None:
        """Take the stored answer, or become what the form waits for."""
        form.path.append(slot := Slot(form.at + self.name, self, form))
        try:
            form.values[self.name] = value = self.recall(form, form.saved.get(slot.path))
            form.ended = self.ends(form, value)
        except Refused as refused:
            form.pending, form.why = slot, refused.why
