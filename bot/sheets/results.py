"""What came back from the official system: a row for each enrolment, by its receipt number."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bot.answers.codes import Kpj, receipt
from bot.sheets.columns import SAID, plain
from bot.sheets.reading import Row
from storage.batches import Line, Why


def judged(rows: Iterable[Row], today: date) -> Iterator[Line]:
    """Say of each row what is to be recorded, or why it can't be."""
    first: dict[str, int] = {}
    for row in rows:
        number = receipt(row.cells["receipt"])
        said, reason = row.cells["status"], row.cells.get("reason", "")
        kpj = next((found.value for found in Kpj().find(row.cells["kpj"], today)), "")
        status = SAID.get(plain(said), "") if said else "registered"
        if not (said or row.cells["kpj"]):
            why = "blank"
        elif not number:
            why = "receipt"
        elif number in first:
            why = "twice"
        elif not status:
            why = "said"
        else:
            why = "kpj" if status == "registered" and not kpj else "why" if status == "sent_back" and not reason else ""
        if why:
            yield Line(row.number, None, Why(why, first[number] if why == "twice" else 0))
        else:
            first[number] = row.number
            yield Line(row.number, {"receipt": number, "status": status, "kpj": kpj, "reason": reason})
