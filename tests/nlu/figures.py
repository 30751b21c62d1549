"""What the figures of understanding are made of: phrases held out, cross-validation of those learnt from, and what counts as right."""
from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sklearn.model_selection import StratifiedKFold

from bot.flows import FLOWS, TOPICS
from bot.nlu import TOPICS as WORDED
from bot.nlu.model import ANSWER, asked, examples, learn
from bot.nlu.recognition import ERRANDS, NOTHING, Recognition, apart, decide

HELDOUT = Path(__file__).parent / "heldout"
FIRST, APART = HELDOUT / "first.txt", HELDOUT / "apart.txt"
SECOND_LABELS = HELDOUT / "second_labels.tsv"
FOLDS = 5
WRONG = 0.03            # of all messages may enter a wrong flow unasked, in cross-validation
HEATS = [tenths / 10 for tenths in range(3, 16)]
ENTERING = {intent for intent in TOPICS if intent in ERRANDS or WORDED.get(intent, intent) in FLOWS}
STEPS = [hundredths / 100 for hundredths in range(40, 100, 5)]
Likely = dict[str, float]


class Held(NamedTuple):
    """A phrase that is only measured with, all intents it has, the first one first, and the region whose words it has."""

    text: str
    intents: tuple[str, ...]
    region: str


def heldout(file: Path) -> list[Held]:
    """Read phrases under their [intent], after a tab the region, after more +other intents; none that is learnt from."""
    learnt = {example.text for example in examples()}
    read, intent = [], ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            intent = line.strip("[]")
        elif line and not line.startswith("#"):
            text, *others = line.split("\t")
            region = others[0] if others and not others[0].startswith("+") else ""
            if text not in learnt:
                read.append(Held(text, (intent, *(other[1:] for other in others if other.startswith("+"))), region))
    return read


def labelled_twice() -> list[tuple[str, set[str], set[str]]]:
    """Read the phrases that somebody else labelled too, without seeing the first labels: the phrase, first labels, second labels."""
    first = {phrase.text: set(phrase.intents) for phrase in heldout(APART)}
    rows = [line.split("\t") for line in SECOND_LABELS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [(text, first[text], {label for label in labels if label}) for text, *labels in rows if text in first]


@cache
def crossed() -> list[tuple[Collection[str], Likely]]:
    """Let each training phrase be judged, without heat, by a model that has not seen it: the intents meant, and the likelihoods."""
    phrases = examples()
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(phrases, [phrase.intent for phrase in phrases])
    judged: list[tuple[Collection[str], Likely]] = []
    for seen, unseen in folds:
        model = learn([*(phrases[at] for at in seen), *asked()])
        judged += [((phrases[at].intent, *phrases[at].besides), apart(model.likely(phrases[at].text, 1.0))[0]) for at in unseen]
    return judged


def heated(likely: Likely, heat: float) -> Likely:
    shares = {intent: share ** (1 / heat) for intent, share in likely.items()}
    return {intent: share / sum(shares.values()) for intent, share in shares.items()}


def first_message(likely: Likely) -> Likely:
    """Leave out that it may be an answer, as nothing was asked."""
    rest = {intent: share for intent, share in likely.items() if intent != ANSWER}
    return {intent: share / sum(rest.values()) for intent, share in rest.items()}


def verdict(meant: Collection[str], found: Recognition) -> str:
    """right: taken for what it is; offered: among the choices; lost: taken for nothing, or not among them;
    beside: answered with a few words about something else; wrong: another flow was entered unasked."""
    if found.asks:
        return "lost" if {found.intent, *found.alternatives}.isdisjoint(meant) else "offered"
    if found.intent in meant or (found.intent == NOTHING and ANSWER in meant):
        return "right"
    return "lost" if found.intent == NOTHING else "wrong" if found.intent in ENTERING else "beside"


def shares(verdicts: Iterable[str]) -> dict[str, float]:
    counted = Counter(verdicts)
    return {name: counted[name] / counted.total() for name in ("right", "offered", "lost", "beside", "wrong")}


def best_heat() -> float:
    """The heat under which what was meant was least surprising."""
    def surprise(heat: float) -> float:
        return -sum(math.log(max(heated(likely, heat)[one] for one in meant)) for meant, likely in crossed())
    return min(HEATS, key=surprise)


def thresholds(heat: float) -> tuple[float, float]:
    """Choose from where an intent is entered, as low as wrong flows allow, and from where offered, so that most is right or offered."""
    judged = [(meant, first_message(heated(likely, heat))) for meant, likely in crossed() if ANSWER not in meant]

    def outcome(sure: float, doubt: float) -> dict[str, float]:
        return shares(verdict(meant, decide(likely, sure, doubt)) for meant, likely in judged)
    sure = next(sure for sure in STEPS if outcome(sure, 0.2)["wrong"] <= WRONG)
    doubt = max((0.1, 0.15, 0.2, 0.25, 0.3), key=lambda doubt: outcome(sure, doubt)["right"] + outcome(sure, doubt)["offered"])
    return sure, doubt
