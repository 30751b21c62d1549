"""A list, one person after another: a village secretary or an agent enrols many, and says once that each of them agreed."""
from __future__ import annotations

from collections.abc import Iterator

from bot.answers.either import FORGOTTEN, Either
from bot.answers.months import Months
from bot.answers.payer import Payer
from bot.answers.programs import Programs
from bot.answers.referrals import Referral
from bot.engine.confirms import Confirm, Consent
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import OpenCase
from bot.engine.steps import Step
from bot.engine.unasked import Each
from bot.flows import group
from bot.flows.answers import some_places
from bot.flows.group import EnrolAll, Person
from bot.flows.registration import AGREE, CORRECT, READ_ALL
from bot.rules.eligibility import Verdict
from bot.texts import Rupiah, Text, _

NO_CODE = OneOf({FORGOTTEN: (_("No code"), "tidak ada;ga ada;gak ada;tidak;gak;ga;nggak;no;lewati;skip;tidak punya")})


class Villager(Person):
    """One of the list."""

    subject = "name"

    name      = Person.name
    nik       = Person.nik
    born      = Person.born
    sex       = Person.sex
    home      = Person.home
    village   = Person.village
    regency   = Person.regency
    work      = Person.work
    workplace = Person.workplace
    income    = Person.income
    days      = Person.days
    monthly   = Person.monthly
    phone     = Person.phone

    @property
    def programs(self) -> int:      # type: ignore[override]
        return int(self.parent.values["programs"]) if self.parent else 2


class Roster(Flow):
    """What all share is asked once."""

    consent  = Consent(lambda form: form.consent_asked, AGREE, version="2026-11", extras=(READ_ALL,))
    programs = Step(Programs(), _("Which programs for all of them? 2: accident (JKK) and death (JKM); 3: old-age savings (JHT) too"),
                    label=_("Programs"))
    months   = Step(Months(), _("For how many months will be paid at once? Any number up to 12 is fine"), label=_("Months"))
    payer    = Step(Payer(), _("Who pays for them?"), label=_("Payer"))
    referral = Step(Either(Referral(), NO_CODE), _("Do you have an agent's code (Perisai)? If not, choose No code"),
                    label=_("Agent's code"))
    people   = Each(Villager, add=_("Next person"))
    confirm  = Confirm(lambda form: form.summary, CORRECT)

    def finish(self) -> Iterator[Text | EnrolAll | OpenCase]:
        if self.consent == "no":
            yield _("All right, nothing was kept. Write MENU whenever you change your mind.")
            return
        for person in self.people:
            if not person.fits and person.may_register in (Verdict.OFFICER, Verdict.TOO_OLD):
                yield OpenCase("minor" if person.may_register is Verdict.OFFICER else "over_age", form=person.who)
        code = "" if self.referral == FORGOTTEN else self.referral
        if people := group.enrolled(self.people, self.key, self.saved, self.payer, referral=code):
            yield EnrolAll(people, self.receipt)
        else:
            yield _("Then there is nobody to send by this form.")

    @property
    def consent_asked(self) -> Text:
        return _("You enter each person's KTP data, work and income, and declare that each of them agreed to it and to the membership. "
                 "Only officers of %(office)s use the data, only for this; messages of WhatsApp and Telegram pass servers abroad, and it "
                 "may be seen, corrected or deleted at any time. Do you declare this?")(office=self.world.facts.get("office", ""))

    @property
    def summary(self) -> Text:
        return _("%(lines)s\nSo far %(count)s people, together %(total)s for %(months)s months. Next person, or is the list complete?")(
            lines=group.lines(self.people), count=sum(person.fits for person in self.people), total=Rupiah(group.total(self.people)),
            months=self.months)

    @property
    def receipt(self) -> Text:
        days = self.world.rules.promises.on(self.world.now.date()).value.working_days
        return _("Received, thank you!\n%(numbers)s\nAn officer registers them within %(days)s working days and tells you here. Then it is "
                 "paid with each NIK, for example at %(places)s. Cover starts when the contribution is paid.")(
            days=days, places=some_places(self.world))
