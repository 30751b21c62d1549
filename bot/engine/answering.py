"""What becomes of an answer: found in a message, checked, saved and said back."""
from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal

from bot.engine.confirms import Confirm, Consent
from bot.engine.kinds import Refusal, Sure
from bot.engine.messages import Agreed, Event, Turn, World
from bot.engine.prompts import Place, advance
from bot.engine.state import State
from bot.engine.steps import WORKER, Refused, Slot
from bot.texts import Text, _

Answers = dict[Slot, Any]


def harvest(place: Place | None, text: str, shown: bool, world: World) -> tuple[Answers, str]:
    """Let the question asked, then all that are still open, each find their own in what is left."""
    found: Answers = {}
    for slot in [place.slot, *place.form.later] if place and place.slot else []:
        if slot.step.own and not shown:
            continue        # a yes binds to what was on the screen, however sure its words
        enough = Sure.ASKED if shown and place and slot is place.slot else Sure.ALONE
        for hit in slot.step.kind.find(text, world.now.date()):
            if hit.sure >= enough:
                found[slot] = hit.value
                text = text[:hit.start] + "\n" + text[hit.end:]
                break
        if not text.strip():
            break
    return found, text


def answer(state: State, place: Place, found: Answers, world: World, *, read_back: bool = False) -> Turn:
    """Save what was found, or say why not; before consent it is only held aside."""
    draft, slot = place.draft, place.slot
    assert slot
    kept = {s.path: (s.step.kind.dump(value), WORKER) for s, value in found.items() if s is not slot}
    try:
        kept |= {slot.path: (slot.step.keep(slot.form, found[slot]), WORKER)} if slot in found else {}
    except Refused as refused:
        state = state.put(replace(draft, saved={**draft.saved, **kept}))
        return miss(state, refused.why or slot.step.kind.wrong("", world.now.date()), world, slot)
    state = state.settled()
    events = tuple(Event(_what(s, place, found), s.form.key, s.step.name) for s in found)
    if slot in found and isinstance(slot.step, Confirm) and found[slot] == "no" and not isinstance(slot.step, Consent):
        return advance(state.put(replace(draft, editing="")), world, events=events)
    if isinstance(slot.step, Consent) and slot not in found:
        held = replace(draft, aside={**draft.aside, **kept}, since=draft.since or world.now.isoformat())
        return advance(state.put(held), world, _("That is noted as soon as you have agreed."), events=events)
    aside = {} if found.get(slot) == "no" else draft.aside
    told = {*kept, *aside} - (set() if read_back else {slot.path})
    saved = {**aside, **draft.saved, **kept}
    editing = None if slot in found else draft.editing
    draft = replace(draft, saved=saved, aside={}, since="", editing=editing)
    return advance(state.put(draft), world, *_said_back(place, saved, told), effects=_agreed(draft.id, found, saved), events=events)


def _what(found_for: Slot, place: Place, found: Answers) -> Literal["answered", "changed", "told"]:
    """Tell an answer to the question that waits from one that is mended, and from what was told unasked."""
    if found_for is not place.slot:
        return "told"
    mends = found[found_for] == "no" and isinstance(found_for.step, Confirm) and not isinstance(found_for.step, Consent)
    return "changed" if mends or found_for is not place.form.pending else "answered"


def _said_back(place: Place, saved: dict[str, tuple[str, str]], told: set[str]) -> list[Text]:
    lines = []
    for slot in [*place.form.path, *place.form.later]:
        if slot.step.label and slot.path in told:
            with suppress(ValueError):      # held aside since before a release that reads it otherwise
                value = slot.step.kind.say(slot.step.kind.load(saved[slot.path][0]))
                lines.append(_("%(label)s: %(value)s")(label=slot.step.label, value=value))
    return [_("Noted: %(what)s")(what=tuple(lines))] if lines else []


def _agreed(draft: str, found: Answers, saved: dict[str, tuple[str, str]]) -> tuple[Agreed, ...]:
    return tuple(Agreed(draft, slot.path, slot.step.version if isinstance(slot.step, Consent) else "", saved[slot.path][0])
                 for slot, value in found.items() if isinstance(slot.step, Confirm) and value == "yes")


def miss(state: State, why: Refusal, world: World, slot: Slot | None = None) -> Turn:
    """An example; then choices; then the offer of a human."""
    event = Event("refused", slot.form.key if slot else "", slot.step.name if slot else "", why.code)
    return advance(replace(state, misses=state.misses + 1), world, why.text, events=(event,))
