"""Yes and no, as said across Indonesia."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.answers.spelling import OWN, POLITE, Phrases, Token, asks, words
from bot.answers.tables import phrases, toml
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.engine.messages import Choice
from bot.texts import Text, _

WORDS = {name: phrases(said) for name, said in toml("yes").items()}
_said = Phrases({phrase: name for name in ("joining", "loose", "clear", "no", "unclear") for phrase in WORDS[name]})


def slang(*names: str) -> str:
    """Give the words of "clear", "loose" or "no" as OneOf takes them, the longest first."""
    return "; ".join(sorted((phrase for name in names for phrase in WORDS[name]), key=len, reverse=True))


class YesNo(Kind[str]):
    """"yes" or "no", when the message says nothing else; clear: what is only half a yes, such as "terserah", doesn't bind."""

    closed = True

    def __init__(self, yes: Text, no: Text, *, clear: bool = False) -> None:
        self._clear = clear
        self._labels = {"yes": yes, "no": no}
        self.choices = tuple(Choice(value, label) for value, label in self._labels.items())

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        if value := self._heard(text):
            yield Found(0, len(text), value, Sure.ASKED)

    def _heard(self, text: str) -> str:
        kinds = _kinds(words(text)) - {"joining"}
        if kinds == {"no"}:
            return "no"
        if not kinds or kinds - {"clear", "loose"} or asks(text) or (self._clear and "clear" not in kinds):
            return ""
        return "yes"

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("yes_no", _("Please answer clearly: ya or tidak."))

    def load(self, saved: str) -> str:
        if saved not in self._labels:
            raise ValueError(saved)
        return saved

    def say(self, value: str) -> Text:
        return self._labels[value]


def _kinds(said: list[Token]) -> set[str]:
    """Say what kinds of words a message is made of; empty if also of others."""
    kinds: set[str] = set()
    at = 0
    while at < len(said):
        if match := _said.at(said, at):
            kinds.add(match.value)
            at = match.last
        elif said[at].word in POLITE | OWN:
            at += 1
        else:
            return {"unclear"} if "unclear" in kinds else set()
    return kinds
