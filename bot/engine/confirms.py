"""Steps that bind: a yes to exactly what was shown."""
from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from bot.engine.kinds import Kind, OneOf
from bot.engine.messages import Choice, digest
from bot.engine.steps import WORKER, Refused, Step, Words
from bot.texts import _

if TYPE_CHECKING:
    from bot.engine.flows import Flow

YES_NO: Kind[str] = OneOf({"yes": (_("Yes, correct"), "ya;iya;betul;benar"), "no": (_("Change something"), "tidak;bukan")})


class Confirm(Step[str]):
    """Takes a yes to what was shown: until then its words bind, afterwards its facts."""

    def __init__(self, ask: Words, kind: Kind[str] = YES_NO, *, extras: tuple[Choice, ...] = ()) -> None:
        """kind: has the values "yes" and "no"; any other is an answer as well, and binds to nothing."""
        super().__init__(kind, ask, own=True, extras=extras)

    def shows(self, form: Flow) -> tuple[object, ...]:
        return (*super().shows(form), self.text(form), self.facts(form))

    def facts(self, form: Flow) -> str:
        """What a yes holds for: the values in the text and every answer before it, also one not in the text; of an item its own."""
        earlier = takewhile(lambda slot: slot.step is not self or slot.form is not form, form.path)
        before = (slot for slot in earlier if slot.path.startswith(form.at))
        return digest(self.text(form).values, *((slot.path, form.saved.get(slot.path)) for slot in before))

    def keep(self, form: Flow, value: str) -> str:
        return self.facts(form) if value == "yes" else value

    def recall(self, form: Flow, saved: tuple[str, str] | None) -> str:
        if saved and saved[1] == WORKER and saved[0] in {choice.id for choice in self.kind.choices} - {"yes", "no"}:
            return saved[0]
        if not saved or saved != (self.facts(form), WORKER):
            raise Refused()
        return "yes"


class Consent(Confirm):
    """The yes before which nothing is kept; a no ends the form."""

    def __init__(self, ask: Words, kind: Kind[str], *, version: str, extras: tuple[Choice, ...] = ()) -> None:
        super().__init__(ask, kind, extras=extras)
        self.version = version
        self.ends = lambda form, value: value == "no"

    def facts(self, form: Flow) -> str:
        return digest(self.version, super().facts(form))

    def recall(self, form: Flow, saved: tuple[str, str] | None) -> str:
        return "no" if saved == ("no", WORKER) else super().recall(form, saved)
