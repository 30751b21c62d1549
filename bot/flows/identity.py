"""Whether it is still the person who wrote before, and what happens if it is not."""
from __future__ import annotations

from collections.abc import Iterator

from bot.answers.days import Day
from bot.answers.yes import YesNo
from bot.engine.flows import Flow
from bot.engine.messages import Choice, Proved, Unlink
from bot.engine.steps import Step
from bot.texts import Text, _


class Identity(Flow):
    """A birth date that is on file. What is on file is never said, nor which part of an answer was wrong."""

    born = Step(Day(), _("It has been long since we wrote. To keep the data safe: what is the birth date of who was registered here? For "
                         "example: 17-8-1985"),
                extras=(Choice("about stranger yes", _("That is not me")),))

    def finish(self) -> Iterator[Text | Proved]:
        right = self.born in self.world.facts.get("births", ())
        yield _("Thank you.") if right else _("That does not match what we have.")
        yield Proved(right, self.saved.get("wanted", ("", ""))[0])


class Stranger(Flow):
    """Somebody else has the number now: the data stays with whom it is about."""

    sure = Step(YesNo(_("Yes, not me"), _("No, it is me")),
                _("Does somebody else use this number now? Then we detach the old data from it, and nothing of it is shown here."))

    def finish(self) -> Iterator[Text | Unlink]:
        if self.sure == "yes":
            yield _("Thank you for telling, and sorry for the trouble. This number is free of the old data; an officer looks after the "
                    "rest.")
            yield Unlink()
        else:
            yield _("All right, nothing was changed.")
