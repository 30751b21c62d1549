"""Who may register by themselves, who goes to an officer, and whom the law leaves out."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Verdict(Enum):
    """May this person be registered? A member who was below the limit when first paying goes on paying after it."""

    YES = "yes"
    OFFICER = "officer"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"


@dataclass(frozen=True)
class Terms:
    """The conditions of registering; ages in whole years."""

    least_age: int          # below it: a kind no, and nothing kept
    alone_from: int         # from `least_age` until here an officer registers, with a parent
    below: int              # not yet this old
    occupations: int        # kinds of work, at most
    owners_take_jht: bool   # an owner with employees joins JHT too


def age(born: date, on: date) -> int:
    """Whole years lived; who was born on 29 February grows older on 1 March in a common year."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def verdict(terms: Terms, born: date, on: date) -> Verdict:
    years = age(born, on)
    if years < terms.least_age:
        return Verdict.TOO_YOUNG
    if years >= terms.below:
        return Verdict.TOO_OLD
    return Verdict.YES if years >= terms.alone_from else Verdict.OFFICER
