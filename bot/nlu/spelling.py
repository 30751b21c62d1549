"""Says in plain Indonesian, word by word, what was written in slang, in haste or in a language of the regions."""
from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from bot.answers.spelling import tokens

NOTHING = "-"       # the meaning of words that are only said to somebody


def _lexicon() -> dict[str, str]:
    lines = (Path(__file__).parent / "lexicon.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return {spelling: meaning for meaning, spellings in pairs for spelling in spellings.split()}


LEXICON = _lexicon()


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Match any of these, as whole words in plain spelling."""
    return re.compile(r"(?<!\w)(?:%s)(?!\w)" % "|".join(phrases))


def words(text: str) -> list[str]:
    """Split into plain words; what is only said to somebody is left out, unless nothing else was said."""
    return [*_words(text)]


@lru_cache(4)       # many ask of the one message there is
def _words(text: str) -> tuple[str, ...]:
    said = [re.sub("(?<=[a-z])2$", "", token.word) for token in tokens(text) if token.spoken]
    plain = [LEXICON.get(word, word) for word in said]
    return tuple([word for word in plain if word != NOTHING] or said)
