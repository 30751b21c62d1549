"""What in a message speaks for an intent: its letters, its words, what they are about, and turns of phrase known beforehand."""
from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bot.nlu.concepts import concept
from bot.nlu.spelling import pattern, words

SHORTEST, LONGEST = 2, 4        # letters that are looked at together
NUMBER = 6                      # digits from which on a number is somebody's, and says nothing of what they want
WEIGHT = 3                      # a known turn of phrase counts as if it was said so often


_said = tomllib.loads((Path(__file__).parent / "keywords.toml").read_text(encoding="utf-8"))
KNOWN = {f"={intent}": pattern(phrases) for intent, phrases in _said.items()}


def evidence(text: str) -> list[str]:
    """List all of it, each as often as it counts."""
    return [*_evidence(text)]


@lru_cache(4)       # the intents and the questions ask of the one message there is
def _evidence(text: str) -> tuple[str, ...]:
    said = [word for word in words(text) if len(word) < NUMBER or not word.isdecimal()]
    return (*_letters(said), *said, *map(" ".join, pairwise(said)), *_concepts(said), *keywords(said) * WEIGHT)


def keywords(said: list[str]) -> list[str]:
    """Name the intents of which a known turn of phrase stands in plain words, each with a "=" before it."""
    plain = " ".join(said)
    return [name for name, phrases in KNOWN.items() if phrases.search(plain)]


def _concepts(said: list[str]) -> Iterator[str]:
    """Yield what words are about, and their neighbours with it: "kena @tool", "@body @harm"."""
    about = [f"@{kind}" if (kind := concept(word)) else "" for word in said]
    yield from filter(None, about)
    for (kind, word), (next_kind, next_word) in pairwise(zip(about, said, strict=True)):
        if kind or next_kind:
            yield f"{kind or word} {next_kind or next_word}"


def _letters(said: list[str]) -> Iterator[str]:
    for word in said:
        framed = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            for at in range(len(framed) - length + 1):
                yield framed[at:at + length]
