"""SERTAKAN: somebody enrols one or many people who work for them or near them, and pays; the memberships are theirs."""
from __future__ import annotations

import json
from collections.abc import Iterator

from bot.answers.months import Months
from bot.answers.names import Name
from bot.engine.confirms import Confirm, Consent
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import Choice, OpenCase
from bot.engine.steps import Step
from bot.engine.unasked import Awaited, Each, Lookup
from bot.flows import group
from bot.flows.answers import some_places
from bot.flows.group import EnrolAll, Person
from bot.flows.registration import AGREE, CORRECT, READ_ALL, Registration
from bot.rules.eligibility import Verdict
from bot.texts import Rupiah, Text, _

HOW = OneOf({"link": (_("Send them a link"), "link;tautan;kirim link;kirim tautan;kirim;lewat link;send a link"),
             "yes": (_("Here with me: agreed"), "di sini;disini;ada di sini;sama saya;dia setuju;setuju;sudah setuju;orangnya di sini;"
                                           "here")}, alone=True)


class Helper(Person):
    """Somebody who helps in a house or works for somebody."""

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
    programs  = Registration.programs
    phone     = Person.phone
    agrees    = Confirm(lambda form: _("%(name)s has to agree as well: the membership is theirs, and only officers use the data. How?")(
                        name=form.name), HOW)
    code      = Lookup(lambda form: f"invite {form.facts} {form.invitation}", when=lambda form: form.agrees == "link")

    @property
    def invitation(self) -> str:
        """What they will be shown."""
        return json.dumps({"role": "member", "name": self.name, "programs": self.programs, "base": self.quotes[0].base,
                           "payer": self.parent.values["me"] if self.parent else ""})

    @property
    def agreed(self) -> bool:
        """Whether their own yes is there, to these very facts."""
        return not self.fits or self.agrees == "yes" or self.facts in self.world.facts.get("agreed", ())


class Sponsor(Flow):
    """One list, one total, and a yes of everybody whose membership it is."""

    consent = Consent(lambda form: form.consent_asked, AGREE, version="2026-11", extras=(READ_ALL,))
    me      = Step(Name(), _("What is your own name? The people you pay for see it"), label=_("Your name"))
    months  = Step(Months(), _("For how many months will you pay at once? Any number up to 12 is fine"), label=_("Months"))
    helpers = Each(Helper, add=_("Add a person"))
    confirm = Confirm(lambda form: form.summary, CORRECT)
    yeses   = Awaited(lambda form: form.waiting, until=lambda form: all(helper.agreed for helper in form.helpers),
                      extras=(Choice("open", _("Look again")), Choice("change", _("Change something")), Choice("menu", _("Later"))))

    def finish(self) -> Iterator[Text | EnrolAll | OpenCase]:
        if self.consent == "no":
            yield _("All right, nothing was kept. Write MENU whenever you change your mind.")
            return
        for helper in self.helpers:
            if not helper.fits and helper.may_register in (Verdict.OFFICER, Verdict.TOO_OLD):
                yield OpenCase("minor" if helper.may_register is Verdict.OFFICER else "over_age", form=helper.who)
        people = group.enrolled(self.helpers, self.key, self.saved, self.payer, declared=lambda helper: helper.agrees == "yes")
        if people:
            yield EnrolAll(people, self.receipt)
        else:
            yield _("Then there is nobody to send by this form.")

    payer = "sponsor"

    @property
    def consent_asked(self) -> Text:
        return _("You pay, the membership is theirs: we need the KTP data, work and income of each person, and each of them has to agree. "
                 "Only officers of %(office)s use the data, only for this; messages of WhatsApp and Telegram pass servers abroad, and they "
                 "may be seen, corrected or deleted at any time. Shall we begin?")(office=self.world.facts.get("office", ""))

    @property
    def summary(self) -> Text:
        return _("%(lines)s\nTogether %(total)s for %(months)s months, paid by %(me)s. Is this right?")(
            lines=group.lines(self.helpers), total=Rupiah(group.total(self.helpers)), months=self.months, me=self.me)

    @property
    def waiting(self) -> Text:
        """Whom we wait for, and what to send on to them."""
        where = self.world.facts.get("links", ())
        how = [_("%(name)s: %(links)s")(name=helper.name, links=tuple(f"{link}{helper.code}" for link in where)) if where else
               _("%(name)s writes to this bot: KODE %(code)s")(name=helper.name, code=helper.code)
               for helper in self.helpers if not helper.agreed]
        return _("Now we wait for their yes. Please send this on to them; it goes on by itself.\n%(how)s")(how=tuple(how))

    @property
    def receipt(self) -> Text:
        days = self.world.rules.promises.on(self.world.now.date()).value.working_days
        return _("Received, thank you!\n%(numbers)s\nAn officer registers them within %(days)s working days and tells you here. Then you "
                 "pay with each NIK, for example at %(places)s. When somebody leaves, the membership stays theirs and they can go on "
                 "paying.")(
            days=days, places=some_places(self.world))
