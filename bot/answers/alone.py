"""What a message answers without being asked, as plain data for programs."""
from __future__ import annotations

from datetime import date
from typing import Any

from bot.answers.addresses import Place
from bot.answers.days import Day
from bot.answers.money import Earning, Income
from bot.answers.months import Months
from bot.answers.nik import Nik
from bot.answers.occupations import Work
from bot.answers.payer import Payer
from bot.answers.phones import Phone
from bot.answers.places import Home
from bot.answers.programs import Programs
from bot.answers.working_days import WorkingDays
from bot.engine.kinds import Kind, Sure
from bot.rules.nik import mask

KINDS: dict[str, Kind[Any]] = {
    "nik": Nik(), "phone": Phone(), "born": Day(), "home": Home(), "work": Work(), "income": Income(), "days": WorkingDays(),
    "programs": Programs(), "months": Months(), "payer": Payer(),
}


def known(text: str, today: date) -> dict[str, Any]:
    """Give what is known for what it is without its question; amounts in rupiah per `per`, the NIK masked."""
    found: dict[str, Any] = {}
    for name, kind in KINDS.items():
        if hit := next((hit for hit in kind.find(text, today) if hit.sure is Sure.ALONE), None):
            found |= _plain(name, hit.value)
            text = text[:hit.start] + "\n" + text[hit.end:]
    return found


def _plain(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, Earning):
        return {name: value.amount, "per": value.per}
    if isinstance(value, Place):
        return {name: {"village": value.village, "regency": value.regency}}
    if name == "nik":
        return {name: mask(value)}
    return {name: value if isinstance(value, int) else str(value)}
