"""What in a message speaks for an intent: its letters, its words, and turns of phrase known beforehand."""
from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from bot.nlu.spelling import pattern, words

SHORTEST, LONGEST = 2, 4        # letters that are looked at together
WEIGHT = 3                      # a known turn of phrase counts as if it was said so often


_said = tomllib.loads((Path(__file__).parent / "keywords.toml").read_text(encoding="utf-8"))
KNOWN = {f"={intent}": pattern(phrases) for intent, phrases in _said.items()}


def evidence(text: str) -> list[str]:
    """List all of it, each as often as it counts."""
    said = words(text)
    return [*_letters(said), *said, *map(" ".join, pairwise(said)), *keywords(said) * WEIGHT]


def keywords(said: list[str]) -> list[str]:
    """Name the intents of which a known turn of phrase stands in plain words, each with a "=" before it."""
    plain = " ".join(said)
    return [name for name, phrases in KNOWN.items() if phrases.search(plain)]


def _letters(said: list[str]) -> Iterator[str]:
    for word in said:
        framed = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            for at in range(len(framed) - length + 1):
                yield framed[at:at + length]
