"""Flows that use every kind of step, for the engine's own tests."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.engine.confirms import Confirm, Consent
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf, Refusal
from bot.engine.messages import Choice
from bot.engine.steps import Step
from bot.engine.unasked import Each, Lookup, Tell
from bot.texts import Text, _
from tests.engine.kinds import Code, Day, Money, Months, Name, Nik


class Work(Enum):
    DRIVER = "driver"
    FARMER = "farmer"
    OTHER = "other"


AGREE = OneOf({"yes": (_("Yes"), "ya;iya"), "no": (_("No"), "tidak")})
SAVE = OneOf({True: (_("Yes"), "yes;ya;iya"), False: (_("No"), "no;tidak")})
WORK = OneOf({Work.DRIVER: (_("Driver"), "ojek;sopir"), Work.FARMER: (_("Farmer"), "tani;petani;buruh tani"),
              Work.OTHER: (_("Other work"), "lain")}, alone=True)
VEHICLE = OneOf({"motorbike": (_("Motorbike"), "motor"), "car": (_("Car"), "mobil")})


COST = Choice("about cost", _("What does it cost?"))


@dataclass(frozen=True)
class Rules:
    floor: int = 1_000_000
    factor: int = 1

    def premium(self, income: int, savings: bool) -> int:
        return self.factor * (max(10_000, income // 100) + 6_800 + (max(20_000, income // 50) if savings else 0))


@dataclass(frozen=True)
class Enrol:
    people: tuple[tuple[str, str], ...]     # NIK, name
    total: int                              # rupiah, all together


def birth(nik: str) -> date | None:
    try:
        return date(1900 + int(nik[10:12]), int(nik[8:10]), (int(nik[6:8]) - 1) % 40 + 1)
    except ValueError:
        return None


def enough(form: Flow, income: int) -> Refusal | None:
    if income < form.world.rules.floor:
        return Refusal("low", _("The lowest income we can register is %(floor)s.")(floor=form.world.rules.floor))
    return None


class Registration(Flow):
    """Enrol one worker."""

    subject = "name"

    intro   = Tell(_("Registering takes five minutes. Have your KTP ready."))
    consent = Consent(_("May we keep your details to register you?"), AGREE, version="1", extras=(Choice("about privacy", _("Read all")),))
    nik     = Step(Nik(), _("What is the NIK on your KTP? (16 digits)"), label=_("NIK"))
    name    = Step(Name(), _("What is your name, as on your KTP?"), label=_("Name"), extras=(COST,))
    born    = Step(Day(), _("When were you born?"), label=_("Birth date"), proposed=lambda form: birth(form.nik))
    work    = Step(WORK, _("What work do you do?"), label=_("Work"))
    vehicle = Step(VEHICLE, _("What do you drive?"), label=_("Vehicle"), when=lambda form: form.work is Work.DRIVER)
    income  = Step(Money(), _("About how much do you earn in a month?"), label=_("Income"), check=enough)
    savings = Step(SAVE, _("Do you want old-age savings too?"), label=_("Savings"))
    months  = Step(Months(), _("For how many months?"), label=_("Months"))
    confirm = Confirm(lambda form: _("%(name)s, NIK %(nik)s, born %(born)s%(assumed)s: %(total)s for %(months)s. Is this right?")(
                      name=form.name, nik=form.nik, born=form.born, total=form.total, months=form.said("months"),
                      assumed=_(" (from your NIK)") if form.by("born") == "proposed" else ""))

    @property
    def total(self) -> int:
        return int(self.world.rules.premium(self.income, self.savings)) * self.months

    def finish(self) -> Iterator[Text | Enrol]:
        if self.consent == "no":
            yield _("Nothing was kept. Write MENU when you change your mind.")
        else:
            yield _("Thank you! We will send your payment code here.")
            yield Enrol(((self.nik, self.name),), self.total)


class Helper(Flow):
    """One of those who help in a house."""

    subject = "name"

    name = Step(Name(), _("What is the helper's name?"), label=_("Name"))
    nik  = Step(Nik(), lambda form: _("What is %(name)s's NIK?")(name=form.name), label=_("NIK"))
    work = Step(WORK, lambda form: _("What work does %(name)s do?")(name=form.name), label=_("Work"))


class Household(Flow):
    """Enrol everybody who helps in a house: one list, one total, one yes."""

    consent = Consent(_("Did they all agree that we keep their details?"), AGREE, version="1")
    code    = Step(Code(), _("What code is on your letter?"), label=_("Code"))
    office  = Lookup(lambda form: f"office behind {form.code}")
    savings = Step(SAVE, lambda form: _("Letter from %(office)s. Old-age savings too?")(office=form.office), label=_("Savings"))
    helpers = Each(Helper, add=_("Add a helper"))
    confirm = Confirm(lambda form: _("%(helpers)s\nTogether %(total)s a month. Right?")(total=form.total, helpers=tuple(
                      _("%(name)s, NIK %(nik)s")(name=helper.name, nik=helper.nik) for helper in form.helpers)))

    @property
    def total(self) -> int:
        return len(self.helpers) * int(self.world.rules.premium(1_000_000, self.savings))

    def finish(self) -> Iterator[Text | Enrol]:
        if self.consent == "no":
            yield _("Nothing was kept.")
        else:
            yield _("Thank you! One payment code for all will come here.")
            yield Enrol(tuple((helper.nik, helper.name) for helper in self.helpers), self.total)


class Quote(Flow):
    """A form without a consent and without an effect."""

    note   = Tell(_("This is only an estimate."))
    work   = Step(WORK, _("Which work is it?"), label=_("Work"))
    income = Step(Money(), _("Earned how much?"), label=_("Income"), check=enough)

    def finish(self) -> Iterator[Text]:
        yield _("About %(premium)s a month.")(premium=self.world.rules.premium(self.income, False))


class Benefits(Flow):
    """A longer answer: which benefit, then what it is."""

    which = Step(OneOf({"jkk": (_("Accident"), ""), "jkm": (_("Death"), "")}), _("Which benefit?"))

    def finish(self) -> Iterator[Text]:
        yield _("Treatment without a limit.") if self.which == "jkk" else _("Money for your family.")
