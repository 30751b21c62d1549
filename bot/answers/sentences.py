"""What somebody tells in their own words, kept for the officer who reads it."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.answers.spelling import asks, words
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import _

LONGEST = 500
SHORT = 2           # words; so few may as well be a command or a question


class Sentence(Kind[str]):
    """An answer when asked for; a word or two gives way to commands."""

    numbered = False

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        said = words(text)
        if said and len(text) <= LONGEST:
            yield Found(0, len(text), " ".join(text.split()), Sure.ASKED if len(said) > SHORT and not asks(text) else Sure.MAYBE)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("sentence", _("Please tell it in a few words."))

    def load(self, saved: str) -> str:
        if not saved or len(saved) > LONGEST:
            raise ValueError(saved)
        return saved
