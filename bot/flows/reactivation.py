"""Bring back a membership that lapsed: a request for the officers, never a second registration."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.answers.codes import Kpj
from bot.answers.either import FORGOT, FORGOTTEN, Either
from bot.answers.gaps import Gap
from bot.answers.nik import Nik
from bot.answers.occupations import sector
from bot.answers.payer import funds
from bot.answers.tables import toml
from bot.engine.kinds import OneOf, Refusal
from bot.engine.messages import OpenCase
from bot.engine.steps import Step
from bot.engine.unasked import Tell
from bot.flows import status
from bot.flows.answers import some_places
from bot.flows.registration import Enrol, Registration, summary
from bot.rules.months import months_after
from bot.rules.standing import Standing
from bot.texts import Text, _

SAID, ASKED = toml("choices")["before"], toml("choices")["before_asked"]
LABELS = {"self": _("I paid myself"), "employer": _("An employer paid")}
BEFORE = Either(OneOf({who: (label, SAID[who]) for who, label in LABELS.items()}, alone=True),
                OneOf({who: (label, ASKED[who]) for who, label in LABELS.items()}))


class Reactivation(Registration):
    """A former member, for themselves, with what a registration asks and an officer can't look up."""

    intro     = Tell(lambda form: form.terms_of_return)
    consent   = Registration.consent
    kpj       = Step(Either(Kpj(), FORGOT), _("What is the NIK on your KTP (16 digits)? The number on the old card (KPJ, 11 digits) will "
                                              "do too"), label=_("KPJ"), proposed=lambda form: FORGOTTEN if "nik" in form.saved else None)
    nik       = Step(Either(Nik(), FORGOT), _("And the NIK? It stands on the KTP and on the family card (KK), 16 digits"), label=_("NIK"),
                     check=lambda form, nik: form.wrong_nik(nik),
                     ends=lambda form, nik: nik == FORGOTTEN or status.in_hand(form.world, nik) is not None)
    born      = Registration.born
    gap       = Step(Either(Gap(), FORGOT), _("For how long has nothing been paid? For example: 5 bulan, 2 tahun, or sejak 2022"),
                     label=_("Not paid for"), ends=lambda form, gap: not form.lapsed)
    meant     = Tell(lambda form: form.what_lapsed_means)
    before    = Step(BEFORE, _("And who paid at that time?"), label=_("Paid by"))
    as_bpu    = Tell(_("Then you come back as one who works for themselves (BPU). The employer must first have ended the old membership; "
                       "the officer checks it, and tells you if the employer still has to."), when=lambda form: form.before == "employer")
    name      = Registration.name
    work      = Registration.work
    income    = Registration.income
    days      = Registration.days
    monthly   = Registration.monthly
    employer  = Registration.employer
    programs  = Registration.programs
    months    = Registration.months
    phone     = Registration.phone
    payer     = Registration.payer
    confirm   = Registration.confirm

    def finish(self) -> Iterator[Text | Enrol | OpenCase]:
        if self.values.get("nik") == FORGOTTEN:
            yield _("No matter: an officer looks it up with you and answers you here. Please have your KTP or family card (KK) at hand.")
            yield OpenCase("no_nik", form=(("kpj", self.kpj),) if self.kpj != FORGOTTEN else ())
        elif "gap" in self.values and not self.lapsed:
            yield _("By what you tell it has not lapsed yet: up to %(months)s months can still be paid with the NIK, for example at "
                    "%(places)s, without a fine. Whether an accident meanwhile is covered is written nowhere clearly, so please don't "
                    "wait. If JMO or 175 says it is no longer active, write PETUGAS.")(
                        months=self.law.arrears_months, places=some_places(self.world))
        elif "confirm" in self.values:
            yield Enrol(self.plain, funds(self.payer), self.receipt, self.key, self.saved, kind="reactivation")
        else:       # no consent, in hand already, too young or too old
            yield from super().finish()

    @property
    def law(self) -> Any:
        return self.world.rules.lapse(self.today)

    @property
    def lapsed(self) -> bool:
        """Whether it is out, by what is told; who forgot since when is taken for it, and an officer looks."""
        if self.gap == FORGOTTEN:
            return True
        return self.world.rules.standing(months_after(self.today, -self.gap), self.today) is Standing.LAPSED

    def wrong_nik(self, nik: str) -> Refusal | None:
        return None if nik == FORGOTTEN else super().wrong_nik(nik)

    @property
    def terms_of_return(self) -> Text:
        if self.law.owed_after_lapse or self.law.fine:
            return _("Welcome back! An officer tells you what is to be paid for the time before.")
        return _("Welcome back! After more than %(months)s months unpaid a membership lapses. Old arrears are then not collected, and "
                 "there is no fine: you pay from now on.")(months=self.law.arrears_months)

    @property
    def what_lapsed_means(self) -> Text:
        if self.gap == FORGOTTEN:
            return _("The officer looks since when. If it has lapsed, there is no cover until you pay again; whether the months before "
                     "still count for the death benefit and for scholarships is not certain.")
        return _("Lapsed means: no cover now, until you pay again. Whether the months before still count for the death benefit and for "
                 "scholarships is not certain; the officer or 175 can tell.")

    @property
    def consent_asked(self) -> Text:
        return _("To bring your membership back we need details from your KTP or card, your work and your income, and your phone number. "
                 "Only officers of %(office)s use them, only for this; messages of WhatsApp and Telegram pass servers abroad, and you may "
                 "see, correct or delete your data at any time. Do you agree?")(office=self.world.facts.get("office", ""))

    @property
    def summary(self) -> Text:
        card = [_("KPJ %(kpj)s")(kpj=self.said("kpj"))] if self.kpj != FORGOTTEN else []
        gap = _("since when unpaid: not known") if self.gap == FORGOTTEN else _("unpaid for %(gap)s")(gap=self.said("gap"))
        before = _("Member before: %(gap)s. %(before)s")(gap=gap, before=self.said("before"))
        return _("%(lines)s\nIs this right?")(lines=summary(self, *card, before))

    @property
    def receipt(self) -> Text:
        days = self.world.rules.promises.on(self.today).value.working_days
        return _("Received, thank you! Your receipt number: %(number)s\nAn officer checks the old membership and brings it back within "
                 "%(days)s working days, and tells you here. Then you pay with your NIK, for example at %(places)s; the bill there "
                 "decides. Cover starts when the contribution is paid, not before.")(days=days, places=some_places(self.world))

    @property
    def plain(self) -> dict[str, Any]:
        card = {"kpj": self.kpj} if self.kpj != FORGOTTEN else {}
        return {
            "nik": self.nik, **card, "name": self.name, "born": self.born.isoformat(), "phone": self.phone,
            "unpaid_months": None if self.gap == FORGOTTEN else self.gap, "before": self.before, "work": self.work,
            "sector": sector(self.work), **self.bill}
