"""A mobile number of Indonesia."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import phonenumbers

from bot.answers.nik import sixteens
from bot.answers.spelling import FILLERS, tokens
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.texts import _

NUMBER = re.compile(r"(?<![\d+])(?<!\d[.,])(?:\+?62[ .-]?(?:\(0\)|0)?[ .-]?|0[ .-]?)?(8(?:[ .-]{0,2}\d){8,11})(?![.,]?\d)", re.ASCII)
LEADS = FILLERS | frozenset("no nomor nomer nmr hp wa whatsapp telp tlp telepon telfon phone number : . -".split())


class Phone(Kind[str]):
    """Stored as +62812…; without its 0 or 62 in front it is a number only when asked for."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        for start, end, _digits in sixteens(text):
            text = text[:start] + "\n" * (end - start) + text[end:]
        for match in NUMBER.finditer(text):
            start, end = match.span()
            if number := _mobile(match[1]):
                rest = tokens(text[:start] + " " + text[end:])
                bare = Sure.ASKED if all(token.word in LEADS for token in rest) else Sure.MAYBE
                yield Found(start, end, number, bare if text[start] == "8" else Sure.ALONE)

    def wrong(self, text: str, today: date) -> Refusal:
        count = len(re.findall(r"\d", text, re.ASCII))
        if any(sixteens(text)):
            return Refusal("phone_nik", _("That looks like a NIK. A mobile number looks like 0812-3456-7890."))
        if not count:
            return Refusal("phone_none", _("Please write the mobile number, like 0812-3456-7890."))
        digits = _("A mobile number begins with 08 and has 10 to 13 digits, like 0812-3456-7890; I counted %(count)s.")
        return Refusal("phone", digits(count=count))

    def load(self, saved: str) -> str:
        if not re.fullmatch(r"\+628\d{8,11}", saved, re.ASCII):
            raise ValueError("not a mobile number")
        return saved

    def say(self, value: str) -> str:
        """Show the first four and the last four digits: 0812-****-0001."""
        return f"0{value[3:6]}-****-{value[-4:]}"


def _mobile(digits: str) -> str:
    number = phonenumbers.parse(re.sub(r"\D", "", digits), "ID")
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.MOBILE:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
