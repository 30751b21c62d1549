"""A kind of answer: how it is found in a message, stored, said and offered."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import IntEnum
from typing import Any, Generic, NamedTuple, TypeVar

from bot.engine.messages import Choice, words_in
from bot.texts import Text, Value, _

T = TypeVar("T")


class Sure(IntEnum):
    MAYBE = 1       # gives way to commands and questions, and is read back
    ASKED = 2       # an answer, if this was the question
    ALONE = 3       # known for what it is without its question


class Found(NamedTuple, Generic[T]):
    """A value at text[start:end]."""

    start: int
    end: int
    value: T
    sure: Sure


class Refusal(NamedTuple):
    """Why an answer does not fit: a code for the reports, and words that say how to do it right."""

    code: str
    text: Text


class Kind(Generic[T]):
    """Made once, used for every chat; keeps nothing."""

    choices: tuple[Choice, ...] = ()
    closed = False          # True where there are no answers but its choices
    numbered = True         # a bare number picks a choice; False where a number is an answer itself

    def find(self, text: str, today: date) -> Iterable[Found[T]]:
        """Yield what answers this in a message, best first."""
        raise NotImplementedError

    def wrong(self, text: str, today: date) -> Refusal:
        """Say what was wrong with a message in which nothing was found, and what right looks like."""
        raise NotImplementedError

    def dump(self, value: T) -> str:
        return str(value)

    def load(self, saved: str) -> T:
        """Read what was stored; ValueError if it is no longer an answer."""
        raise NotImplementedError

    def say(self, value: T) -> Value:
        """Give the value as it may be shown: masked where it must be."""
        return value


class OneOf(Kind[T]):
    """One of a few values, each with a label for its button and the words people use for it."""

    closed = True

    def __init__(self, options: Mapping[T, tuple[Text, str]], *, alone: bool = False) -> None:
        """Take value -> (label, "slang; more slang"); alone: its words mean it inside any sentence."""
        self._alone = alone
        self._labels = {value: label for value, (label, _slang) in options.items()}
        self._values = {_id(value): value for value in options}
        self._slang = {" ".join(words_in(slang)): value for value, (_label, said) in options.items()
                       for slang in [_id(value), *said.split(";")] if words_in(slang)}
        longest_first = sorted(self._slang, key=len, reverse=True)
        self._anywhere = re.compile(r"(?i)\b(?:%s)\b" % "|".join(r"\W+".join(slang.split()) for slang in longest_first))
        self.choices = tuple(Choice(_id(value), label) for value, (label, _slang) in options.items())

    @property
    def slang(self) -> Mapping[str, T]:
        return self._slang

    def find(self, text: str, today: date) -> Iterator[Found[T]]:
        whole = " ".join(words_in(text))
        if whole in self._slang:
            yield Found(0, len(text), self._slang[whole], Sure.MAYBE if "?" in text else Sure.ALONE if self._alone else Sure.ASKED)
        elif self._alone and (match := self._anywhere.search(text)) and (said := " ".join(words_in(match[0]))) in self._slang:
            yield Found(*match.span(), self._slang[said], Sure.MAYBE if "?" in text else Sure.ALONE)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("choice", _("Please choose one of these."))

    def dump(self, value: T) -> str:
        return _id(value)

    def load(self, saved: str) -> T:
        try:
            return self._values[saved]
        except KeyError:
            raise ValueError(saved) from None

    def say(self, value: T) -> Text:
        return self._labels[value]


def _id(value: Any) -> str:
    return str(getattr(value, "value", value)).lower()
