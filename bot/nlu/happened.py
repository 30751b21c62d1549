"""Tells a report that something has happened to somebody from talk about what might."""
from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from bot.nlu.spelling import pattern, words

LONG = 300      # characters: in a longer text, often forwarded, what has happened did not happen to the writer

_said = tomllib.loads((Path(__file__).parent / "happened.toml").read_text(encoding="utf-8"))
ACCIDENT, DEATH, DESPAIR, NOT_DESPAIR, NOW, RECENT, SOMEBODY, NOT, PAST, ASKS = (pattern(_said[name]) for name in (
    "accident", "death", "despair", "not_despair", "now", "recent", "somebody", "not", "past", "asks"))


def happened(text: str) -> Literal["accident", "death", "despair", ""]:
    """Say what has just happened to the writer or to somebody near; "" if nothing has."""
    plain = " ".join(words(text))
    if DESPAIR.search(plain) and not NOT_DESPAIR.search(plain) and len(text) <= LONG:
        return "despair"
    what: Literal["accident", "death", ""] = "death" if DEATH.search(plain) else "accident" if ACCIDENT.search(plain) else ""
    if not what or len(text) > LONG or NOT.search(plain) or PAST.search(plain):
        return ""
    told = SOMEBODY.search(plain) and not ASKS.search(plain) and "?" not in text
    return what if told or RECENT.search(plain) else ""


def now(text: str) -> bool:
    """Tell whether it is said to happen now, and not some days ago."""
    plain = " ".join(words(text))
    return bool(NOW.search(plain) or DESPAIR.search(plain))
