"""Somebody takes back what they told: "eh salah nama, harusnya Siti"."""
from __future__ import annotations

import re
import tomllib
from pathlib import Path

from bot.answers.tables import phrases

_data = tomllib.loads((Path(__file__).parent / "corrections.toml").read_text(encoding="utf-8"))
STEPS = {phrase: step for step, said in _data["steps"].items() for phrase in phrases(said)}


def _any(said: list[str]) -> str:
    return "(?:%s)" % "|".join(sorted(map(re.escape, said), key=len, reverse=True))


_steps = _any(list(STEPS))
_wrong, _change, _new = (_any(phrases(_data["words"][name])) for name in ("wrong", "change", "new"))
_gap = r"(?:\W+\w+){0,2}?\W+"
CORRECTION = re.compile(
    rf"(?i)(?<!\w)(?:(?:{_wrong}|{_change}){_gap}(?P<after>{_steps})|(?P<before>{_steps})(?:nya|ku)?{_gap}(?:{_wrong}|{_change}))(?:nya|ku)?(?!\w)")
NEW = re.compile(rf"(?i)(?<!\w)(?:{_new})(?!\w)[\s:,]*(?P<value>\S.*)", re.DOTALL)
LONG = 150      # characters; what is longer tells something else


def correction(text: str) -> str:
    """Give the command for what is to be changed, with its new value if that was said; "" if nothing is taken back."""
    found = CORRECTION.search(text) if len(text) <= LONG else None
    if not found:
        return ""
    step = STEPS[(found["after"] or found["before"]).casefold()]
    new = NEW.search(text, found.end())
    return f"change {step} jadi {new['value'].strip()}" if new else f"change {step}"
