"""What a short, informal Indonesian message is about."""
from __future__ import annotations

import re
import tomllib
from pathlib import Path

from bot.engine.messages import Intent

PHRASES = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text())
ERRANDS = {"register": "start registration", "staff": "officer", "cancel": "menu", "back": "back", "change": "change"}
LONG = 300      # characters: in a longer text, often forwarded, what has happened did not happen to the writer


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(r"(?i)(?<!\w)(?:%s)(?!\w)" % "|".join(phrases))


HAPPENED, WHEN, IF = (_pattern(PHRASES["now"][name]) for name in ("happened", "when", "if"))
INTENTS = {name: _pattern(phrases) for name, phrases in PHRASES["intents"].items()}


def understand(text: str) -> Intent | None:
    """Say what a message is about; None if that is not known."""
    if len(text) <= LONG and WHEN.search(text) and (found := HAPPENED.search(text)) and not IF.search(text) and "?" not in text:
        return Intent("event", "death" if re.search(r"(?i)meninggal|wafat|tewas|mati|berpulang", found[0]) else "accident")
    name = next((name for name, pattern in INTENTS.items() if pattern.search(text)), None)
    if not name:
        return None
    return Intent("errand", ERRANDS[name]) if name in ERRANDS else Intent("question", name)
