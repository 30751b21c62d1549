"""Somebody fears a fraud, or was asked for money: what officers never ask, and a way to a human."""
from __future__ import annotations

from collections.abc import Iterator

from bot.answers.either import Either
from bot.answers.sentences import Sentence
from bot.answers.tables import toml
from bot.answers.yes import YesNo
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import OpenCase
from bot.engine.steps import Step
from bot.engine.unasked import Tell
from bot.flows.answers import trust
from bot.texts import Text, _

SAID = toml("choices")["fraud"]
LABELS = {"yes": _("Yes, report it"), "no": _("No, just asking")}
REPORT = Either(YesNo(LABELS["yes"], LABELS["no"]), OneOf({answer: (label, SAID[answer]) for answer, label in LABELS.items()}, alone=True))


class Fraud(Flow):
    """What is never asked; whatever was asked goes to an officer."""

    never  = Tell(lambda form: trust(form.world))
    report = Step(REPORT, _("Has somebody asked you for such a thing?"))
    told   = Step(Sentence(), _("Please don't pay or send anything for now. Who asked, and for what? For example: an unknown number asked "
                                "for a transfer to a personal account"), when=lambda form: form.report == "yes")

    def finish(self) -> Iterator[Text | OpenCase]:
        if self.report == "no":
            yield _("All right. When in doubt, ask 175 first, or write PETUGAS.")
        else:
            yield _("Thank you for telling us. An officer looks into it and answers you here. If money is already gone, tell your bank and "
                    "the police at once too.")
            yield OpenCase("fraud", form=(("note", self.told),))
