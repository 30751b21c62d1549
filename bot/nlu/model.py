"""How likely a message is about each intent, learnt from the phrases in `phrases/` when that is first asked."""
from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.nlu.evidence import evidence

if TYPE_CHECKING:
    import numpy

PHRASES = Path(__file__).parent / "phrases"
ANSWER = "answer"           # its phrases answer questions and are about nothing: names, places, work
FREEDOM = 10.0              # how closely the phrases are followed; more would learn them by heart
_learning = Lock()
_learnt: list[Model] = []


class Example(NamedTuple):
    """A phrase, and the intent it was written for."""

    text: str
    intent: str


class Model:
    """Weighs the evidence in a message; never changes, so threads may share it."""

    def __init__(self, places: Mapping[str, int], rarity: numpy.ndarray[Any, Any], weights: numpy.ndarray[Any, Any],
                 leanings: numpy.ndarray[Any, Any], intents: Sequence[str]) -> None:
        """places: evidence -> its row in rarity and weights. leanings: of a message that says nothing, by intent."""
        self._places, self._rarity, self._weights, self._leanings, self.intents = places, rarity, weights, leanings, tuple(intents)

    def likely(self, text: str, heat: float) -> dict[str, float]:
        """Give each intent its likelihood, together 1. heat: under 1 is more certain, over 1 less."""
        counts = Counter(self._places[piece] for piece in evidence(text) if piece in self._places)
        rows = list(counts)
        strength = self._rarity[rows] * [1 + math.log(times) for times in counts.values()]
        length = math.sqrt(strength @ strength) or 1.0
        scores = ((strength @ self._weights[rows]) / length + self._leanings) / heat
        top = scores.max()
        shares = [math.exp(score - top) for score in scores.tolist()]
        return {intent: share / sum(shares) for intent, share in zip(self.intents, shares, strict=True)}


def examples() -> list[Example]:
    """Read all phrases, in an order that is always the same; what follows a tab is a second intent, and not learnt."""
    files = sorted(PHRASES.glob("*.txt"))
    return [Example(line.split("\t")[0], file.stem) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def learn(phrases: Sequence[Example]) -> Model:
    """Train on phrases: TF-IDF and logistic regression, in about a second."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # here, so that commands that understand nothing start at once
    from sklearn.linear_model import LogisticRegression
    reader = TfidfVectorizer(analyzer=evidence, sublinear_tf=True)
    seen = reader.fit_transform([phrase.text for phrase in phrases])
    judge = LogisticRegression(C=FREEDOM, max_iter=300, tol=1e-3).fit(seen, [phrase.intent for phrase in phrases])
    return Model(reader.vocabulary_, reader.idf_, judge.coef_.T.copy(), judge.intercept_, [str(intent) for intent in judge.classes_])


def model() -> Model:
    """Give the model of this process; the first call trains it."""
    with _learning:
        if not _learnt:
            _learnt.append(learn(examples()))
        return _learnt[0]
