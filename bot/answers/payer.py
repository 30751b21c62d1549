"""Who pays the contribution, and whether it is the state's money."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from bot.answers.spelling import Phrases, asks, only, tokens
from bot.answers.tables import phrases, toml
from bot.engine.kinds import Found, Kind, Refusal, Sure
from bot.engine.messages import Choice
from bot.texts import Text, _

LABELS: dict[str, Text] = {
    "self": _("I pay myself"), "sponsor": _("Employer or sponsor"), "village": _("The village"), "government": _("Local government"),
}
_data = toml("payers")
_alone, _asked = (Phrases({phrase: who for who, said in _data[name].items() for phrase in phrases(said)}) for name in ("alone", "asked"))


def funds(payer: str) -> Literal["self", "apbd"]:
    """Give the funds by which relief is decided: who is paid for by APBN or APBD gets none (PP 50/2025); village money is neither."""
    return "apbd" if payer == "government" else "self"


class Payer(Kind[str]):
    """"self", "sponsor", "village" or "government"."""

    closed = True
    choices = tuple(Choice(who, label) for who, label in LABELS.items())

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        said = tokens(text)
        for match in _alone.find(said):
            yield Found(said[match.first].start, said[match.last - 1].end, match.value, Sure.MAYBE if asks(text) else Sure.ALONE)
        for match in _asked.find(said):
            if only(said, match.first, match.last):
                yield Found(said[match.first].start, said[match.last - 1].end, match.value, Sure.ASKED)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("payer", _("Who pays? Please choose one of these, or write for example: bayar sendiri."))

    def load(self, saved: str) -> str:
        if saved not in LABELS:
            raise ValueError(saved)
        return saved

    def say(self, value: str) -> Text:
        return LABELS[value]
