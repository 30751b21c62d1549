"""A short answer to a question: its words, where it is known from, and how sure that is."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.engine.messages import World
from bot.flows.questions.figures import figure
from bot.texts import Text, _

OURS = ""       # how this chat itself works, or that nothing is known: it needs no source
BROCHURE = "Brosur BPU 2026"
FAQ = "FAQ BPU BPJS Ketenagakerjaan"
GUIDE = "Perdir 22/PERDIR.02/072022"
JMO = "JMO"
PERMENAKER1 = "Permenaker 1/2025"
PERMENAKER5 = "Permenaker 5/2021"
PP44 = "PP 44/2015"
PP46 = "PP 46/2015"
PP50 = "PP 50/2025"
PP82 = "PP 82/2019"
UU24 = "UU 24/2011"
WEBSITE = "bpjsketenagakerjaan.go.id"

FIGURE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Answer:
    """label: how it is offered. source: what it rests on. text: with its conditions; its figures are the day's. sure: no doubt about it."""

    label: Text
    source: str
    text: Text | Callable[[World], Text]
    sure: bool = True

    def __call__(self, world: World) -> Text:
        """Word it for today, and for the form in front where there is one."""
        text = self.text if isinstance(self.text, Text) else self.text(world)
        lines = [text(**{name: figure(name, world) for name in FIGURE.findall(text.msgid) if name not in dict(text.values)})]
        if not self.sure:
            lines.append(_("To be certain ask 175, or write PETUGAS."))
        elif self.source:
            lines.append(_("(Source: %(source)s)")(source=self.source))
        return _("%(lines)s")(lines=tuple(lines))
