"""How words are spelt in a chat: split with their places, long-drawn letters drawn in, phrases looked up."""
from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from bot.answers.tables import toml
from bot.engine.kinds import Found

T = TypeVar("T")

NUMBER = r"[0-9]*(?:½|1⁄2)|[0-9]+(?:[.,][0-9]+)*"
DOUBLED = r"(?!rp2)[^\W\d_]{3,}2(?![0-9.,]*[0-9])"              # kira2, tiga2nya
TOKEN = re.compile(rf"{DOUBLED}|{NUMBER}|[^\W\d_]+(?:['’][^\W\d_]+)*|\S", re.IGNORECASE)
SIGNS = "👍👎👌✅❌🙏"


class Token(NamedTuple):
    """A word, a number or a sign at text[start:end], in small letters."""

    start: int
    end: int
    word: str

    @property
    def spoken(self) -> bool:
        return self.word[0].isalnum() or self.word in SIGNS


class Match(NamedTuple, Generic[T]):
    """A phrase at tokens[first:last]."""

    first: int
    last: int
    value: T


def squeeze(word: str) -> str:
    """Draw in what was drawn out: iyaaaa -> iya."""
    return re.sub(r"([^\W\d_])\1{2,}", r"\1", word)


def single(word: str) -> str:
    """Take double letters for one: yaa -> ya."""
    return re.sub(r"([^\W\d_])\1+", r"\1", word)


@lru_cache(4)       # many ask of the one message there is
def tokens(text: str) -> tuple[Token, ...]:
    return tuple(Token(*found.span(), squeeze(found[0].casefold())) for found in TOKEN.finditer(text))


def words(text: str) -> list[Token]:
    """Split without the signs between words."""
    return [token for token in tokens(text) if token.spoken]


class Phrases(Generic[T]):
    """Phrases and what they mean; the longest that stands at a place counts."""

    def __init__(self, said: Mapping[str, T]) -> None:
        split = {tuple(token.word for token in tokens(phrase)): value for phrase, value in said.items()}
        self._loose = {tuple(map(single, key)): value for key, value in split.items()}
        self._exact = split
        self._begins = {key[0] for key in (*self._exact, *self._loose) if key}
        self._longest = max(map(len, split), default=0)

    def at(self, tokens: Sequence[Token], first: int) -> Match[T] | None:
        if first >= len(tokens) or (tokens[first].word not in self._begins and single(tokens[first].word) not in self._begins):
            return None
        for last in range(min(len(tokens), first + self._longest), first, -1):
            key = tuple(token.word for token in tokens[first:last])
            if key in self._exact:
                return Match(first, last, self._exact[key])
            loose = tuple(map(single, key))
            if loose != key and loose in self._loose:
                return Match(first, last, self._loose[loose])
        return None

    def find(self, tokens: Sequence[Token]) -> Iterator[Match[T]]:
        """Yield what stands in a message from left to right, none inside another."""
        first = 0
        while first < len(tokens):
            if match := self.at(tokens, first):
                yield match
                first = match.last
            else:
                first += 1


_fillers = {name: frozenset(said.split()) for name, said in toml("fillers").items()}
POLITE = _fillers["politeness"]
OWN = _fillers["own"]
FILLERS = POLITE | OWN | _fillers["about"]
ASKING = _fillers["asking"]
COMMANDS = _fillers["commands"]
NOT_NAMES = _fillers["not_names"]


def asks(text: str) -> bool:
    """Tell whether a message asks something."""
    return "?" in text or any(token.word in ASKING for token in tokens(text))


def distinct(found: Iterable[Found[T]]) -> Iterator[Found[T]]:
    """Keep of each place in the text the first that was found there."""
    seen: set[tuple[int, int]] = set()
    for hit in found:
        if hit[:2] not in seen:
            seen.add(hit[:2])
            yield hit


def only(tokens: Sequence[Token], first: int, last: int, *, but: frozenset[str] = frozenset()) -> bool:
    """Tell whether tokens[first:last] is all that is said, politeness aside."""
    rest = [*tokens[:first], *tokens[last:]]
    return all(not token.spoken or token.word in FILLERS or token.word in but for token in rest)
