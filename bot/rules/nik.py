"""The shape of a NIK: what its sixteen digits say and which of them cannot be; only Dukcapil knows whether it exists."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

FEMALE = 40     # is added to a woman's day of birth


class Flaw(Enum):
    """Which part of a NIK cannot be."""

    LENGTH = "length"           # not sixteen digits
    PROVINCE = "province"       # begins with 0
    REGENCY = "regency"         # 00
    DISTRICT = "district"       # 00
    DAY = "day"                 # neither 01-31 nor 41-71
    MONTH = "month"             # not 01-12
    DATE = "date"               # such as 31 February, or a day still to come
    SERIAL = "serial"           # 0000


class BadNik(ValueError):
    """These digits are no NIK. It never holds the digits themselves."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(f"The {flaw.value} of this NIK cannot be.")
        self.flaw = flaw


@dataclass(frozen=True)
class Nik:
    """A NIK of the right shape. Its regions are those of the first issue: they change neither with a move nor with a split."""

    digits: str
    born: date
    sex: Literal["F", "M"]
    province: str | None        # its name; none: not one of today's codes, which is worth a look and no refusal

    def __str__(self) -> str:
        return mask(self.digits)


def read(digits: str, today: date, provinces: Mapping[str, str]) -> Nik:
    """Read sixteen digits, separators already gone; BadNik says what is wrong. Nobody is over a hundred."""
    if not re.fullmatch(r"\d{16}", digits, re.ASCII):
        raise BadNik(Flaw.LENGTH)
    province, regency, district, day, month, year = (int(digits[at:at + 2]) for at in range(0, 12, 2))
    for flaw, wrong in ((Flaw.PROVINCE, province < 10), (Flaw.REGENCY, not regency), (Flaw.DISTRICT, not district),
                        (Flaw.DAY, not 1 <= day <= 31 and not 1 <= day - FEMALE <= 31), (Flaw.MONTH, not 1 <= month <= 12),
                        (Flaw.SERIAL, digits.endswith("0000"))):
        if wrong:
            raise BadNik(flaw)
    female = day > FEMALE
    century = 2000 if year <= today.year % 100 else 1900
    try:
        born = date(century + year, month, day - FEMALE if female else day)
    except ValueError:
        raise BadNik(Flaw.DATE) from None
    if born > today:
        raise BadNik(Flaw.DATE)
    return Nik(digits, born, "F" if female else "M", provinces.get(digits[:2]))


def mask(nik: str) -> str:
    """Show enough of a NIK to recognise one's own: 3201********9901."""
    return f"{nik[:4]}{'*' * 8}{nik[-4:]}"
