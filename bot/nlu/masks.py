"""Shows what people wrote without showing who they are: only words that stand in our own phrases are read in full."""
from __future__ import annotations

import re
from functools import cache

from bot.answers.spelling import TOKEN, squeeze
from bot.nlu.model import ANSWER, examples
from bot.nlu.questions import wordings
from bot.nlu.spelling import LEXICON

SHORT = 3       # digits; a longer number may be somebody's


def masked(text: str) -> str:
    """Keep the first letter of a word we don't know, and nothing of a long number."""
    return TOKEN.sub(lambda found: _mask(found[0]), text)


def shown(text: str) -> str:
    """The words of a message that nobody has to cover."""
    return " ".join(word for word in masked(text).split() if "*" not in word)


def _mask(token: str) -> str:
    if any(character.isdigit() for character in token):
        return token if len(re.sub(r"\D", "", token)) <= SHORT else "*" * len(token)
    known = not token[0].isalpha() or squeeze(token.casefold()) in _known()
    return token if known else token[0] + "*" * (len(token) - 1)


@cache
def _known() -> frozenset[str]:
    """Every word of the lexicon and of what is learnt from, but for the names and places in it."""
    said = [phrase.text for phrase in examples() if phrase.intent != ANSWER] + [wording.text for wording in wordings()]
    return frozenset(squeeze(word.casefold()) for text in said for word in TOKEN.findall(text)) | LEXICON.keys() | {*LEXICON.values()}
