"""The code of an invitation, which somebody was sent by whoever wants to pay for them, or to be paid for."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import _

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"      # none that is read or heard as another
CODE = re.compile(r"(?i)(\b(?:kode|code)\W*)?\b([0-9A-Z]{4})[ -]?([0-9A-Z]{4})\b", re.ASCII)


class Code(Kind[str]):
    """Eight letters and digits, like K7QM-2RTX; known alone behind the word "kode"."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        for match in CODE.finditer(text):
            if any(letter.isdigit() for letter in match[2] + match[3]) or match[1]:
                yield Found(*match.span(), f"{match[2]}-{match[3]}".upper(), Sure.ALONE if match[1] else Sure.ASKED)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("code", _("A code has 8 letters and digits, like K7QM-2RTX. Please copy it from the message you were sent."))

    def load(self, saved: str) -> str:
        if not CODE.fullmatch(saved):
            raise ValueError(saved)
        return saved
