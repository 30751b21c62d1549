"""What a short message means after the question last answered: "yg itu brp", "terus bayarnya?"."""
from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bot.engine.messages import Intent
from bot.nlu.questions import WORDINGS
from bot.nlu.recognition import ERRANDS
from bot.nlu.spelling import words

LONG = 7        # words; what is longer says itself what it is about
ANY = "any"


class Follow(NamedTuple):
    """A way to go on from an answer, and what it means by what was answered."""

    said: re.Pattern[str]
    after: Mapping[str, str]


_data = tomllib.loads((Path(__file__).parent / "follow.toml").read_text(encoding="utf-8"))
SUBJECTS: Mapping[str, str] = _data["subjects"] | {
    key: file.stem for file in sorted(WORDINGS.glob("*.toml")) for key in tomllib.loads(file.read_text(encoding="utf-8"))}
FOLLOWS = [Follow(re.compile("|".join(turn["said"])), turn["after"]) for turn in _data["turns"].values()]
SUPPOSE = re.compile("|".join(_data["suppose"]["said"]))


def follow(text: str, about: str) -> Intent | None:
    """Say what a message means after the answer to a question; None if it does not follow on it."""
    said = words(text)
    if not about or len(said) > LONG:
        return None
    plain = " ".join(said)
    for turn in FOLLOWS:
        if turn.said.fullmatch(plain):
            meant = turn.after.get(about) or turn.after.get(SUBJECTS.get(about, "")) or turn.after.get(ANY)
            if meant:
                return _intent(meant)
    return Intent("suppose", "") if SUPPOSE.fullmatch(plain) else None


def _intent(meant: str) -> Intent:
    if meant in ERRANDS:
        return Intent("errand", ERRANDS[meant])
    return Intent("doubt" if " " in meant else "question", meant)
