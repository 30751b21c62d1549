"""The number on a BPJS Ketenagakerjaan card."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.answers.spelling import only, tokens
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import _

ELEVEN = re.compile(r"(?i)(?:(\bkpj)\W{0,3}(?:saya|sy|no|nomor)?\W{0,3})?(?<!\d)(?<!\d[ .-])(\d(?:[ .-]?\d){10})(?![ .-]?\d)", re.ASCII)
AROUND = frozenset({"no", "nomor", "nomer", "kartu"})


class Kpj(Kind[str]):
    """Eleven digits: known alone only behind the word KPJ."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        for match in ELEVEN.finditer(text):
            said = tokens(text[:match.start(2)] + " " + text[match.end(2):])
            sure = Sure.ALONE if match[1] else Sure.ASKED if only(said, 0, 0, but=AROUND) else None
            if sure:
                yield Found(*match.span(2), re.sub(r"\D", "", match[2]), sure)

    def wrong(self, text: str, today: date) -> Refusal:
        count = len(re.findall(r"\d", text, re.ASCII))
        return Refusal("kpj", _("A KPJ has 11 digits; I counted %(count)s. It stands on the card, like 12345678901.")(count=count))

    def load(self, saved: str) -> str:
        if not re.fullmatch(r"\d{11}", saved, re.ASCII):
            raise ValueError(saved)
        return saved

    def say(self, value: str) -> str:
        return f"{'*' * 7}{value[-4:]}"
