"""What of personal data may be seen without a reason."""
from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.rules.nik import mask

DIGITS = re.compile(r"\d(?:[ .-]?\d){5,}")      # a NIK, a phone number, a card; a price has its rupiah sign or is shorter
PRIVATE = ("nik", "kpj", "phone", "income", "born")


def masked_words(text: str) -> str:
    """Hide long numbers in what somebody wrote, but for their last two digits."""
    return DIGITS.sub(lambda found: "•" * (len(found[0]) - 2) + found[0][-2:], text)


def masked_tail(text: str) -> str:
    """Hide all but the last four characters: of a phone number, a chat id."""
    return f"…{text[-4:]}"


def masked_answer(name: str, words: str) -> str:
    """What may be shown of an answer that takes a reason; nothing if it takes none, or there is none."""
    if not words or name not in (*PRIVATE, "monthly"):
        return ""
    return words if "*" in words else "•••"


def masked_form(form: Mapping[str, Any]) -> dict[str, Any]:
    """An enrolment's data as it may be listed."""
    hidden = {"nik": mask(form["nik"]), "income": "•••", "born": "•••",
              **{name: masked_tail(form[name]) if form.get(name) else "" for name in ("phone", "kpj")}}
    return {**form, **{name: hidden[name] for name in PRIVATE if name in form}}
