"""A person's name, as on the KTP."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.answers.spelling import ASKING, COMMANDS, FILLERS, NOT_NAMES, OWN, POLITE, asks
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import _

LETTERS = r"[^\W\d_]"
WORD = rf"{LETTERS}+(?:['’`-]{LETTERS}+)*\.?"
NAME = re.compile(rf"{WORD}(?:[ \t]+{WORD})*")
WHOLE = re.compile(rf"\s*({WORD}(?:\s+{WORD})*)[\s.,!]*")
TITLE = re.compile(r"(?i)^\s*(?:pak|bpk|bapak|bu|ibu)\.?\s+(?=\S)")
LEAD = re.compile(
    r"(?i)\b(?:nama\s?(?:lengkap\w*|ktp)?\s?(?:saya|sy|aku|gue|kulo|abdi|beta|ambo|awak|lengkap|ktp|di ktp|sesuai ktp)?"
    r"(?:\s+(?:adalah|ialah|itu))?"
    r"|namaku|nm|(?:saya|sy|aku)\s+bernama|bernama|atas\s+nama|a\.?n\.?|asma\s?(?:kula|kulo)?|jeneng\s?(?:ku)?|wasta|my\s+name\s+is|name)\b[\s:=.]*")
ENDS = COMMANDS | ASKING | OWN | NOT_NAMES
MOST_WORDS, LONGEST = 7, 60


class Name(Kind[str]):
    """Free text is never sure, unless "nama saya" stands before it."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        for lead in LEAD.finditer(text) if not asks(text) else ():
            if (match := NAME.match(text, lead.end())) and (said := _up_to_the_end(match[0])) and _fits(said):
                yield Found(lead.start(), match.start() + len(said), titled(said), Sure.ALONE)
                return
        whole = WHOLE.fullmatch(TITLE.sub("", text)) if len(text) <= 2 * LONGEST and not asks(text) else None
        if whole and _fits(whole[1]) and not _plain(whole[1]):
            yield Found(0, len(text), titled(whole[1]), Sure.MAYBE)

    def wrong(self, text: str, today: date) -> Refusal:
        if re.search(r"\d", text):
            return Refusal("name_digits", _("A name has no digits. Please write it as on the KTP, like Siti Aminah."))
        if len(text) > LONGEST or len(text.split()) > MOST_WORDS:
            return Refusal("name_long", _("Please write only the name, as on the KTP, like Siti Aminah."))
        return Refusal("name", _("Please write the name as on the KTP, like Siti Aminah."))

    def load(self, saved: str) -> str:
        if not saved or len(saved) > LONGEST or not NAME.fullmatch(saved):
            raise ValueError(saved)
        return saved


def titled(said: str) -> str:
    """Write SITI aminah as Siti Aminah."""
    return " ".join(word[:1].upper() + word[1:].lower() for word in said.replace("`", "'").split())


def _up_to_the_end(said: str) -> str:
    """Cut where the name is over: "siti aminah umur"."""
    kept = 0
    for match in re.finditer(r"\S+", said):
        if match[0].casefold().rstrip(".") in ENDS | (POLITE if kept else frozenset()):
            break
        kept = match.end()
    return "" if all(word in POLITE for word in said[:kept].casefold().split()) else said[:kept]


def _fits(said: str) -> bool:
    letters = sum(c.isalpha() for c in said)
    return letters >= 2 and len(said) <= LONGEST and len(said.split()) <= MOST_WORDS


def _plain(said: str) -> bool:
    """Tell whether this is ordinary talk: a word no name has, or nothing but politeness."""
    words = [word.casefold().strip(".") for word in said.split()]
    return any(word in ENDS for word in words) or all(word in FILLERS for word in words)
