"""An enrolment's data in words, field by field."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.answers.addresses import Place
from bot.answers.gaps import Gap
from bot.answers.occupations import Work
from bot.answers.payer import Payer
from bot.answers.places import Home
from bot.answers.programs import Programs
from bot.flows.reactivation import BEFORE
from bot.flows.registration import SEX
from bot.texts import Rupiah, Text, Value, _

YES_NO = {True: _("Yes"), False: _("No")}
SECTORS = {"transport": _("Transport"), "other": _("Other")}


def _place(value: list[str]) -> Value:
    village, regency = value
    return Home().say(Place(village, regency))


def _money(value: Any) -> Value:
    return Rupiah(value) if isinstance(value, int) else value


SAID: Mapping[str, Callable[[Any], Value]] = {
    "born": lambda value: date.fromisoformat(value) if value[:4].isdigit() else value, "sex": SEX.say, "home": _place, "workplace": _place,
    "work": Work().say, "sector": lambda value: SECTORS.get(value, value), "income": _money, "base": _money,
    "employer": lambda value: YES_NO[value], "programs": Programs().say, "payer": Payer().say, "before": BEFORE.say,
    "unpaid_months": lambda value: "?" if value is None else Gap().say(value),
}


def said(name: str, value: Any) -> Text:
    """One field as it is read; what no longer reads like this is shown as it is."""
    try:
        found = SAID[name](value) if name in SAID else value
    except (ValueError, KeyError, TypeError, AttributeError):
        found = value
    return _("%(value)s")(value=found)
