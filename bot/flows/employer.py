"""Who has an employer, or is one: whose task registering is, and the way there."""
from __future__ import annotations

from collections.abc import Iterator

from bot.answers.heads import Heads
from bot.answers.phones import Phone
from bot.answers.tables import toml
from bot.answers.yes import YesNo
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import Begin, OpenCase
from bot.engine.steps import WORKER, Step
from bot.rules.months import Month
from bot.texts import Rupiah, Text, _

SAID = toml("choices")["employer"]
WHO = OneOf({"worker": (_("I get a wage"), SAID["worker"]), "owner": (_("I have employees"), SAID["owner"]),
             "former": (_("That job has ended"), SAID["former"])}, alone=True)
BOTH = YesNo(_("Yes, me too"), _("Not now"))
OWNER = {"employer": ("yes", WORKER), "programs": ("3", WORKER)}


class Employer(Flow):
    """An employee is sent to the employer, an employer to an officer; an owner may join for themselves."""

    who    = Step(WHO, _("Who gets a wage is registered by the employer (PU). This bot registers people who work for themselves (BPU). "
                         "Which one are you?"), proposed=lambda form: "owner" if "heads" in form.saved else None)
    heads  = Step(Heads(), _("The employer registers the employees, and an officer helps with it. How many people work for you? For "
                             "example: 5"), label=_("Number of employees"), when=lambda form: form.who == "owner")
    phone  = Step(Phone(), _("On which number may an officer call you about it? For example: 0812 3456 7890"), label=_("Phone"),
                  when=lambda form: form.who == "owner", proposed=lambda form: form.world.facts.get("phone"))
    myself = Step(BOTH, lambda form: form.offer, when=lambda form: form.who == "owner")

    def finish(self) -> Iterator[Text | OpenCase | Begin]:
        if self.who == "worker":
            yield _("Who gets a wage is registered by the employer (PU), who pays most of it: please ask for it there. If they don't, or "
                    "if you also have work of your own, write PETUGAS: an officer looks for a way.")
        elif self.who == "former":
            yield Begin("reactivation", {"before": ("employer", WORKER)})
        else:
            yield _("Noted for an officer: %(heads)s employees, phone %(phone)s. They will get in touch about the employees.")(
                heads=self.heads, phone=self.said("phone"))
            yield OpenCase("employer", form=(("employees", str(self.heads)), ("phone", self.phone)))
            if self.myself == "yes":
                yield Begin("registration", {**OWNER, "phone": (self.phone, WORKER)})

    @property
    def offer(self) -> Text:
        today = self.world.now.date()
        if not self.world.rules.must_take_jht(True, today):
            return _("As the owner you can register yourself here. Shall we?")
        month = self.world.rules.first_months(today)[0]
        price = self.world.rules.quote(month, income=0, programs=3, months=1, sector="other", funds="self").total
        return _("As the owner you can register yourself here, with all 3 programs: JHT savings are obligatory for an owner with "
                 "employees. From %(price)s for %(month)s, by your income. Shall we?")(price=Rupiah(price), month=Month.of(month.first))
