"""Whether a message asks a question that has an answer of its own, and which, or which few it may be."""
from __future__ import annotations

from bot.answers.spelling import asks
from bot.engine.messages import Intent
from bot.nlu.follow import SUBJECTS
from bot.nlu.questions import OFFERED, Near, questions
from bot.nlu.recognition import FEW, NOTHING, Recognition
from bot.nlu.spelling import words

# Chosen on wordings and phrases alone, each left out of what judged it (docs/decisions/0007).
ASKED = 0.3     # likelihood from which on a message asks such a question, whatever else it may be
MAYBE = 0.1     # and from which on such questions are offered where the intent is in doubt
NEAR = 0.25     # nearer than this a wording must come
CLEAR = 0.05    # and by so much nearer than the next question, to be answered without asking
CLOSE = 0.35    # as near a question must come to be answered where its subject in general seems to be meant
NEARER = 0.45   # to be answered where it is in doubt what is meant
NEAREST = 0.5   # to be answered where an errand with the same subject seems to be meant, and twice as clear
OPEN = 0.4      # to be offered beside its subject in general

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
    if len(words(text)) <= FEW:
        return None
    nearest = questions().near(text)
    wonders = asking(text)
    if not wonders and found.intent not in GENERAL:
        return None
    if _is_it(nearest, found, asked):
        return Intent("question", nearest[0].key)
    if not wonders or not _may_be(nearest, found, asked):
        return None
    offers = [near.key for near in nearest]
    if found.asks or found.intent in GENERAL:
        offers.insert(1, found.intent)
    return Intent("doubt", " ".join(offers[:OFFERED]))


def _is_it(nearest: list[Near], found: Recognition, asked: float) -> bool:
    (first, second, *_others), subject = nearest, SUBJECTS[nearest[0].key]
    clear = first.nearness - second.nearness
    if clear < CLEAR:
        return False
    if asked >= ASKED:
        return first.nearness >= NEAR
    if found.asks or found.intent == NOTHING:
        return first.nearness >= NEARER and clear >= 2 * CLEAR
    if subject in GENERAL.get(found.intent, ()):
        return first.nearness >= CLOSE
    return subject in ERRANDS.get(found.intent, ()) and first.nearness >= NEAREST and clear >= 2 * CLEAR


def _may_be(nearest: list[Near], found: Recognition, asked: float) -> bool:
    first = nearest[0]
    if asked >= ASKED:
        return first.nearness >= NEAR
    if found.asks or found.intent == NOTHING:
        return first.nearness >= (NEAR if asked >= MAYBE else OPEN)
    return first.nearness >= OPEN and SUBJECTS[first.key] in GENERAL.get(found.intent, ())
