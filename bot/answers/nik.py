"""The sixteen digits of a KTP."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.rules import nik
from bot.rules.nik import BadNik, Flaw
from bot.texts import Text, _

SIXTEEN = re.compile(r"(?<!\d)(?=([1-9](?:[ .-]?\d){15})(?!\d))", re.ASCII)
WORN = re.compile(r"(?<![^\W_])[\dOolIi]{16}(?![^\W_])", re.ASCII)
WORN_DIGITS = str.maketrans("OolIi", "00111")       # letters typed for digits

EXAMPLE = _("A NIK has 16 digits, like 3201xxxxxxxxxxxx on the KTP.")
FLAWS: dict[Flaw, Text] = {
    Flaw.PROVINCE: _("A NIK does not begin with 0. Please copy all 16 digits from the KTP."),
    Flaw.REGENCY: _("Digits 3 and 4 of this NIK cannot be 00. Please look at the KTP again."),
    Flaw.DISTRICT: _("Digits 5 and 6 of this NIK cannot be 00. Please look at the KTP again."),
    Flaw.DAY: _("Digits 7 and 8 of a NIK are the day of birth (for women plus 40). Please look at the KTP again."),
    Flaw.MONTH: _("Digits 9 and 10 of a NIK are the month of birth, 01 to 12. Please look at the KTP again."),
    Flaw.DATE: _("Digits 7 to 12 of a NIK are the birth date, and this date cannot be. Please look at the KTP again."),
    Flaw.SERIAL: _("A NIK does not end in 0000. Please look at the KTP again."),
}


class Nik(Kind[str]):
    """Sixteen digits whose parts can be; whether it exists only Dukcapil knows."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        for start, end, digits in sixteens(text):
            if not _flaw(digits, today):
                yield Found(start, end, digits, Sure.ALONE)
        for match in WORN.finditer(text):
            digits = match[0].translate(WORN_DIGITS)
            if not match[0].isdecimal() and not _flaw(digits, today):
                yield Found(*match.span(), digits, Sure.MAYBE)

    def wrong(self, text: str, today: date) -> Refusal:
        for _start, _end, digits in sixteens(text):
            if flaw := _flaw(digits, today):
                return Refusal(f"nik_{flaw.value}", FLAWS[flaw])
        count = len(re.findall(r"\d", text, re.ASCII))
        if count == 16 and re.match(r"\D*0", text, re.ASCII):
            return Refusal("nik_province", FLAWS[Flaw.PROVINCE])
        if not count:
            return Refusal("nik_none", EXAMPLE)
        length = _("A NIK has 16 digits; I counted %(count)s. Please copy it again, like 3201xxxxxxxxxxxx.")
        return Refusal("nik_length", length(count=count))

    def load(self, saved: str) -> str:
        if not re.fullmatch(r"[1-9]\d{15}", saved, re.ASCII):
            raise ValueError("not a NIK")
        return saved

    def say(self, value: str) -> str:
        return nik.mask(value)


def sixteens(text: str) -> Iterator[tuple[int, int, str]]:
    """Find what is shaped like a NIK, whether or not it can be one: start, end and digits."""
    after = 0
    for match in SIXTEEN.finditer(text):
        if match.start() >= after:
            after = match.end(1)
            yield match.start(), after, re.sub(r"\D", "", match[1])


def _flaw(digits: str, today: date) -> Flaw | None:
    try:
        nik.read(digits, today, {})
    except BadNik as bad:
        return bad.flaw
    return None
