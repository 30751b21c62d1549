"""What a short, informal Indonesian message is about."""
from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from bot.answers.invitations import is_sent_on
from bot.answers.nik import sixteens
from bot.engine.messages import Intent
from bot.nlu import model, questions
from bot.nlu.asked import answered, asking
from bot.nlu.corrections import correction
from bot.nlu.evidence import keywords
from bot.nlu.follow import follow
from bot.nlu.happened import happened, now
from bot.nlu.masks import masked, shown
from bot.nlu.model import PHRASES
from bot.nlu.recognition import ERRANDS, FEW, NOTHING, Recognition, recognise, weigh
from bot.nlu.spelling import pattern, words
from bot.nlu.tongues import tongue

__all__ = ["PHRASES", "Recognition", "alarm", "follow", "happened", "masked", "prepare", "recognise", "shown", "tongue", "understand"]

TOPICS = {"health_confusion": "health", "wage_earner": "employer"}      # what answers an intent, where it has another name
LANGUAGES = {"inggris": "english", "indonesia": "indonesia"}
BEFORE = 3      # words within which a "tidak" is about a language

_asides = tomllib.loads((Path(__file__).parent / "asides.toml").read_text(encoding="utf-8"))
_errands = tomllib.loads((Path(__file__).parent / "errands.toml").read_text(encoding="utf-8"))
MANY = 3        # numbers of KTPs from which a message is a pasted list
FIRST = ("fraud", "paid", "status", "start", "foreign", "no_nik", "terms")       # of the asides, those that go before any question
CALLS = [*((Intent("errand", key), pattern(phrases)) for key, phrases in _errands.items()),
         *((Intent("question", key), pattern(_asides[key])) for key in FIRST)]
ASIDES = [(Intent("question", key), pattern(phrases)) for key, phrases in _asides.items() if key not in FIRST]


def prepare() -> None:
    """Learn the phrases and questions now, and not while the first person waits."""
    model.model()
    questions.questions()


def alarm(text: str) -> Intent | None:
    """Say that something has happened; None if nothing has."""
    what = happened(text)
    return Intent("event" if now(text) else "report", what) if what else None


@lru_cache(4)       # many ask of the one message there is
def understand(text: str, waits: bool = False) -> Intent | None:
    """Say what the engine is to make of a message; None if it is about nothing. waits: it may be an answer, such as a name or a place."""
    if what := alarm(text):
        return what
    if back := correction(text):
        return Intent("errand", back)
    if len(list(sixteens(text))) >= MANY:
        return Intent("question", "rows")
    if is_sent_on(text):
        return Intent("errand", "start agreement")
    plain = " ".join(words(text))
    if called := _first(CALLS, plain):
        return called
    found, asked = weigh(text, waits)
    question = answered(text, found, asked)
    if question and question.kind == "question":
        return question
    return _first(ASIDES, plain) or question or _meant(text, found)


def _first(said: list[tuple[Intent, re.Pattern[str]]], plain: str) -> Intent | None:
    return next((intent for intent, phrases in said if phrases.search(plain)), None)


def _meant(text: str, found: Recognition) -> Intent | None:
    """Say what the engine is to make of an intent."""
    said = words(text)
    if found.asks:
        return Intent("doubt", " ".join((found.intent, *found.alternatives)))
    if found.intent == NOTHING and f"={NOTHING}" not in keywords(said):
        return Intent("unknown", "") if len(said) > FEW and asking(text) else None
    if found.intent == "language" and (language := wanted(said)):
        return Intent("errand", language)
    if found.intent in ERRANDS:
        return Intent("errand", ERRANDS[found.intent])
    return Intent("question", TOPICS.get(found.intent, found.intent))


def wanted(said: list[str]) -> str:
    """Name the command of the language that is asked for; "" if none, or another than the two there are."""
    named = [at for at, word in enumerate(said) if word in LANGUAGES]
    for at in reversed(named):
        if not {"tidak", "bukan", "jangan"} & set(said[max(at - BEFORE, 0):at]):
            return LANGUAGES[said[at]]
    return next((command for word, command in LANGUAGES.items() if named and word != said[named[-1]]), "")
