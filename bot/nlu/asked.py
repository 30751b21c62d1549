"""Whether a message asks a question that has an answer of its own, and which, or which few it may be."""
from __future__ import annotations

from bot.answers.spelling import asks
from bot.engine.messages import Intent
from bot.nlu.follow import SUBJECTS
from bot.nlu.questions import OFFERED, Near, questions
from bot.nlu.recognition import FEW, NOTHING, Recognition
from bot.nlu.spelling import words

# Chosen on wordings and phrases alone, each left out of what judged it (docs/decisions/0008).
ASKED = 0.3     # likelihood from which on a message asks such a question rather than for an errand
MAYBE = 0.1     # and from which on such questions are offered where it is in doubt what is meant
FAR = 0.25      # nearer than this a wording must come to be offered
NEAR = 0.35     # and than this to be answered,
CLEAR = 0.05    # and by so much nearer than the next question; twice that where the intent speaks of another subject
NEARER = 0.4    # against an errand, and to be offered beside its subject in general or where it is hardly such a question
MANY = 5        # words from which on somebody wants to know more than the subject in general

# Which subjects, files in questions/, an intent speaks of: in general, or as an errand.
GENERAL = {"benefit_jkk": ["accident"], "benefit_jkm": ["death", "school", "accident"], "benefit_jht": ["savings"],
           "benefits": ["joining", "trust", "savings", "accident", "death", "amounts"],
           "pay": ["paying", "trust"], "quote": ["amounts", "paying"], "privacy": ["trust"]}
ERRANDS = {"reactivate": ["lapse", "paying", "savings"], "claim": ["accident", "death", "school", "savings"], "register": ["joining"],
           "status": ["joining", "savings"], "staff": ["trust", "joining"]}
WONDERS = {"bisa", "boleh", "kalau"}


def asking(text: str) -> bool:
    """Tell whether something is asked: by a question word or sign, or as "bisa ga"."""
    said = words(text)
    return asks(text) or said[-1:] == ["tidak"] or not WONDERS.isdisjoint(said)


def answered(text: str, found: Recognition, asked: float) -> Intent | None:
    """Name the question, or offer the nearest; None if the message rather is what was found. asked: how likely it is such a question."""
    said = len(words(text))
    in_doubt = found.asks or found.intent == NOTHING
    if said <= FEW or (said < MANY and not in_doubt and found.intent in GENERAL and asked < MAYBE):
        return None
    nearest = questions().near(text)
    wonders = asking(text)
    if (wonders or found.intent in GENERAL) and _is_it(nearest, found, asked):
        return Intent("question", nearest[0].key)
    in_detail = said >= MANY and SUBJECTS[nearest[0].key] in GENERAL.get(found.intent, ())
    if not wonders or not (in_doubt or in_detail) or nearest[0].nearness < (FAR if in_doubt and asked >= MAYBE else NEARER):
        return None
    offers = [near.key for near in nearest]
    if found.intent != NOTHING:
        offers.insert(1 if asked >= ASKED else 0, found.intent)
    return Intent("doubt", " ".join(offers[:OFFERED]))


def _is_it(nearest: list[Near], found: Recognition, asked: float) -> bool:
    (first, second, *_others), subject = nearest, SUBJECTS[nearest[0].key]
    least, clearly = NEAR, CLEAR
    if not found.asks and found.intent in GENERAL and subject not in GENERAL[found.intent]:
        clearly = 2 * CLEAR
    elif found.intent not in (*GENERAL, NOTHING):
        if asked < ASKED and not found.asks and subject not in ERRANDS.get(found.intent, ()):
            return False
        least, clearly = NEARER, 2 * CLEAR
    return first.nearness >= least and first.nearness - second.nearness >= clearly
