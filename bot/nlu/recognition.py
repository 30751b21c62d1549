"""Which of the promised intents a message has, how certain that is, and when to ask instead."""
from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from bot.nlu.evidence import keywords
from bot.nlu.happened import happened
from bot.nlu.model import ANSWER, QUESTION, model
from bot.nlu.spelling import words

# Chosen on the training phrases alone, by cross-validation; a test chooses them again.
HEAT = 0.8          # makes a likelihood of 0.8 come true eight times in ten
SURE = 0.75         # from here on an intent is taken without asking
DOUBT = 0.1         # from here on it is worth asking
CERTAIN = 0.95      # what one or two words without a known turn of phrase need where they may be a name, and strange words always

OWN = 0.5           # from here on a greeting, thanks or nothing at all is taken, whatever else is worth asking: nothing is entered by it
BRIEF = 0.4         # from here on one or two words with a known turn of phrase are worth asking about
THIRD = 0.02        # from here on a third choice is offered
FEW = 2             # words
NOTHING = "out_of_scope"
ERRANDS = {"register": "start registration", "reactivate": "start reactivation", "sponsor": "start sponsor",
           "staff": "officer", "cancel": "menu"}        # the commands of intents that are no question
NOT_OFFERED = frozenset({NOTHING, "greeting", "thanks"})


class Recognition(NamedTuple):
    """The intent; its likelihood, 0 to 1; the others worth offering, best first; whether to offer them instead of entering."""

    intent: str
    confidence: float
    alternatives: tuple[str, ...]
    asks: bool


def recognise(text: str) -> Recognition:
    """Say what a first message is about."""
    return weigh(text)[0]


def weigh(text: str, waits: bool = False) -> tuple[Recognition, float]:
    """Say what a message is about, and how likely it asks one of the questions that have an answer of their own; waits: for an answer."""
    if what := happened(text):
        return Recognition("staff" if what == "despair" else "claim", 1.0, (), False), 0.0
    said = words(text)
    brief = len(said) <= FEW and not keywords(said)
    strange = 2 * sum(map(model().knows, said)) < len(said)
    likely, asked = apart(model().likely(text, HEAT), () if waits else (ANSWER,))
    if brief and waits and (len(said) < FEW or any(word[0].isdigit() for word in said)):      # most likely just that answer
        return Recognition(NOTHING, likely[NOTHING], (), False), asked
    if strange or (brief and (waits or len(said) < FEW)):
        return decide(likely, CERTAIN, CERTAIN, CERTAIN), asked
    return decide(likely, CERTAIN if brief else SURE, DOUBT if len(said) > FEW else BRIEF), asked


def apart(likely: dict[str, float], without: Collection[str] = ()) -> tuple[dict[str, float], float]:
    """Take the questions out, and what it can't be, and let the other intents be 1 together again; the questions' share beside it."""
    rest = {intent: share for intent, share in likely.items() if intent != QUESTION and intent not in without}
    whole = sum(rest.values()) or 1.0
    return {intent: share / whole for intent, share in rest.items()}, likely[QUESTION]


def decide(likely: dict[str, float], sure: float, doubt: float, own: float = OWN) -> Recognition:
    """Take the likeliest intent, or offer two or three, or none."""
    likely = {intent: share for intent, share in likely.items() if intent != ANSWER} | {NOTHING: likely[NOTHING] + likely.get(ANSWER, 0.0)}
    best = max(likely, key=lambda intent: likely[intent])
    first, second, third = sorted(likely.keys() - NOT_OFFERED, key=lambda intent: (-likely[intent], intent))[:3]
    offers = (first, second, third) if likely[third] >= THIRD else (first, second)
    if likely[best] >= (own if best in NOT_OFFERED else sure) or (best == NOTHING and likely[first] < doubt):
        return Recognition(best, likely[best], tuple(offer for offer in offers if offer != best and likely[offer] >= THIRD), False)
    if likely[first] >= doubt:
        return Recognition(first, likely[first], offers[1:], True)
    return Recognition(NOTHING, likely[NOTHING], (), False)
