"""Tells BPJS Kesehatan and BPJS Ketenagakerjaan apart, where "BPJS" alone may be either."""
from __future__ import annotations

from collections.abc import Iterator

from bot.answers.either import Either
from bot.answers.tables import toml
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.steps import Step
from bot.flows.answers import ANSWERS
from bot.texts import Text, _

SAID, ASKED = toml("choices")["health"], toml("choices")["health_asked"]
LABELS = {"ill": _("Ordinary illness"), "work": _("Accident at work")}
WHICH = Either(OneOf({which: (label, SAID[which]) for which, label in LABELS.items()}, alone=True),
               OneOf({which: (label, ASKED[which]) for which, label in LABELS.items()}))


class Health(Flow):
    """Two institutions with one name: for an illness one, for an accident at work the other."""

    which = Step(WHICH, _("There are two: BPJS Kesehatan for illness and hospital, BPJS Ketenagakerjaan (us) for accidents at work, death "
                          "and old-age savings. Which one is it about?"))

    def finish(self) -> Iterator[Text]:
        yield ANSWERS["health" if self.which == "ill" else "benefit_jkk"](self.world)
