"""Tells a report that something has happened to somebody from talk about what might."""
from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from bot.nlu.spelling import pattern, words

LONG = 300      # characters: in a longer text, often forwarded, what has happened did not happen to the writer

_said = tomllib.loads((Path(__file__).parent / "happened.toml").read_text(encoding="utf-8"))
ACCIDENT, DEATH, NOW, RECENT, SOMEBODY, NOT, PAST, ASKS = (
    pattern(_said[name]) for name in ("accident", "death", "now", "recent", "somebody", "not", "past", "asks"))


def happened(text: str) -> Literal["accident", "death", ""]:
    """Say what has just happened to the writer or to somebody near; "" if nothing has."""
    plain = " ".join(words(text))
    what: Literal["accident", "death", ""] = "death" if DEATH.search(plain) else "accident" if ACCIDENT.search(plain) else ""
    if not what or len(text) > LONG or NOT.search(plain) or PAST.search(plain):
        return ""
    told = SOMEBODY.search(plain) and not ASKS.search(plain) and "?" not in text
    return what if told or RECENT.search(plain) else ""


def now(text: str) -> bool:
    """Tell whether it is said to have happened just now, and not some days ago."""
    return bool(NOW.search(" ".join(words(text))))
