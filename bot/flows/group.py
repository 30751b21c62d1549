"""What a list of people has in common: one item a person, their own data and base, one total."""
from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answers.either import FORGOTTEN, Either
from bot.answers.payer import funds
from bot.answers.phones import Phone
from bot.engine.kinds import OneOf, Refusal
from bot.engine.messages import digest
from bot.engine.steps import Step
from bot.flows import prices, status
from bot.flows.registration import Enrol, Registration
from bot.rules.eligibility import Verdict
from bot.rules.nik import mask
from bot.texts import Rupiah, Text, _

NO_PHONE = OneOf({FORGOTTEN: (_("No phone"), "tidak ada;ga ada;gak ada;tidak punya;ga punya;gak punya;nggak punya;"
                              "tidak punya hp;ga punya hp;gak punya hp;gapunya;tdk punya;tdk ada;no phone")})


@dataclass(frozen=True)
class EnrolAll:
    """Effect: a whole list, agreed to. receipt: what is said, but for its numbers, one line a person."""

    people: tuple[Enrol, ...]
    receipt: Text


class Person(Registration):
    """One of a list: what is asked is a registration's own; programs and months are the list's where it says so."""

    name      = Registration.name
    nik       = Step(Registration.nik.kind, _("What is the NIK on the KTP? (16 digits)"), label=_("NIK"),
                     check=lambda form, nik: form.wrong_nik(nik), ends=lambda form, nik: status.in_hand(form.world, nik) is not None)
    born      = Registration.born
    sex       = Registration.sex
    home      = Registration.home
    village   = Registration.village
    regency   = Registration.regency
    work      = Registration.work
    workplace = Registration.workplace
    income    = Registration.income
    days      = Registration.days
    monthly   = Registration.monthly
    phone     = Step(Either(Phone(), NO_PHONE), _("A phone number of their own? For example: 0812 3456 7890"), label=_("Phone"))

    @property
    def employer(self) -> str:      # type: ignore[override]
        return "no"

    @property
    def months(self) -> int:        # type: ignore[override]
        return int(self.parent.values["months"]) if self.parent else 1

    @property
    def payer(self) -> str:         # type: ignore[override]
        return str(getattr(self.parent, "payer", "sponsor"))

    @property
    def fits(self) -> bool:
        """Whether this form is the way in for them; who is too young, too old or sent already is not, and the others go on."""
        return not self.pending and not self.ended

    @property
    def facts(self) -> str:
        """The name of what a member agrees to: their data, programs and base."""
        bound = {name: value for name, value in self.plain.items() if name not in ("quotes", "months", "payer", "employer")}
        return digest(json.dumps(bound, sort_keys=True, default=str))

    @property
    def plain(self) -> dict[str, Any]:
        return {**super().plain, "phone": "" if self.phone == FORGOTTEN else self.phone}

    def wrong_nik(self, nik: str) -> Refusal | None:
        for number, other in enumerate(others(self), 1):
            if other is not self and other.values.get("nik") == nik:
                return Refusal("twice", _("This NIK is on the list already: number %(number)s, %(name)s. Please look again.")(
                    number=number, name=other.name))
        return super().wrong_nik(nik)

    def why_not(self) -> Text | None:
        """Say of who can't be sent by this form what becomes of it."""
        if one := status.in_hand(self.world, self.nik):
            return status.twice(self.world, one)
        if self.may_register is Verdict.TOO_YOUNG:
            return _("%(name)s: membership is possible from the age of %(age)s.")(name=self.name, age=self.terms.least_age)
        return _("%(name)s: because of the age an officer goes on with it and answers you here.")(name=self.name)


def others(person: Person) -> Sequence[Person]:
    """The list somebody stands on."""
    found: Sequence[Person] = person.parent.values[person.at.split("/")[-3]] if person.parent else ()
    return found


def lines(people: Sequence[Person]) -> tuple[Text, ...]:
    """The list as it is confirmed: who, which programs, what it costs; one total, and which price comes next."""
    line = _("%(number)s. %(name)s, NIK %(nik)s, %(work)s, %(programs)s programs: %(price)s")
    fit = [person for person in people if person.fits]
    said = [line(number=number, name=person.name, nik=mask(person.nik), work=person.said("work"), programs=person.programs,
                 price=Rupiah(person.quotes[0].total)) for number, person in enumerate(fit, 1)]
    later = [found for person in fit[:1] if (found := prices.later(person.quotes[0]))]
    return (*said, *(why for person in people if not person.fits and (why := person.why_not())), *later)


def total(people: Sequence[Person]) -> int:
    """What all who can be sent cost together for the months chosen, rupiah."""
    return sum(person.quotes[0].total for person in people if person.fits)


def enrolled(people: Sequence[Person], flow: str, saved: Mapping[str, tuple[str, str]], payer: str, **other: Any) -> tuple[Enrol, ...]:
    """An enrolment for each who can be sent. declared: whose own yes was given in front of the submitter."""
    declared = other.pop("declared", lambda person: True)
    return tuple(Enrol(person.plain, funds(payer), _("%(name)s: %(number)s")(name=person.name), flow, saved, item=person.at.rstrip("/"),
                       declared=declared(person), **other) for person in people if person.fits)
