"""What an officer can do to a talk: claim it, fill in answers, witness a yes, reopen a form, hand it back."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.engine.commands import about
from bot.engine.confirms import Confirm, Consent
from bot.engine.doubt import TRIES
from bot.engine.flows import Flow
from bot.engine.kinds import Refusal
from bot.engine.messages import Event, Heard, Need, Turn, World, clean, digest
from bot.engine.prompts import advance, form_of
from bot.engine.state import Draft, State
from bot.engine.steps import Refused, Slot, Step
from bot.engine.turns import turn
from bot.texts import Text


def claim(state: State, officer: str) -> State:
    """Give the talk to an officer; the bot falls silent. Whom they looked into may try a second fact anew."""
    return replace(state, owner=officer, waiting=False, topic=None, urgent=False, tries=TRIES if state.tries else 0)


def front(state: State, world: World) -> Flow | None:
    """The form in front, if there is one."""
    draft = state.draft(state.front)
    return form_of(draft, state, world) if draft and draft.flow in world.flows else None


def fields(form: Flow) -> list[Slot]:
    """What an officer may fill in, in the order asked: nothing before the consent, and never what binds."""
    asked = [slot for slot in form.path if not slot.step.own]
    if not form.pending or isinstance(form.pending.step, Consent):
        return asked
    here, known = form.pending.form, {slot.path for slot in asked}
    return [*asked, *(Slot(here.at + step.name, step, here) for step in here.steps
                      if type(step) is Step and step.label and here.at + step.name not in known and _applies(step, here))]


def _applies(step: Step[Any], form: Flow) -> bool:
    """Whether it is certain already that a step will be asked."""
    with suppress(KeyError):        # that depends on what is not answered yet
        return step.when(form)
    return False


def shown(form: Flow) -> str:
    """Name what stands in the fields, so that nobody writes over what they have not seen."""
    return digest(*((slot.path, form.saved.get(slot.path)) for slot in fields(form)))


def fill(state: State, typed: Mapping[str, str], world: World) -> tuple[Turn, dict[str, Refusal]]:
    """Answer steps in the officer's name, and say what does not fit; ValueError if it is the worker's own, or before consent."""
    after, wrong = Turn(state), dict[str, Refusal]()
    for number, (path, text) in enumerate(typed.items()):
        open = fields(form) if (form := front(after.state, world)) else []
        if not number and (own := typed.keys() - {slot.path for slot in open}):
            raise ValueError(*own)
        for slot in open:
            if slot.path == path:       # unless an answer before has done away with it
                try:
                    after = _filled(after, slot, clean(text), world)
                except Refused as refused:
                    wrong[path] = refused.why or slot.step.kind.wrong("", world.now.date())
    return after, wrong


def _filled(so_far: Turn, slot: Slot, text: str, world: World) -> Turn:
    draft, kind, today = so_far.state.open, slot.step.kind, world.now.date()
    assert draft
    found = kind.load(text) if text in {choice.id for choice in kind.choices} else next((hit.value for hit in kind.find(text, today)), None)
    if found is None:
        raise Refused(kind.wrong(text, today))
    draft = replace(draft, editing=None)
    if slot.form.values.get(slot.step.name) == found:
        return replace(so_far, state=so_far.state.put(draft))
    value = slot.step.keep(slot.form, found) if slot in slot.form.path else kind.dump(found)
    state = so_far.state.put(replace(draft, saved={**draft.saved, slot.path: (value, so_far.state.owner)}))
    return replace(so_far, state=state, events=(*so_far.events, Event("answered", slot.form.key, slot.step.name, "desk")))


def witness(state: State, world: World, heard: Heard | None = None, how: str = "") -> Turn:
    """Let the bot hear what somebody without a chat says before the officer, or ask them; the talk stays the officer's.

    how: spoken or signed; reports tell it from an answer that was tapped or written.
    """
    after = turn(replace(state, owner="bot"), heard, world) if heard else hand_back(state, world)
    events = tuple(event._replace(code=how) if event.what == "answered" else event for event in after.events)
    return replace(after, state=replace(after.state, owner=state.owner), events=events)


def reopen(state: State, draft: Draft, path: str, world: World) -> Turn:
    """Put a form that was sent back in front again, at the answer to be mended; what bound must be agreed to anew."""
    bound = {step.name for step in world.flows[draft.flow].steps if isinstance(step, Confirm) and not isinstance(step, Consent)}
    mended = replace(draft, saved={p: kept for p, kept in draft.saved.items() if p not in bound}, editing=path)
    others = tuple(d for d in state.drafts if d.id != draft.id)
    return _whole(state, lambda: advance(replace(state.settled(), drafts=(*others, mended), front=draft.id, topic=None), world))


def hand_back(state: State, world: World, *lines: Text, waiting: bool = False) -> Turn:
    """Give the talk to the bot, which asks what is now to be asked: of a complete form, the summary. waiting: still for staff."""
    return _whole(state, lambda: advance(replace(state, owner="bot", waiting=waiting).settled(), world, *lines))


def hand_back_wish(state: State, wish: str, world: World, line: Text) -> Turn:
    """Give the talk to the bot, which asks whether what was wished meanwhile is really wanted; wish: as a safe word named it."""
    def ask() -> Turn:
        asked = about(replace(state, owner="bot", waiting=False), world.wishes[wish], world)
        assert asked
        *others, last = asked.says
        return replace(asked, says=(*others, replace(last, told=(line, *last.told))))
    return _whole(state, ask)


def _whole(state: State, do: Callable[[], Turn]) -> Turn:
    try:
        return do()
    except Need as need:
        return Turn(state, need=need.query)
