"""Whether a member is covered, behind with paying, or out."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from bot.rules.months import months_after


class Standing(Enum):
    ACTIVE = "active"
    ARREARS = "arrears"     # whether accidents are covered meanwhile is written nowhere: never promise it
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Lapse:
    """What becomes of cover that is not paid for."""

    arrears_months: int         # so long can arrears be paid, from the day cover ended
    owed_after_lapse: bool      # must old arrears be paid to come back?
    fine: int                   # rupiah


def covered_until(since: date, months: int) -> date:
    """The last day of cover: whole months from day to day."""
    return months_after(since, months) - timedelta(days=1)


def standing(lapse: Lapse, covered_until: date, today: date) -> Standing:
    """Cover runs by whole months from day to day, through `covered_until`."""
    if today <= covered_until:
        return Standing.ACTIVE
    unpaid = covered_until + timedelta(days=1)
    return Standing.ARREARS if today < months_after(unpaid, lapse.arrears_months) else Standing.LAPSED


def months_owed(lapse: Lapse, covered_until: date, today: date) -> int:
    """How many months of arrears are to be paid; the one that has begun counts."""
    if standing(lapse, covered_until, today) is Standing.LAPSED and not lapse.owed_after_lapse:
        return 0
    unpaid = covered_until + timedelta(days=1)
    return sum(months_after(unpaid, n) <= today for n in range(lapse.arrears_months))
