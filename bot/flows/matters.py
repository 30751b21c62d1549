"""What a case is about, in the few words by which an office divides its work: read off the reason for which it was opened."""
from __future__ import annotations

from collections.abc import Mapping

OTHER = "other"
MATTERS: Mapping[str, tuple[str, ...]] = {
    "enrolment": ("enrolment", "minor", "over_age", "lost_kpj", "no_nik", "employer", "collective"),
    "payment": ("payment",),
    "claim": ("claim", "claim_jht", "claim_accident", "claim_death", "claim_school", "accident", "death"),
    "complaint": ("complaint", "fraud"),
    "data": ("erase", "withdraw", "correct", "identity", "wrong_number"),
    OTHER: ("asked", "despair"),
}


def matter(reason: str) -> str:
    """The matter of a reason; of one that nobody has put anywhere, any other."""
    return next((name for name, reasons in MATTERS.items() if reason in reasons), OTHER)
