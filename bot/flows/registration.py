"""Enrol one worker as a BPU member, from consent to a receipt."""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from bot.answers.addresses import Place
from bot.answers.days import Day
from bot.answers.months import Months
from bot.answers.names import Name
from bot.answers.nik import Nik
from bot.answers.occupations import sector
from bot.answers.payer import Payer, funds
from bot.answers.phones import Phone
from bot.answers.places import Home, Regency, Village
from bot.answers.programs import Programs
from bot.answers.yes import YesNo
from bot.engine.confirms import Confirm, Consent
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf, Refusal
from bot.engine.messages import Choice, OpenCase, digest
from bot.engine.steps import PROPOSED, WORKER, Step
from bot.engine.unasked import Lookup
from bot.flows import earning, prices, status
from bot.flows.answers import some_places
from bot.rules.eligibility import Terms, Verdict
from bot.rules.nik import BadNik, mask
from bot.rules.quotes import Quote
from bot.texts import Rupiah, Text, _, listed

SEX = OneOf({"F": (_("Woman"), "perempuan;wanita;cewek"), "M": (_("Man"), "laki-laki;laki;pria;lelaki;cowok")})
YES_NO = YesNo(_("Yes"), _("No"))
AGREE = YesNo(_("I agree"), _("No"), clear=True)
CORRECT = YesNo(_("Yes, correct"), _("Change something"), clear=True)
READ_ALL = Choice("about privacy", _("Read in full"))


@dataclass(frozen=True)
class Enrol:
    """Effect: a complete form, agreed to. form: plain data; receipt: what is said, but for its number.

    flow, answers: the form as it was filled in, to be mended if officers send it back. item: whom of a list it is for.
    declared: the member's own yes was given in front of the submitter, and not in a talk.
    """

    form: Mapping[str, Any]
    funds: str
    receipt: Text
    flow: str
    answers: Mapping[str, tuple[str, str]]
    kind: str = "registration"
    item: str = ""
    referral: str = ""
    declared: bool = False


class Registration(Flow):
    """One worker, for themselves."""

    subject = "name"

    consent   = Consent(lambda form: form.consent_asked, AGREE, version="2026-11", extras=(READ_ALL,))
    nik       = Step(Nik(), _("What is the NIK on your KTP? (16 digits)"), label=_("NIK"), check=lambda form, nik: form.wrong_nik(nik),
                     ends=lambda form, nik: status.in_hand(form.world, nik) is not None)
    born      = Step(Day(), _("When were you born? For example: 17-8-1985"), label=_("Birth date"),
                     proposed=lambda form: form.read_nik.born, ends=lambda form, born: form.may_register is not Verdict.YES)
    sex       = Step(SEX, _("Woman or man, as on your KTP?"), label=_("Sex"), proposed=lambda form: form.read_nik.sex)
    name      = Step(Name(), _("What is your full name, as on your KTP?"), label=_("Name"))
    home      = Step(Home(), _("Where do you live? Village, and kabupaten or kota. For example: Latuhalat, Ambon"), label=_("Home"))
    village   = Step(Village(), lambda form: _("Which village or kelurahan in %(place)s?")(place=form.said("home")),
                     when=lambda form: not form.home.village)
    regency   = Step(Regency(), lambda form: _("In which kabupaten or kota is %(place)s?")(place=form.said("home")),
                     when=lambda form: not form.home.regency)
    work      = earning.work()
    workplace = Step(Home(), _("Where do you work? Village, and kabupaten or kota"), label=_("Place of work"),
                     proposed=lambda form: form.residence)
    income    = earning.income()
    days      = earning.days()
    monthly   = earning.monthly()
    employer  = Step(YES_NO, _("Do you pay others to work for you?"), label=_("Employees"), proposed=lambda form: "no")
    programs  = Step(Programs(), lambda form: form.programs_asked, label=_("Programs"),
                     check=lambda form, number: form.wrong_programs(number))
    months    = Step(Months(), _("For how many months will you pay at once? Any number up to 12 is fine"), label=_("Months"))
    phone     = Step(Phone(), _("What is your mobile number? For example: 0812 3456 7890"), label=_("Phone"),
                     proposed=lambda form: form.world.facts.get("phone"))
    payer     = Step(Payer(), _("Who pays the contribution?"), label=_("Payer"), proposed=lambda form: "self")
    confirm   = Confirm(lambda form: form.summary, CORRECT)
    asked     = Lookup(lambda form: f"invite {form.payer_facts} {form.payer_invited}", when=lambda form: form.payer == "sponsor")

    def finish(self) -> Iterator[Text | Enrol | OpenCase]:
        if self.consent == "no":
            yield _("All right, nothing was kept. Write MENU whenever you change your mind.")
        elif one := status.in_hand(self.world, self.nik):
            yield status.twice(self.world, one)
        elif self.may_register is Verdict.TOO_YOUNG:
            yield _("Thank you for asking. Membership is possible from the age of %(age)s, so we kept nothing.")(age=self.terms.least_age)
        elif self.may_register is Verdict.OFFICER:
            yield _("Under %(age)s an officer registers you, together with a parent, and will answer you here.")(age=self.terms.alone_from)
            yield OpenCase("minor", form=self.who)
        elif self.may_register is Verdict.TOO_OLD:
            yield _("New members must be under %(age)s. If you were a member before, an officer looks for a way and answers you here.")(
                age=self.terms.below)
            yield OpenCase("over_age", form=self.who)
        else:
            yield Enrol(self.plain, funds(self.payer), self.receipt, self.key, self.saved)
            if self.payer == "sponsor":
                yield _("Please ask who pays to write to this bot: KODE %(code)s. They see your name, the programs and the amount.")(
                    code=self.asked)

    @property
    def today(self) -> date:
        return self.world.now.date()

    @property
    def terms(self) -> Terms:
        terms: Terms = self.world.rules.terms(self.today)
        return terms

    @cached_property
    def read_nik(self) -> Any:
        return self.world.rules.nik(self.nik, self.today)

    def wrong_nik(self, nik: str) -> Refusal | None:
        try:
            self.world.rules.nik(nik, self.today)
        except BadNik:
            return Nik().wrong(nik, self.today)
        return None

    @property
    def may_register(self) -> Verdict:
        return Verdict(self.world.rules.may_register(self.born, self.today))

    def wrong_programs(self, number: int) -> Refusal | None:
        if number == 2 and self.world.rules.must_take_jht(self.employer == "yes", self.today):
            return Refusal("owner", _("Who pays others to work takes all 3 programs, JHT too. Please choose 3."))
        return None

    @property
    def residence(self) -> Place:
        """Home, with what was asked for besides."""
        return Place(self.home.village or self.village, self.home.regency or self.regency)

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        return earning.quotes(self, self.programs, self.months, self.payer)

    @property
    def consent_asked(self) -> Text:
        return _("To register you we need details from your KTP, your work and your income, and your phone number. Only officers of "
                 "%(office)s use them, only for this; messages of WhatsApp and Telegram pass servers abroad, and you may see, correct or "
                 "delete your data at any time. Do you agree?")(office=self.world.facts.get("office", ""))

    @property
    def programs_asked(self) -> Text:
        two, three = (prices.total(earning.quotes(self, number, 1)) for number in (2, 3))
        return _("Your contribution base is %(base)s a month. Choose: 2 programs, accident (JKK) and death (JKM), %(two)s; or 3 "
                 "programs, with old-age savings (JHT), %(three)s.")(base=Rupiah(earning.tier(self).base), two=two, three=three)

    @property
    def summary(self) -> Text:
        return _("%(lines)s\nIs this right?")(lines=summary(self, _("Home: %(home)s")(home=Home().say(self.residence))))

    @property
    def receipt(self) -> Text:
        days = self.world.rules.promises.on(self.today).value.working_days
        return _("Received, thank you! Your receipt number: %(number)s\nAn officer registers you in the official system within %(days)s "
                 "working days and tells you here. Then you pay with your NIK, for example at %(places)s. Cover starts when the "
                 "contribution is paid, not before.")(days=days, places=some_places(self.world))

    @property
    def payer_facts(self) -> str:
        return digest("payer", self.nik, self.payer_invited)

    @property
    def payer_invited(self) -> str:
        """What somebody is shown who is to pay: never the NIK nor the income."""
        return json.dumps({"role": "payer", "name": self.name, "payer": self.name, "programs": self.programs, "months": self.months,
                           "total": self.quotes[0].total})

    @property
    def who(self) -> tuple[tuple[str, str], ...]:
        """What an officer needs who takes over before the form is complete."""
        return (("nik", self.nik), ("born", self.born.isoformat()))

    @property
    def plain(self) -> dict[str, Any]:
        """All that an officer needs, as plain data; the prices are those agreed to."""
        return {
            "nik": self.nik, "name": self.name, "born": self.born.isoformat(), "sex": self.sex, "phone": self.phone,
            "home": [self.residence.village, self.residence.regency], "work": self.work, "sector": sector(self.work),
            "workplace": [self.workplace.village, self.workplace.regency], **self.bill}

    @property
    def bill(self) -> dict[str, Any]:
        """What the price depends on, and the price agreed to."""
        return {
            "income": earning.rupiah(self), "base": self.quotes[0].base, "employer": self.employer == "yes",
            "programs": self.programs, "months": self.months, "payer": self.payer,
            "quotes": [[[str(premium.month), premium.total] for premium in quote.months] for quote in self.quotes],
        }


def summary(form: Registration, *whose: Text) -> tuple[Text, ...]:
    """Say line by line what a yes will hold for: who, what, the price, and what nobody was asked; whose: lines about the member."""
    quote = form.quotes[0]
    full = form.world.rules.benefits(quote.base, form.today).jkm.full_after_months
    programs = _("JKK + JKM + JHT") if form.programs == 3 else _("JKK + JKM")
    lines = [
        _("%(name)s")(name=form.name),
        _("NIK %(nik)s, phone %(phone)s")(nik=mask(form.nik), phone=form.said("phone")),
        *whose,
        _("Work: %(work)s")(work=form.said("work")),
        _("%(programs)s, base %(base)s a month")(programs=programs, base=Rupiah(quote.base)),
        prices.total(form.quotes),
        *([later] if (later := prices.later(quote)) else []),
        *([_("JKM pays in full only after %(months)s months in a row.")(months=full)] if form.months < full else []),
    ]
    assumed = []
    for name, line in (("born", _("born %(value)s")), ("sex", _("%(value)s")), ("workplace", _("works near home")),
                       ("employer", _("pays nobody to work")), ("payer", _("pays the contribution themselves"))):
        if name not in form.values:
            continue
        if form.by(name) == PROPOSED:
            assumed.append(line(value=form.said(name)) if line.msgid.count("%") else line)
        elif name in ("employer", "payer") or form.by(name) != WORKER:     # what an officer filled in the worker has not read yet
            lines.append(_("%(label)s: %(value)s")(label=vars(Registration)[name].label, value=form.said(name)))
    return (*lines, *([_("Assumed: %(assumed)s")(assumed=listed(assumed))] if assumed else []))
