"""The tables of what people type, and the kinds they are about."""
from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from bot.answers.codes import Kpj, Receipt
from bot.answers.days import Day
from bot.answers.either import FORGOT, Either
from bot.answers.gaps import Gap
from bot.answers.heads import Heads
from bot.answers.money import Income
from bot.answers.months import Months
from bot.answers.names import Name
from bot.answers.nik import Nik
from bot.answers.occupations import Work
from bot.answers.payer import Payer
from bot.answers.payments import PaidAt, PaidOn, PaidSum
from bot.answers.phones import Phone
from bot.answers.places import Home, Regency, Village
from bot.answers.programs import Programs
from bot.answers.working_days import WorkingDays
from bot.answers.yes import YesNo
from bot.engine.kinds import Kind
from bot.texts import _

TODAY = date(2026, 11, 20)
KINDS: dict[str, Kind[Any]] = {
    "nik": Nik(), "phone": Phone(), "kpj": Kpj(), "day": Day(), "income": Income(), "months": Months(), "programs": Programs(),
    "working_days": WorkingDays(), "payer": Payer(), "work": Work(), "place": Home(), "name": Name(),
    "yes_no": YesNo(_("Yes"), _("No")), "consent": YesNo(_("Yes"), _("No"), clear=True), "regency": Regency(), "village": Village(),
    "gap": Either(Gap(), FORGOT), "heads": Heads(), "receipt": Receipt(), "paid_on": PaidOn(), "paid_at": PaidAt(), "paid_sum": PaidSum(),
}
IN_THEIR_OWN_FLOW = {"regency", "consent", "gap", "heads", "receipt", "paid_on", "paid_at", "paid_sum"}    # never beside the others


def rows(name: str) -> list[tuple[str, ...]]:
    """Read a table without its note and its head."""
    lines = (Path(__file__).parent / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines[2:]]
