"""What an officer can do to a talk: claim it, fill in answers, reopen a form, hand it back."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.engine.commands import about
from bot.engine.confirms import Confirm, Consent
from bot.engine.doubt import TRIES
from bot.engine.messages import Need, Turn, World, clean
from bot.engine.prompts import advance
from bot.engine.state import Draft, State
from bot.texts import Text


def claim(state: State, officer: str) -> State:
    """Give the talk to an officer; the bot falls silent. Whom they looked into may try a second fact anew."""
    return replace(state, owner=officer, waiting=False, topic=None, urgent=False, tries=TRIES if state.tries else 0)


def fill(state: State, path: str, text: str, world: World) -> State:
    """Answer a step in the officer's name; ValueError if it is the worker's own, before consent, or does not fit."""
    draft = state.open
    if not draft:
        raise ValueError(path)
    form = world.flows[draft.flow](draft.saved, world)
    unconsented = form.pending and isinstance(form.pending.step, Consent)
    for slot in [*form.path, *([] if unconsented else form.later)]:
        if slot.path == path and not slot.step.own:
            for found in slot.step.kind.find(clean(text), world.now.date()):
                value = slot.step.keep(slot.form, found.value) if slot in form.path else slot.step.kind.dump(found.value)
                return state.put(replace(draft, saved={**draft.saved, path: (value, state.owner)}, editing=None))
    raise ValueError(path)


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
