"""An answer of one kind or of another, such as a number or "I forgot it"."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from bot.answers.tables import toml
from bot.engine.kinds import Found, Kind, OneOf, Refusal
from bot.texts import Value, _

FORGOTTEN = "forgotten"
FORGOT: Kind[str] = OneOf({FORGOTTEN: (_("I forgot it"), toml("choices")["forgotten"]["it"])})


class Either(Kind[Any]):
    """What the first kind takes, and what the others take besides; the first says what was wrong."""

    def __init__(self, *kinds: Kind[Any]) -> None:
        self._kinds = kinds
        self.choices = tuple(choice for kind in kinds for choice in kind.choices)
        self.numbered = all(kind.numbered for kind in kinds)

    def find(self, text: str, today: date) -> Iterator[Found[Any]]:
        yield from sorted((hit for kind in self._kinds for hit in kind.find(text, today)), key=lambda hit: -hit.sure)

    def wrong(self, text: str, today: date) -> Refusal:
        return self._kinds[0].wrong(text, today)

    def load(self, saved: str) -> Any:
        for kind in self._kinds:
            with suppress(ValueError):
                return kind.load(saved)
        raise ValueError(saved)

    def say(self, value: Any) -> Value:
        for kind in self._kinds:
            with suppress(ValueError):
                return kind.say(kind.load(self.dump(value)))
        raise ValueError(value)
