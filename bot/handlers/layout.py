"""How a bubble becomes what a channel can show: buttons if they fit, else a list, else lines of text."""
from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from bot.engine.messages import Bubble, Button


@dataclass(frozen=True)
class Abilities:
    """What one channel shows at most: how many buttons and list rows, and how many characters of each.

    body: of a text with buttons or rows under it, where that is less than of a text alone.
    """

    buttons: int
    button: int
    rows: int
    row: int
    text: int
    body: int = 0


class Laid(NamedTuple):
    """A bubble ready to be sent; at most one of buttons and rows is there. What is in neither stands in the text."""

    text: str
    buttons: tuple[Button, ...] = ()
    rows: tuple[Button, ...] = ()


def layout(bubble: Bubble, abilities: Abilities) -> Laid:
    """Lay a bubble out; ValueError if even as plain text it is longer than the channel carries."""
    text, choices = bubble.words.strip(), bubble.choices
    if choices and len(text) <= (abilities.body or abilities.text):
        if _fit(choices, abilities.buttons, abilities.button):
            return Laid(text, buttons=choices)
        if _fit(choices, abilities.rows, abilities.row):
            return Laid(text, rows=choices)
    marks = (f"{n}. {choice.label}" if bubble.numbered else f"- {choice.label}" for n, choice in enumerate(choices, 1))
    text = "\n".join((text, *marks))
    if not 0 < len(text) <= abilities.text:
        raise ValueError(f"{len(text)} characters; 1 to {abilities.text} are shown")
    return Laid(text)


def _fit(choices: tuple[Button, ...], most: int, longest: int) -> bool:
    """Say whether each has its place and its whole label; two alike could not be told apart."""
    labels = {choice.label.strip() for choice in choices}
    return len(choices) <= most and len(labels) == len(choices) and all(0 < len(label) <= longest for label in labels)
