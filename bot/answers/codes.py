"""Numbers that were given out: the KPJ on a BPJS Ketenagakerjaan card, the number of a receipt of ours."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.answers.nik import Nik
from bot.answers.spelling import only, tokens
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import _

ELEVEN = re.compile(r"(?i)(?:(\bkpj)\W{0,3}(?:saya|sy|no|nomor)?\W{0,3})?(?<!\d)(?<!\d[ .-])(\d(?:[ .-]?\d){10})(?![ .-]?\d)", re.ASCII)
NIKS = range(14, 19)        # so many digits were meant for a NIK
RECEIPT = re.compile(r"(?i)(?<![^\W_])([2-9A-HJKMNP-TV-Z]{4})[ -]([2-9A-HJKMNP-TV-Z]{4})(?![^\W_])", re.ASCII)
AROUND = frozenset({"no", "nomor", "nomer", "kartu"})


class Kpj(Kind[str]):
    """Eleven digits: known alone only behind the word KPJ."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        for match in ELEVEN.finditer(text):
            said = tokens(text[:match.start(2)] + " " + text[match.end(2):])
            like_a_phone = match[2].startswith("08")
            sure = Sure.ALONE if match[1] else Sure.MAYBE if like_a_phone else Sure.ASKED if only(said, 0, 0, but=AROUND) else None
            if sure:
                yield Found(*match.span(2), re.sub(r"\D", "", match[2]), sure)

    def wrong(self, text: str, today: date) -> Refusal:
        count = len(re.findall(r"\d", text, re.ASCII))
        if count in NIKS and not any(Nik().find(text, today)):
            return Nik().wrong(text, today)
        return Refusal("kpj", _("A KPJ has 11 digits; I counted %(count)s. It stands on the card, like 12345678901.")(count=count))

    def load(self, saved: str) -> str:
        if not re.fullmatch(r"\d{11}", saved, re.ASCII):
            raise ValueError(saved)
        return saved

    def say(self, value: str) -> str:
        return f"{'*' * 7}{value[-4:]}"


def receipt(text: str) -> str:
    """The receipt number in a field where nothing else may stand, so that it may be all letters; nothing if it is none."""
    match = RECEIPT.fullmatch(text.strip())
    return f"{match[1]}-{match[2]}".upper() if match else ""


class Receipt(Kind[str]):
    """Twice four letters and digits, at least one of them a digit, so that no two words are one."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        for match in RECEIPT.finditer(text):
            if re.search(r"\d", match[0], re.ASCII) and re.search(r"(?i)[A-Z]", match[0]):
                yield Found(*match.span(), f"{match[1]}-{match[2]}".upper(), Sure.ALONE)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("receipt", _("The receipt number stands in our message, like 2B4K-9QRT."))

    def load(self, saved: str) -> str:
        if not RECEIPT.fullmatch(saved):
            raise ValueError(saved)
        return saved
