"""After months of silence a number may have changed hands: nothing personal is told before a second fact."""
from __future__ import annotations

from dataclasses import replace

from bot.engine.messages import OpenCase, Proved, World
from bot.engine.state import Draft, State
from bot.engine.steps import WORKER, Step
from bot.texts import Text, _

TRIES = 3


def lock(state: State, world: World) -> State:
    """Put what is known out of reach, if the shell says that it is time."""
    return state.lock(TRIES) if world.facts.get("stranger") and not state.tries else state


def judge(state: State, proved: Proved, asked: Draft, world: World) -> tuple[State, tuple[Text, ...], tuple[OpenCase, ...]]:
    """Unlock and go on with what was wanted; or ask again, and in the end leave it to an officer."""
    if not state.tries:
        return state, (), ()
    if proved.right and state.tries > 0:
        state = state.unlock()
        if proved.wanted:
            return opened(state, proved.wanted, world), (), ()
        return replace(state, front=state.drafts[-1].id if state.drafts else ""), (), ()
    if state.tries > 1:
        again = Draft(asked.id, asked.flow, {path: kept for path, kept in asked.saved.items() if kept[1] == "bot"})
        return replace(state, tries=state.tries - 1, topic=again), (), ()
    return replace(state, tries=-1, waiting=True), (left_to_staff(world),), () if state.waiting else (OpenCase("identity"),)


def left_to_staff(world: World) -> Text:
    text = _("An officer will look into it with you and answer here, %(when)s.")
    return text(when=world.facts.get("promise") or _("in office hours"))


def opened(state: State, what: str, world: World) -> State:
    """Put a topic over whatever is in front; what: its key, and perhaps the answer to its first question."""
    key, _space, given = what.partition(" ")
    state = state.count()
    first = next(step.name for step in world.flows[key].steps if type(step) is Step)
    return replace(state, topic=Draft(f"t{state.serial}", key, {first: (given, WORKER)} if given else {}))


def question(state: State, wanted: str, world: World) -> State:
    """Ask for the second fact; wanted: what is gone on with afterwards."""
    state = state.count()
    known = wanted if wanted.partition(" ")[0] in world.flows else ""
    return replace(state, topic=Draft(f"t{state.serial}", world.proof, {"wanted": (known, "bot")}))
