"""A list of members that a body of government sends and pays for: each row becomes a form, or is refused."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from bot.answers.days import Day
from bot.answers.names import Name, titled
from bot.answers.occupations import OTHER, WAGE_EARNER, Work, sector
from bot.answers.payer import funds
from bot.answers.phones import Phone
from bot.answers.places import Regency, Village
from bot.flows.registration import SEX
from bot.rules import Rules
from bot.rules.eligibility import Verdict
from bot.rules.nik import BadNik, Flaw, Nik
from bot.sheets.columns import plain
from bot.sheets.reading import Number, Row
from storage.batches import Line, Why

PAYER, PROGRAMS = "government", 2       # APBD pays JKK and JKM
LOWEST = 0                              # income: nobody is asked, so it is the lowest tier
ROUNDED = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+", re.ASCII)
TAIL = re.compile(r"(?<=\d{16})[.,]0+$", re.ASCII)      # 3273010101850001.0, as a program writes a number
ALL = 5                                 # NIKs that don't all end in 0 by chance
SEXES = {**{plain(said): sex for said, sex in SEX.slang.items()}, "l": "M", "lk": "M", "p": "F", "pr": "F"}


class Terms(NamedTuple):
    """What holds for all of a list. body, document: who sends it, and the paper that says so; regency: of who has none in the row."""

    body: str
    document: str
    regency: str
    months: int

    @property
    def basis(self) -> str:
        return f"{self.body}, {self.document}"


class _Refused(Exception):
    def __init__(self, code: str, other: int = 0) -> None:
        super().__init__(code)
        self.why = Why(code, other)


def judged(rows: Iterable[Row], terms: Terms, rules: Rules, today: date, in_hand: Callable[[list[str]], set[str]]) -> Iterator[Line]:
    """Say of each row what form it makes, or why it makes none. in_hand: which NIKs need no second enrolment."""
    read = _Reader(terms, rules, today).read
    lines = [Line(row.number, *read(row.cells)) for row in rows]
    niks = [line.body["nik"] for line in lines if line.body]
    rounded = len(niks) >= ALL and all(nik.endswith("0") for nik in niks)
    there, first = in_hand(niks), dict[str, int]()
    for line in lines:
        nik = line.body["nik"] if line.body else ""
        if nik and rounded:
            yield Line(line.number, None, Why("nik_rounded"))
        elif nik in first:
            yield Line(line.number, None, Why("twice", first[nik]))
        elif nik in there:
            yield Line(line.number, None, Why("on_file"))
        else:
            yield line
        if nik:
            first.setdefault(nik, line.number)


class _Reader:
    """Reads the rows of one list; what many rows say alike is looked up once."""

    def __init__(self, terms: Terms, rules: Rules, today: date) -> None:
        self.terms, self.rules, self.today = terms, rules, today
        self._work, self._village = cache(self._read_work), cache(self._read_village)
        self._regency, self._bill = cache(self._read_regency), cache(self._price)

    def read(self, cells: Mapping[str, str]) -> tuple[dict[str, Any] | None, Why | None]:
        try:
            return self._form(lambda name: cells.get(name, "")), None
        except _Refused as refused:
            return None, refused.why

    def _form(self, cell: Callable[[str], str]) -> dict[str, Any]:
        nik = self._nik(cell("nik"))
        self._agrees(nik, cell("born"), cell("sex"))
        self._may_register(nik.born)
        work, note = self._work(cell("work"))
        home = [self._village(cell("village")), self._regency(cell("regency"))]
        phone = next((found.value for found in Phone().find(cell("phone"), self.today)), "")
        form = {"nik": nik.digits, "name": self._name(cell("name")), "born": nik.born.isoformat(), "sex": nik.sex, "phone": phone,
                "home": home, "work": work, "sector": sector(work), "workplace": home, **self._bill(sector(work)),
                "basis": self.terms.basis}
        return {**form, "note": note} if note else form

    def _nik(self, text: str) -> Nik:
        if not text:
            raise _Refused("nik_none")
        if isinstance(text, Number) or ROUNDED.fullmatch(text):
            raise _Refused("nik_rounded")
        digits = re.sub(r"[ .-]", "", TAIL.sub("", text))
        try:
            return self.rules.nik(digits, self.today)
        except BadNik as bad:
            raise _Refused(f"nik_{bad.flaw.value}", len(digits) if bad.flaw is Flaw.LENGTH else 0) from None

    def _agrees(self, nik: Nik, born: str, sex: str) -> None:
        """What the row says besides is what the NIK says."""
        if born:
            day = next((found.value for found in Day().find(born, self.today)), None)
            if day != nik.born:
                raise _Refused("born" if day else "day")
        if sex and SEXES.get(plain(sex), nik.sex) != nik.sex:
            raise _Refused("sex")

    def _may_register(self, born: date) -> None:
        law = self.rules.terms(self.today)
        match self.rules.may_register(born, self.today):
            case Verdict.TOO_YOUNG:
                raise _Refused("young", law.least_age)
            case Verdict.OFFICER:
                raise _Refused("minor", law.alone_from)
            case Verdict.TOO_OLD:
                raise _Refused("old", law.below)

    def _name(self, text: str) -> str:
        try:
            return Name().load(titled(re.sub(r"\.(?=\S)", ". ", text)))       # M.YUSUF
        except ValueError:
            raise _Refused("name") from None

    def _read_work(self, text: str) -> tuple[str, str]:
        """The code of an occupation; of one that we don't know, that it is another, and the words."""
        if not any(map(str.isalpha, text)):
            raise _Refused("work")
        if found := next(iter(Work().find(text, self.today)), None):
            return found.value, ""
        if Work().wrong(text, self.today).code == WAGE_EARNER:
            raise _Refused("wages")
        return OTHER, text

    def _read_village(self, text: str) -> str:
        return next((found.value for found in Village().find(text, self.today)), titled(text)) if text else ""

    def _read_regency(self, text: str) -> str:
        found = next((found.value for found in Regency().find(text, self.today)), "") if text else self.terms.regency
        if not found:
            raise _Refused("regency")
        return found

    def _price(self, sector: Any) -> dict[str, Any]:
        """What the price depends on, and the price by the rules of today."""
        months = self.terms.months
        quotes = self.rules.quotes(self.today, income=LOWEST, programs=PROGRAMS, months=months, sector=sector, funds=funds(PAYER))
        return {"income": LOWEST, "base": quotes[0].base, "employer": False, "programs": PROGRAMS, "months": months, "payer": PAYER,
                "quotes": [[[str(premium.month), premium.total] for premium in quote.months] for quote in quotes]}


def price(form: Mapping[str, Any]) -> int:
    """What the months of one form cost, rupiah."""
    return sum(total for _month, total in form["quotes"][0])
