"""Ask what staff should know, once somebody wants a person; they are in the queue already."""
from __future__ import annotations

from collections.abc import Iterator

from bot.answers.matters import NONE, Matter
from bot.engine.flows import Flow
from bot.engine.messages import TellStaff, Withdraw
from bot.engine.steps import Step
from bot.texts import Text, _


class Handoff(Flow):
    """Stands over whatever is in front, which is gone on with afterwards."""

    matter = Step(Matter(), _("What is it about? Write it in your own words, or choose."), story=True)

    def finish(self) -> Iterator[Text | TellStaff | Withdraw]:
        if self.matter == NONE:
            yield _("All right, no officer then.")
            yield Withdraw()
        elif self.matter in {choice.id for choice in Matter.choices}:
            yield _("Noted for the officer. You may write more at any time.")
            yield TellStaff(reason=self.matter)
        else:
            yield _("Noted for the officer. You may write more at any time.")
            yield TellStaff((("note", self.matter),))
