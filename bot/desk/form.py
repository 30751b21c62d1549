"""The form in front as fields on a page: an officer fills it in with the person, who alone agrees and confirms."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.desk.masks import masked_answer
from bot.desk.room import Room
from bot.engine.desk import fields
from bot.engine.flows import Flow
from bot.engine.steps import PROPOSED, WORKER, Slot
from bot.texts import Value, _

NOTHING: Mapping[str, str] = {}
NUMBERS = ("nik", "kpj", "phone")       # said masked; who may see them reads what is stored


@dataclass(frozen=True)
class Field:
    """One answer as it can be written. value: as it stands; typed: as it is in the field; hint: what else there is to know of it."""

    path: str
    label: str
    value: str
    typed: str
    hint: str
    wrong: str
    choices: tuple[tuple[str, str], ...]
    closed: bool        # nothing but its choices

    def read(self, typed: str) -> str:
        """What was written into it, a label as its choice; nothing if it was left as it is."""
        text = typed.strip()
        named = {label.casefold(): id for id, label in self.choices}
        return "" if text == self.value else named.get(text.casefold(), text)


def groups(here: Room, form: Flow, typed: Mapping[str, str] = NOTHING, wrong: Mapping[str, str] = NOTHING, *,
           open: bool = False) -> list[tuple[str, list[Field]]]:
    """The fields, those of each person of a list under their name. open: numbers are shown. typed: what replaces the answers."""
    names = {f"{item.at}/": item.whom or here.speech.say(_("no name yet"), "id") for item in form.items()}
    slots = groupby(fields(form), lambda slot: slot.form.at)
    return [(names.get(at, ""), [_field(here, slot, open, typed, wrong) for slot in some]) for at, some in slots]


def read(groups: list[tuple[str, list[Field]]], typed: Mapping[str, str]) -> dict[str, str]:
    """What was written, by path, in the order asked."""
    found = ((field.path, field.read(typed.get(field.path, ""))) for _whose, some in groups for field in some)
    return {path: text for path, text in found if text}


def _field(here: Room, slot: Slot, open: bool, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Field:
    step, kind, answer = slot.step, slot.step.kind, _answer(slot)
    label = here.speech.say(step.label or step.text(slot.form), "id")
    words = "" if answer is None else _words(here, kind.say(answer))
    masked = "" if open else masked_answer(step.name, words)
    stored = "" if answer is None else kind.dump(answer)
    value = stored if kind.closed or (step.name in NUMBERS and stored.lstrip("+").isdigit()) else words
    value = "" if masked else value
    hints = _hints(here, slot, masked, words if slot.path in typed and typed[slot.path] != value and not masked else "")
    choices = tuple((choice.id, here.speech.say(choice.label, "id")) for choice in kind.choices)
    return Field(slot.path, label, value, typed.get(slot.path, value), " · ".join(hints), wrong.get(slot.path, ""), choices, kind.closed)


def _answer(slot: Slot) -> Any:
    """The answer that stands in a form, also behind the question that is asked now; None if there is none."""
    if slot.step.name in slot.form.values or slot.path not in slot.form.saved:
        return slot.form.values.get(slot.step.name)
    with suppress(ValueError):
        return slot.step.kind.load(slot.form.saved[slot.path][0])
    return None


def _hints(here: Room, slot: Slot, masked: str, words: str) -> Iterator[str]:
    by = slot.form.by(slot.step.name)
    if masked:
        yield here.speech.say(_("There is %(value)s; leave it empty to keep it")(value=masked), "id")
    if words:
        yield here.speech.say(_("now: %(value)s")(value=words), "id")
    if slot.step.name in slot.form.values and by == PROPOSED:
        yield here.speech.say(_("assumed"), "id")
    elif by not in (PROPOSED, WORKER):
        yield here.speech.say(_("filled in by %(name)s")(name=by.capitalize()), "id")


def _words(here: Room, value: Value) -> str:
    return here.speech.say(_("%(value)s")(value=value), "id")
