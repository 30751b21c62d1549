"""The yes of somebody whom another wants to register and pay for, or of who is to pay: given in their own talk."""
from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.answers.invitations import Code
from bot.engine.confirms import Confirm
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.steps import Step
from bot.engine.unasked import Lookup
from bot.texts import Rupiah, Text, _

OWN, NONE = "own", ""       # a code that is one's own, and one that nobody gave out
ANSWER = OneOf({"yes": (_("I agree"), "setuju;saya setuju;iya setuju;ya setuju;ya saya setuju;agree;i agree"),
                "refuse": (_("I don't agree"), "tidak;tidak setuju;gak setuju;ga setuju;nggak;jangan;tidak mau;gak mau;ga mau;no")})


@dataclass(frozen=True)
class Answered:
    """Effect: an invitation was answered."""

    code: str
    yes: bool


class Agreement(Flow):
    """What is to be agreed to is shown, and nothing else of whoever asks."""

    code  = Step(Code(), _("Please write the code that you were sent. For example: KODE K7QM-2RTX"))
    found = Lookup(lambda form: f"invitation {form.code}", ends=lambda form, found: found in (OWN, NONE))
    yes   = Confirm(lambda form: form.asked, ANSWER)

    def finish(self) -> Iterator[Text | Answered]:
        if self.found == OWN:
            yield _("This code is for the other person: please send it on to them. They write it here from their own number.")
        elif self.found == NONE:
            yield _("We don't know this code, or it is too old. Please ask for a new one.")
        elif self.yes == "yes":
            yield _("Thank you, noted. We tell %(payer)s, and an officer goes on with it.")(payer=self.said_there["payer"])
            yield Answered(self.code, True)
        else:
            yield _("All right, then nothing is sent. We only tell %(payer)s that you don't agree.")(payer=self.said_there["payer"])
            yield Answered(self.code, False)

    @property
    def said_there(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.found)
        return said

    @property
    def asked(self) -> Text:
        said, office = self.said_there, self.world.facts.get("office", "")
        programs = _("JKK + JKM + JHT") if said["programs"] == 3 else _("JKK + JKM")
        if said["role"] == "payer":
            return _("%(payer)s asks you to pay the contribution of %(name)s: %(programs)s, %(total)s for %(months)s months. From the "
                     "amount one can tell roughly what %(name)s earns. The membership is theirs. Do you agree?")(
                payer=said["payer"], name=said["name"], programs=programs, total=Rupiah(said["total"]), months=said["months"])
        return _("%(payer)s wants to register you, %(name)s, with BPJS Ketenagakerjaan and pay for it: %(programs)s, base %(base)s a "
                 "month. The membership is yours, also when you leave; only officers of %(office)s use your data, only for this. Do you "
                 "agree?")(payer=said["payer"], name=said["name"], programs=programs, base=Rupiah(said["base"]), office=office)
