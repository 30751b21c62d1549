"""A few plain kinds of answers, so that the engine is tested without the real ones."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.engine.messages import Choice
from bot.texts import Text, _


class Nik(Kind[str]):
    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        for match in re.finditer(r"(?<!\d)\d(?:[ .-]?\d){15}(?!\d)", text, re.ASCII):
            yield Found(*match.span(), re.sub(r"\D", "", match[0]), Sure.ALONE)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("digits", _("A NIK has 16 digits; I counted %(n)s.")(n=len(re.findall(r"[0-9]", text))))

    def load(self, saved: str) -> str:
        if not re.fullmatch(r"[0-9]{16}", saved):
            raise ValueError(saved)
        return saved


class Money(Kind[int]):
    """Whole rupiah; a bare number is an amount only when money was asked for."""

    numbered = False

    def find(self, text: str, today: date) -> Iterator[Found[int]]:
        for match in re.finditer(r"(?i)(rp\s?)?(?<!\d)(\d{1,3}(?:[ .]\d{3})+|\d+)(\s?(?:juta|jt|ribu|rb)\b)?(?!\d)", text, re.ASCII):
            unit = {"j": 1_000_000, "r": 1_000}.get((match[3] or " ").strip()[:1].lower(), 1)
            value = int(re.sub(r"\D", "", match[2])[:12]) * unit
            bare = Sure.ASKED if match[0].strip() == text.strip() else Sure.MAYBE
            yield Found(*match.span(), value, Sure.ALONE if match[1] or match[3] else bare)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("amount", _("Write the amount in numbers, for example 1500000."))

    def load(self, saved: str) -> int:
        return int(saved)


class Day(Kind[date]):
    def find(self, text: str, today: date) -> Iterator[Found[date]]:
        for match in re.finditer(r"\b(\d{1,2})[-/](\d{1,2})[-/](\d{4})\b|\b(\d{4})-(\d\d)-(\d\d)\b", text, re.ASCII):
            parts = [int(part) for part in match.groups() if part]
            try:
                day = date(*parts) if match[4] else date(*parts[::-1])
            except ValueError:
                continue
            if day < today:
                yield Found(*match.span(), day, Sure.ALONE)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("day", _("Write the day like 17-8-1990."))

    def load(self, saved: str) -> date:
        return date.fromisoformat(saved)


ASKING = re.compile(r"(?i)[?\d]|\b(apa|siapa|berapa|kapan|bagaimana|gimana|mau|minta|tolong|what|how|who|want)\b")


class Name(Kind[str]):
    """Free text is never sure: whatever else the message may be comes first."""

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        name = " ".join(text.split())
        if 2 <= len(name) <= 60 and len(name.split()) <= 5 and name.isprintable() and not ASKING.search(name):
            yield Found(0, len(text), name, Sure.MAYBE)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("name", _("Write your name as on your KTP."))

    def load(self, saved: str) -> str:
        return saved


class Code(Kind[str]):
    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        if match := re.fullmatch(r"\s*([A-Za-z]{2}\d{2})\s*", text, re.ASCII):
            yield Found(*match.span(1), match[1].upper(), Sure.ASKED)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("code", _("A code looks like AB12."))

    def load(self, saved: str) -> str:
        return saved


class Months(Kind[int]):
    """A number is an answer itself, so it is never the number of a button."""

    numbered = False
    choices = tuple(Choice(str(n), _("%(n)s months")(n=n)) for n in (2, 3, 6))

    def find(self, text: str, today: date) -> Iterator[Found[int]]:
        if (match := re.search(r"(?<!\d)(\d{1,2})( months)?(?!\d)", text, re.ASCII)) and 1 <= int(match[1]) <= 12:
            whole = match[0] == text.strip()
            yield Found(*match.span(), int(match[1]), Sure.ALONE if match[2] else Sure.ASKED if whole else Sure.MAYBE)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("months", _("Write a number from 1 to 12."))

    def load(self, saved: str) -> int:
        return int(saved)

    def say(self, value: int) -> Text:
        return _("%(n)s months")(n=value)
