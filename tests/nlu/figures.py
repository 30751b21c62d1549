"""What the figures of understanding are made of: the held-out half, cross-validation of the training half, and what counts as right."""
from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sklearn.model_selection import StratifiedKFold

from bot.nlu.model import ANSWER, Example, asked, examples, learn
from bot.nlu.recognition import NOTHING, Recognition, apart, decide

HELDOUT = Path(__file__).parent / "heldout.txt"
FOLDS = 5
WRONG = 0.045           # of all messages may enter a wrong flow unasked, in cross-validation
HEATS = [tenths / 10 for tenths in range(3, 16)]
STEPS = [hundredths / 100 for hundredths in range(40, 100, 5)]
Likely = dict[str, float]


def heldout() -> list[Example]:
    """Read the phrases that are only measured with."""
    read, intent = [], ""
    for line in HELDOUT.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            intent = line.strip("[]")
        elif line and not line.startswith("#"):
            read.append(Example(line, intent))
    return read


@cache
def crossed() -> list[tuple[str, Likely]]:
    """Let each training phrase be judged, without heat, by a model that has not seen it: the intent meant, and the likelihoods."""
    phrases = examples()
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(phrases, [phrase.intent for phrase in phrases])
    judged = []
    for seen, unseen in folds:
        model = learn([*(phrases[at] for at in seen), *asked()])
        judged += [(phrases[at].intent, apart(model.likely(phrases[at].text, 1.0))[0]) for at in unseen]
    return judged


def heated(likely: Likely, heat: float) -> Likely:
    shares = {intent: share ** (1 / heat) for intent, share in likely.items()}
    return {intent: share / sum(shares.values()) for intent, share in shares.items()}


def verdict(meant: str, found: Recognition) -> str:
    """right: taken for what it is; offered: among the choices; lost: taken for nothing, or not among them; wrong: entered unasked."""
    if found.asks:
        return "offered" if meant in (found.intent, *found.alternatives) else "lost"
    if found.intent == (NOTHING if meant == ANSWER else meant):
        return "right"
    return "lost" if found.intent == NOTHING else "wrong"


def shares(verdicts: Iterable[str]) -> dict[str, float]:
    counted = Counter(verdicts)
    return {name: counted[name] / counted.total() for name in ("right", "offered", "lost", "wrong")}


def best_heat() -> float:
    """The heat under which what was meant was least surprising."""
    def surprise(heat: float) -> float:
        return -sum(math.log(heated(likely, heat)[meant]) for meant, likely in crossed())
    return min(HEATS, key=surprise)


def thresholds(heat: float) -> tuple[float, float]:
    """Choose from where an intent is entered, as low as wrong flows allow, and from where offered, so that most is right or offered."""
    judged = [(meant, heated(likely, heat)) for meant, likely in crossed()]

    def outcome(sure: float, doubt: float) -> dict[str, float]:
        return shares(verdict(meant, decide(likely, sure, doubt)) for meant, likely in judged)
    sure = next(sure for sure in STEPS if outcome(sure, 0.2)["wrong"] <= WRONG)
    doubt = max((0.15, 0.2, 0.25, 0.3, 0.35), key=lambda doubt: outcome(sure, doubt)["right"] + outcome(sure, doubt)["offered"])
    return sure, doubt
