"""What an officer can do to a talk: claim it, fill in answers, hand it back."""
from dataclasses import replace

from bot.engine.confirms import Consent
from bot.engine.messages import Need, Turn, World, clean
from bot.engine.prompts import advance
from bot.engine.state import State


def claim(state: State, officer: str) -> State:
    """Give the talk to an officer; the bot falls silent."""
    return replace(state, owner=officer, waiting=False, topic=None)


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


def hand_back(state: State, world: World) -> Turn:
    """Give the talk to the bot, which asks what is now to be asked: of a complete form, the summary."""
    try:
        return advance(replace(state, owner="bot", waiting=False).settled(), world)
    except Need as need:
        return Turn(state, need=need.query)
