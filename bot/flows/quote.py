"""Say a price without any personal data, and go straight on into registration."""
from __future__ import annotations

from collections.abc import Iterator

from bot.answers.months import Months
from bot.answers.programs import Programs
from bot.answers.yes import slang
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import Begin
from bot.engine.steps import Step
from bot.engine.unasked import Tell
from bot.flows import earning, prices
from bot.flows.answers import ANSWERS
from bot.texts import Rupiah, Text, _

CARRIED = ("work", "income", "days", "monthly", "programs", "months")
NOT_SAID = 0
GO_ON = OneOf({"yes": (_("Register"), "ya;iya;mau;daftar;mau daftar;lanjut;gas;boleh;yes"),
               "no": (_("Not now"), slang("no"))})


class Quote(Flow):
    """The price of one worker: work and income are enough, and neither says who it is."""

    intro    = Tell(lambda form: ANSWERS["quote"](form.world), when=lambda form: not earning.known(form))
    work     = earning.work()
    income   = earning.income()
    days     = earning.days()
    monthly  = earning.monthly()
    programs = Step(Programs(), _("Which programs?"), proposed=lambda form: NOT_SAID)
    months   = Step(Months(), _("For how many months?"), proposed=lambda form: 1)
    go_on    = Step(GO_ON, lambda form: form.price)

    @property
    def price(self) -> Text:
        numbers = (self.programs,) if self.programs != NOT_SAID else (2, 3)
        quotes = {number: earning.quotes(self, number, self.months) for number in numbers}
        line = _("%(programs)s: %(price)s")
        lines = [line(programs=Programs().say(number), price=prices.total(found)) for number, found in quotes.items()]
        later = prices.later(quotes[numbers[0]][0])
        return _("Contribution base %(base)s a month.\n%(lines)s\nShall I register you?")(
            base=Rupiah(earning.tier(self).base), lines=(*lines, *([later] if later else [])))

    def finish(self) -> Iterator[Text | Begin]:
        if self.go_on == "no":
            yield _("All right. Write DAFTAR whenever you like.")
        else:
            yield Begin("registration", {name: self.saved[name] for name in CARRIED if name in self.saved})
