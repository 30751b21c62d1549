"""An agent's code: taken as it is written, and never a hurdle."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import _

CODE = re.compile(r"(?i)\s*(?:kode|code|agen|perisai|nomor|no|:|\s)*\s*([a-z0-9][a-z0-9 ./-]{2,38}[a-z0-9])\s*", re.ASCII)


class Referral(Kind[str]):
    """Letters and digits, at least one digit; in capitals, without spaces, dots and dashes: PRS0123."""

    numbered = False

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        match = CODE.fullmatch(text)
        if match and any(letter.isdigit() for letter in match[1]):
            yield Found(0, len(text), re.sub(r"[ ./-]", "", match[1]).upper(), Sure.ASKED)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("referral", _("A code has letters and digits, like PRS 0123. Without one, choose No code."))

    def load(self, saved: str) -> str:
        if not re.fullmatch(r"[A-Z0-9]{3,40}", saved):
            raise ValueError(saved)
        return saved
