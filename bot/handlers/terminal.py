"""The bot in a terminal, for people and for programs."""
from __future__ import annotations

import json
from collections.abc import Callable

from bot.engine.messages import Bubble

NAME = "terminal"
ACCOUNT = "terminal"


class Terminal:
    """Writes bubbles as text, or keeps them for the JSON line of the turn."""

    name = NAME

    def __init__(self, echo: Callable[[str], object], *, as_json: bool = False) -> None:
        self._echo, self._json = echo, as_json
        self._said: list[Bubble] = []

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        if self._json:
            self._said.append(bubble)
        else:
            self._echo(written(bubble) + "\n")
        return ""

    def end(self, effects: tuple[str, ...]) -> None:
        """End a turn: with JSON, write its one line."""
        if self._json:
            says = [{"text": b.words, "choices": [{"id": c.id, "label": c.label} for c in b.choices]} for b in self._said]
            self._echo(json.dumps({"says": says, "effects": list(effects)}, ensure_ascii=False))
            self._said = []


def written(bubble: Bubble) -> str:
    """A bubble as plain text: choices numbered where a number picks one."""
    marks = (f"  {n}. {c.label}" if bubble.numbered else f"  - {c.label}" for n, c in enumerate(bubble.choices, 1))
    return "\n".join((bubble.words, *marks))
