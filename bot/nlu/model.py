"""How likely a message is about each intent, learnt from the phrases in `phrases/` when that is first asked."""
from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.nlu.evidence import evidence
from bot.nlu.kept import kept
from bot.nlu.questions import wordings

if TYPE_CHECKING:
    import numpy

PHRASES = Path(__file__).parent / "phrases"
ANSWER = "answer"           # its phrases answer questions and are about nothing: names, places, work
QUESTION = "question"       # the wordings of questions that have an answer of their own, all of them together
FREEDOM = 10.0              # how closely the phrases are followed; more would learn them by heart
TWICE = 2                   # evidence that only one phrase has teaches nothing
_learning = Lock()
_learnt: list[Model] = []


class Example(NamedTuple):
    """A phrase, the intent it was written for, and those it has besides."""

    text: str
    intent: str
    besides: frozenset[str] = frozenset()


class Model:
    """Weighs the evidence in a message; never changes, so threads may share it."""

    def __init__(self, learnt: dict[str, numpy.ndarray[Any, Any]]) -> None:
        """learnt: pieces of evidence, and of each its rarity and its weights; leanings of a message that says nothing, by intent."""
        self._places = {piece: at for at, piece in enumerate(learnt["pieces"].tolist())}
        self._rarity, self._weights, self._leanings = learnt["rarity"], learnt["weights"], learnt["leanings"]
        self.intents: tuple[str, ...] = tuple(learnt["intents"].tolist())

    def knows(self, word: str) -> bool:
        """Tell whether a word was learnt from."""
        return word in self._places

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
    """Read all phrases, in an order that is always the same; "+pay" after a tab is a second intent, by which nothing is learnt."""
    files = sorted(PHRASES.glob("*.txt"))
    lines = [(file.stem, *line.split("\t")) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [Example(text, intent, frozenset(second.removeprefix("+") for second in besides)) for intent, text, *besides in lines]


def asked() -> list[Example]:
    """Read the wordings of questions; they teach what is none of the intents."""
    return [Example(wording.text, QUESTION) for wording in wordings()]


def learn(phrases: Sequence[Example]) -> Model:
    """Train on phrases: TF-IDF and logistic regression, in about five seconds."""
    return Model(_arrays(phrases))


def _arrays(phrases: Sequence[Example]) -> dict[str, numpy.ndarray[Any, Any]]:
    import numpy as np  # here, so that commands that understand nothing start at once
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    reader = TfidfVectorizer(analyzer=evidence, sublinear_tf=True, min_df=TWICE, dtype=np.float32)
    seen = reader.fit_transform([phrase.text for phrase in phrases])
    judge = LogisticRegression(C=FREEDOM, solver="sag", tol=1e-2, random_state=0).fit(seen, [phrase.intent for phrase in phrases])
    return {"pieces": reader.get_feature_names_out().astype(str), "rarity": reader.idf_.astype(np.float64),
            "weights": judge.coef_.T.astype(np.float64).copy(), "leanings": judge.intercept_.astype(np.float64),
            "intents": judge.classes_.astype(str)}


def model() -> Model:
    """Give the model of this process; the first call reads what was learnt, or learns."""
    with _learning:
        if not _learnt:
            _learnt.append(Model(kept(lambda: _arrays([*examples(), *asked()]))))
        return _learnt[0]
