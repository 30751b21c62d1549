"""What a short, informal Indonesian message is about."""
from __future__ import annotations

import tomllib
from pathlib import Path

from bot.engine.messages import Intent
from bot.nlu.asked import answered, asking
from bot.nlu.corrections import correction
from bot.nlu.evidence import keywords
from bot.nlu.follow import follow
from bot.nlu.happened import happened
from bot.nlu.masks import masked
from bot.nlu.recognition import FEW, NOTHING, Recognition, recognise, weigh
from bot.nlu.spelling import pattern, words

__all__ = ["Recognition", "follow", "happened", "masked", "recognise", "understand"]

ERRANDS = {"register": "start registration", "staff": "officer", "cancel": "menu"}
LANGUAGES = {"inggris": "english", "indonesia": "indonesia"}
BEFORE = 3      # words within which a "tidak" is about a language

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


def wanted(said: list[str]) -> str:
    """Name the command of the language that is asked for; "" if none, or another than the two there are."""
    named = [at for at, word in enumerate(said) if word in LANGUAGES]
    for at in reversed(named):
        if not {"tidak", "bukan", "jangan"} & set(said[max(at - BEFORE, 0):at]):
            return LANGUAGES[said[at]]
    return next((command for word, command in LANGUAGES.items() if named and word != said[named[-1]]), "")
