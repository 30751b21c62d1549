"""Where and how to pay, and what somebody tells of a payment they made."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.answers.codes import Receipt
from bot.answers.either import FORGOT, FORGOTTEN, Either
from bot.answers.payments import PaidAt, PaidOn, PaidSum
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import Choice, OpenCase
from bot.engine.steps import Step
from bot.flows.status import enrolled
from bot.texts import Text, _

NOTHING: OneOf[str] = OneOf({})


class Pay(Flow):
    """How and where; from here on to what can go wrong."""

    how = Step(NOTHING, lambda form: form.places,
               extras=(Choice("about paid", _("I have paid")), Choice("about fraud", _("Is this a scam?")),
                       Choice("officer", _("Talk to an officer"))))

    @property
    def places(self) -> Text:
        today = self.world.now.date()
        row = self.world.rules.channels("pay", today)
        return _("You pay with your NIK (16 digits), after an officer has registered you, at: %(places)s (as known on %(checked)s). "
                 "Nobody collects cash for this bot, and it never goes to a personal account.")(
                     places=", ".join(row.value.names), checked=row.checked)


class Paid(Flow):
    """A payment as its payer tells it, for an officer to look for; the bot itself sees none."""

    day     = Step(Either(PaidOn(), FORGOT), _("An officer will look for your payment. When was it? For example: kemarin, or 5-11-2026"))
    place   = Step(Either(PaidAt(), FORGOT), _("Where was it paid? For example: Alfamart, DANA, BRILink"))
    amount  = Step(Either(PaidSum(), FORGOT), _("How much was it? For example: 50rb"))
    receipt = Step(Either(Receipt(), FORGOT), lambda form: _("Which one is it for? %(numbers)s")(numbers=", ".join(form.numbers)),
                   when=lambda form: form.numbers, proposed=lambda form: form.numbers[0] if len(form.numbers) == 1 else None)

    def finish(self) -> Iterator[Text | OpenCase]:
        yield _("Thank you, noted: %(told)s. We can't see payments from here: an officer checks whether it has arrived and tells you here. "
                "Please keep the proof of payment.")(told=self.told)
        yield OpenCase("payment", form=tuple((name, str(self.values[name])) for name in self.known))

    @property
    def numbers(self) -> tuple[str, ...]:
        """The receipts it may be for."""
        return tuple(one.number for one in enrolled(self.world))

    @property
    def known(self) -> list[str]:
        return [name for name, value in self.values.items() if value != FORGOTTEN]

    @property
    def told(self) -> Text:
        return _joined([self.said(name) for name in self.known]) if self.known else _("day, place and amount not known")


def _joined(said: list[Any]) -> Text:
    first, *rest = said
    text = _("%(first)s, %(rest)s")
    return text(first=first, rest=_joined(rest)) if rest else _("%(name)s")(name=first)
