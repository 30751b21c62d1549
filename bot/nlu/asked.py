"""Whether a message asks a question that has an answer of its own, and which, or which few it may be."""
from __future__ import annotations

from bot.answers.spelling import asks
from bot.engine.messages import Intent
from bot.nlu.follow import SUBJECTS
from bot.nlu.questions import OFFERED, Near, questions
from bot.nlu.recognition import FEW, NOTHING, Recognition
from bot.nlu.spelling import words

# Chosen on wordings and phrases alone, each left out of what judged it (docs/decisions/0009).
MAYBE = 0.05    # likelihood from which on a message may ask such a question,
ASKED = 0.15    # and from which on it asks one, however it is put,
SURELY = 0.5    # even where an errand of another subject is as good as certain
FAR = 0.25      # nearer than this a wording must come to be offered,
NEAR = 0.35     # than this to be answered, and than NEARER against an errand,
NEARER = 0.4
CLEAR = 0.05    # and by so much nearer than the next question; twice that where the intent speaks of another subject, or is an errand
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
    if said <= FEW or (said < MANY and not in_doubt and asked < (MAYBE if found.intent in GENERAL else SURELY)):
        return None
    wonders = asked >= ASKED or asking(text)
    if not wonders and found.intent not in GENERAL:
        return None
    nearest = questions().near(text)
    if _is_it(nearest, found, asked):
        return Intent("question", nearest[0].key)
    if not wonders or nearest[0].nearness < FAR or asked < (MAYBE if in_doubt else _least(found.intent, nearest[0].key)):
        return None
    offers = [near.key for near in nearest if near.nearness >= FAR]
    if found.intent != NOTHING:
        offers.insert(1 if asked >= ASKED else 0, found.intent)
    return Intent("doubt", " ".join(offers[:OFFERED])) if len(offers) > 1 else None


def _is_it(nearest: list[Near], found: Recognition, asked: float) -> bool:
    (first, second, *_others) = nearest
    is_of = _of(found.intent, first.key)
    strict = not found.asks and found.intent not in (*GENERAL, NOTHING)
    other = not found.asks and found.intent in GENERAL and not is_of
    if asked < (SURELY if strict and not is_of else MAYBE):
        return False
    return first.nearness >= (NEARER if strict else NEAR) and first.nearness - second.nearness >= CLEAR * (2 if strict or other else 1)


def _least(intent: str, key: str) -> float:
    """How likely a question it must be, against an intent there is no doubt of."""
    return ASKED if _of(intent, key) or intent in GENERAL else SURELY


def _of(intent: str, key: str) -> bool:
    """Whether an intent speaks of the subject of a question."""
    return SUBJECTS[key] in (*GENERAL.get(intent, ()), *ERRANDS.get(intent, ()))
