"""What a short, informal Indonesian message is about."""
from __future__ import annotations

import tomllib
from pathlib import Path

from bot.answers.spelling import asks
from bot.engine.messages import Intent
from bot.nlu.corrections import correction
from bot.nlu.evidence import keywords
from bot.nlu.follow import SUBJECTS, follow
from bot.nlu.happened import happened
from bot.nlu.masks import masked
from bot.nlu.questions import OFFERED, questions
from bot.nlu.recognition import FEW, NOTHING, Recognition, recognise, weigh
from bot.nlu.spelling import pattern, words

__all__ = ["Recognition", "follow", "happened", "masked", "recognise", "understand"]

ERRANDS = {"register": "start registration", "staff": "officer", "cancel": "menu"}
LANGUAGES = {"inggris": "english", "indonesia": "indonesia"}
WONDERS = {"bisa", "boleh", "kalau"}
BEFORE = 3      # words within which a "tidak" is about a language

# Chosen on wordings and phrases alone, each left out of what it is compared with; a test chooses them again.
ASKED = 0.3     # likelihood from which on a message is taken for a question that has an answer of its own
MAYBE = 0.1     # and from which on such questions are offered where the intent is in doubt, or there is none
NEAR = 0.25     # nearer than this a wording must come
CLEAR = 0.05    # and by so much nearer than the next question, to be answered without asking
CLOSE = 0.4     # so near, a question is answered also where its subject in general seems to be meant
HOMES = {"benefit_jkk": ["accident"], "benefit_jkm": ["death", "school"], "benefit_jht": ["savings"], "pay": ["paying"],
         "quote": ["amounts"], "privacy": ["trust"]}

_asides = tomllib.loads((Path(__file__).parent / "asides.toml").read_text(encoding="utf-8"))
ASIDES = [(Intent("question", key), pattern(phrases)) for key, phrases in _asides.items()]


def understand(text: str) -> Intent | None:
    """Say what the engine is to make of a message; None if it is about nothing, such as a name or a place."""
    if what := happened(text):
        return Intent("event", what)
    if back := correction(text):
        return Intent("errand", back)
    said = words(text)
    plain = " ".join(said)
    found, asked = weigh(text)
    question = answered(text, found, asked)
    if question and question.kind == "question":
        return question
    for intent, phrases in ASIDES:
        if phrases.search(plain):
            return intent
    if question:
        return question
    if found.asks:
        return Intent("doubt", " ".join((found.intent, *found.alternatives)))
    if found.intent == NOTHING and f"={NOTHING}" not in keywords(said):
        return Intent("unknown", "") if len(said) > FEW and asking(text) else None
    if found.intent == "language" and (language := wanted(said)):
        return Intent("errand", language)
    return Intent("errand", ERRANDS[found.intent]) if found.intent in ERRANDS else Intent("question", found.intent)


def asking(text: str) -> bool:
    """Tell whether something is asked: by a question word or sign, or as "bisa ga"."""
    said = words(text)
    return asks(text) or said[-1:] == ["tidak"] or not WONDERS.isdisjoint(said)


def answered(text: str, found: Recognition, asked: float) -> Intent | None:
    """Name the question that has an answer of its own, or offer the nearest; None if the message rather is an errand."""
    if asked < MAYBE or len(words(text)) <= FEW:
        return None
    nearest = questions().near(text)
    if nearest[0].nearness < NEAR:
        return None
    clear = nearest[0].nearness - nearest[1].nearness
    at_home = nearest[0].nearness >= CLOSE and SUBJECTS[nearest[0].key] in HOMES.get(found.intent, ())
    if clear >= CLEAR and (asked >= ASKED or at_home):
        return Intent("question", nearest[0].key)
    if not asking(text) or (asked < ASKED and not found.asks and found.intent != NOTHING):
        return None
    offers = [near.key for near in nearest]
    if found.asks:
        offers.insert(1, found.intent)
    return Intent("doubt", " ".join(offers[:OFFERED]))


def wanted(said: list[str]) -> str:
    """Name the command of the language that is asked for; "" if none, or another than the two there are."""
    named = [at for at, word in enumerate(said) if word in LANGUAGES]
    for at in reversed(named):
        if not {"tidak", "bukan", "jangan"} & set(said[max(at - BEFORE, 0):at]):
            return LANGUAGES[said[at]]
    return next((command for word, command in LANGUAGES.items() if named and word != said[named[-1]]), "")
