"""Which of the questions that have an answer a message comes nearest to, by the evidence that intents have too."""
from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from bot.nlu.evidence import evidence

WORDINGS = Path(__file__).parent / "questions"
ONE = 0.3           # how much the one nearest wording counts; the rest is for all wordings of the question together
OFFERED = 3


class Wording(NamedTuple):
    """A way to ask, and the question it asks."""

    text: str
    key: str


class Near(NamedTuple):
    """A question, and how near a message comes to it, from 0 to about 1."""

    key: str
    nearness: float


class Questions:
    """Compares a message with every wording; never changes, so threads may share it."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        """wordings: those of one question behind one another."""
        import numpy as np  # here, so that commands that understand nothing start at once
        counts = [Counter(evidence(wording.text)) for wording in wordings]
        heard = Counter(piece for count in counts for piece in count)
        self._rarity = {piece: 1 + math.log((1 + len(wordings)) / (1 + times)) for piece, times in heard.items()}
        self._rarest = max(self._rarity.values(), default=1.0)
        said = [self._weights(count) for count in counts]
        found: dict[str, list[tuple[int, float]]] = {}
        for at, weights in enumerate(said):
            for piece, weight in weights.items():
                found.setdefault(piece, []).append((at, weight))
        self._found = {piece: (np.array([at for at, _weight in places]), np.array([weight for _at, weight in places]))
                       for piece, places in found.items()}
        runs = [(key, [at for at, _wording in run]) for key, run in groupby(enumerate(wordings), key=lambda pair: pair[1].key)]
        self.keys = [key for key, _run in runs]
        self._first = [run[0] for _key, run in runs]
        self._size = len(wordings)
        self._together = np.array([_length([said[at] for at in run]) for _key, run in runs])

    def near(self, text: str) -> list[Near]:
        """Give the nearest questions, the nearest first."""
        import numpy as np
        scores = self._scores(self._alike(text))
        best = np.argsort(-scores, kind="stable")[:OFFERED]
        return [Near(self.keys[at], float(scores[at])) for at in best]

    def _alike(self, text: str) -> Any:
        """Say of every wording how alike it is, 0 to 1."""
        import numpy as np
        weights = self._weights(Counter(evidence(text)))
        places = [(self._found[piece], weight) for piece, weight in weights.items() if piece in self._found]
        if not places:
            return np.zeros(self._size)
        rows, values = np.concatenate([rows for (rows, _v), _w in places]), np.concatenate([v * weight for (_r, v), weight in places])
        return np.bincount(rows, values, self._size)

    def _scores(self, alike: Any) -> Any:
        import numpy as np
        return ONE * np.maximum.reduceat(alike, self._first) + (1 - ONE) * np.add.reduceat(alike, self._first) / self._together

    def _weights(self, count: Mapping[str, int]) -> dict[str, float]:
        """Weigh pieces as in TF-IDF, together of length 1; what no wording says counts as rarest, so it takes from the others."""
        weights = {piece: (1 + math.log(times)) * self._rarity.get(piece, self._rarest) for piece, times in count.items()}
        length = math.hypot(*weights.values()) or 1.0
        return {piece: weight / length for piece, weight in weights.items()}


def _length(said: Sequence[Mapping[str, float]]) -> float:
    total: Counter[str] = Counter()
    for weights in said:
        total.update(weights)        # a Counter adds floats as well
    return math.hypot(*total.values())


@cache
def wordings() -> list[Wording]:
    """Read all wordings, in an order that is always the same."""
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(WORDINGS.glob("*.toml"))]
    return [Wording(text, key) for table in tables for key, said in table.items() for text in said]


@cache
def questions() -> Questions:
    """Give the questions of this process."""
    return Questions(wordings())
