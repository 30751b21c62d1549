"""Explain what membership gives, one programme at a time, before anybody is asked for anything."""
from __future__ import annotations

from collections.abc import Iterator

from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import Choice
from bot.engine.steps import Step
from bot.flows.answers import ANSWERS
from bot.texts import Text, _

PROGRAMS = OneOf({
    "benefit_jkk": (_("Accident (JKK)"), "jkk;kecelakaan;celaka;kecelakaan kerja;accident"),
    "benefit_jkm": (_("Death (JKM)"), "jkm;kematian;meninggal;santunan;beasiswa;death"),
    "benefit_jht": (_("Savings (JHT)"), "jht;hari tua;tabungan;simpanan;savings"),
})


class Benefits(Flow):
    """The three programmes in brief, then whichever is wanted."""

    which = Step(PROGRAMS, lambda form: _("%(brief)s\nWhich one would you like to know more about?")(brief=ANSWERS["benefits"](form.world)),
                 extras=(Choice("start registration", _("Register")),))

    def finish(self) -> Iterator[Text]:
        yield ANSWERS[self.which](self.world)
