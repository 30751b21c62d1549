"""An answer of one kind or of another, such as a number or "I forgot it"."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from bot.answers.spelling import Phrases, only, tokens
from bot.answers.tables import phrases, toml
from bot.engine.kinds import Found, Kind, OneOf, Refusal, Sure
from bot.texts import Value, _

FORGOTTEN = "forgotten"
FORGOT_WORDS = Phrases(dict.fromkeys(phrases(toml("choices")["forgotten"]["it"]), FORGOTTEN))
AROUND = frozenset(toml("choices")["forgotten"]["around"].split())


class Forgot(OneOf[str]):
    """"Lupa", however politely it is said, and nothing else."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        said = tokens(text)
        for match in FORGOT_WORDS.find(said):
            if only(said, match.first, match.last, but=AROUND):
                yield Found(0, len(text), FORGOTTEN, Sure.ASKED)
                return


FORGOT = Forgot({FORGOTTEN: (_("I forgot it"), "")})


class Either(Kind[Any]):
    """What the first kind takes, and what the others take besides; the first says what was wrong."""

    def __init__(self, *kinds: Kind[Any]) -> None:
        self._kinds = kinds
        self.choices = tuple(dict.fromkeys(choice for kind in kinds for choice in kind.choices))
        self.closed = all(kind.closed for kind in kinds)
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
