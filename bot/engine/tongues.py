"""The language somebody writes in: English is answered in English; in another it is offered, once, to find staff who speak it."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.engine.messages import Heard, Turn, World
from bot.engine.state import State


def hear(state: State, heard: Heard, world: World, answer: Callable[[State, Heard, World], Turn]) -> Turn:
    """Notice the language before answering; who has asked for one keeps it."""
    tongue = world.tongue(heard.text) if state.owner == "bot" and heard.text else ""
    if tongue == "en" and not (state.tongue or state.open):
        return answer(replace(state, language="en", tongue="en"), heard, world)
    if tongue not in world.tongues or state.tongue in world.tongues:
        return answer(state, heard, world)
    after = answer(replace(state, tongue=tongue), heard, world)
    says = tuple(replace(say, told=(world.tongues[tongue].line, *say.told)) if say.kind == "prompt" else say for say in after.says)
    return replace(after, says=says)
