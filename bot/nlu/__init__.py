"""What a short, informal Indonesian message is about."""
from __future__ import annotations

import tomllib
from pathlib import Path

from bot.answers.invitations import is_sent_on
from bot.answers.nik import sixteens
from bot.engine.messages import Intent
from bot.nlu.corrections import correction
from bot.nlu.evidence import keywords
from bot.nlu.happened import happened, now
from bot.nlu.recognition import NOTHING, Recognition, recognise
from bot.nlu.spelling import pattern, words
from bot.nlu.tongues import tongue

__all__ = ["Recognition", "happened", "recognise", "tongue", "understand"]

ERRANDS = {"register": "start registration", "reactivate": "start reactivation", "sponsor": "start sponsor",
           "staff": "officer", "cancel": "menu"}
TOPICS = {"health_confusion": "health", "wage_earner": "employer"}      # what answers an intent, where it has another name
LANGUAGES = {"inggris": "english", "indonesia": "indonesia"}
NEAR = 3        # words within which a "tidak" is about a language

_asides = tomllib.loads((Path(__file__).parent / "asides.toml").read_text(encoding="utf-8"))
_errands = tomllib.loads((Path(__file__).parent / "errands.toml").read_text(encoding="utf-8"))
ASIDES = [*((Intent("errand", key), pattern(phrases)) for key, phrases in _errands.items()),
          *((Intent("question", key), pattern(phrases)) for key, phrases in _asides.items())]
MANY = 3        # numbers of KTPs from which a message is a pasted list


def understand(text: str) -> Intent | None:
    """Say what the engine is to make of a message; None if it is about nothing, such as a name or a place."""
    if what := happened(text):
        return Intent("event" if now(text) else "report", what)
    if back := correction(text):
        return Intent("errand", back)
    if len(list(sixteens(text))) >= MANY:
        return Intent("question", "rows")
    if is_sent_on(text):
        return Intent("errand", "start agreement")
    said = words(text)
    plain = " ".join(said)
    for intent, phrases in ASIDES:
        if phrases.search(plain):
            return intent
    found = recognise(text)
    if found.asks:
        return Intent("doubt", " ".join((found.intent, *found.alternatives)))
    if found.intent == NOTHING and f"={NOTHING}" not in keywords(said):
        return None
    if found.intent == "language" and (language := wanted(said)):
        return Intent("errand", language)
    return Intent("errand", ERRANDS[found.intent]) if found.intent in ERRANDS else Intent(
        "question", TOPICS.get(found.intent, found.intent))


def wanted(said: list[str]) -> str:
    """Name the command of the language that is asked for; "" if none, or another than the two there are."""
    named = [at for at, word in enumerate(said) if word in LANGUAGES]
    for at in reversed(named):
        if not {"tidak", "bukan", "jangan"} & set(said[max(at - NEAR, 0):at]):
            return LANGUAGES[said[at]]
    return next((command for word, command in LANGUAGES.items() if named and word != said[named[-1]]), "")
