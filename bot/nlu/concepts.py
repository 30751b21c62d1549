"""What a word is about, whatever its form: "dibacok" and "kecepit" are both harm."""
from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

SHORTEST = 3        # letters of a stem
BEFORE = ("", "menge", "meng", "meny", "mem", "men", "me", "nge", "ng", "ny", "ber", "be", "ba", "ter", "te", "ta", "di", "ke", "ka", "se",
          "peng", "pem", "pen", "pe")
BEHIND = ("", "nya", "kan", "in", "an", "i", "ku", "mu", "lah", "kah", "pun", "ne", "na", "e")

_data = tomllib.loads((Path(__file__).parent / "concepts.toml").read_text(encoding="utf-8"))
CONCEPTS = {word: concept for concept, said in _data.items() for word in said.split()}


@lru_cache(10_000)
def concept(word: str) -> str:
    """Name what a word is about, looking behind its affixes; "" if that is nothing in particular."""
    stems = (word[len(before):len(word) - len(behind)] for before in BEFORE if word.startswith(before)
             for behind in BEHIND if word.endswith(behind))
    return next((CONCEPTS[stem] for stem in stems if stem in CONCEPTS and (stem == word or len(stem) >= SHORTEST)), "")
