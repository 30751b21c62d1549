"""Which language a message is written in: told only by words that no other of them has."""
from __future__ import annotations

import tomllib
from pathlib import Path

from bot.answers.spelling import tokens

_data = tomllib.loads((Path(__file__).parent / "tongues.toml").read_text(encoding="utf-8"))
MARKS: dict[str, frozenset[str]] = {tongue: frozenset(said["words"].split()) for tongue, said in _data["marks"].items()}
NAMES: dict[str, str] = {name: tongue for tongue, said in _data["marks"].items() for name in said["names"].split()}
LANGUAGE, NOT = frozenset(_data["asked"]["language"].split()), frozenset(_data["asked"]["not"].split())
ENGLISH = frozenset(_data["english"]["words"].split())
FEW = 2             # marks from which a language is told
SHARE = 3           # and at least every third word
WHOLE = 0.75        # of the words of a message that is English altogether


def tongue(text: str) -> str:
    """Say "en", "jawa" or "sunda"; "" for Indonesian, for what is mixed and for what is too short to tell."""
    said = [token.word for token in tokens(text) if token.spoken]
    asked = next((at for at, word in enumerate(said) if word in LANGUAGE), len(said))
    if not NOT & set(said[:asked]) and (named := [NAMES[word] for word in said[asked:] if word in NAMES]):
        return named[-1]
    if len(said) > FEW and sum(word in ENGLISH for word in said) >= WHOLE * len(said):
        return "en"
    marks = {name: sum(word in words for word in set(said)) for name, words in MARKS.items()}
    most = max(marks, key=lambda name: marks[name])
    alone = sum(count == marks[most] for count in marks.values()) == 1
    return most if alone and marks[most] >= FEW and marks[most] * SHARE >= len(said) else ""
