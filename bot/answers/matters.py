"""What somebody wants staff for: one of a few, or in their own words."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.engine.commands import orders
from bot.engine.kinds import Found, Kind, OneOf, Refusal, Sure
from bot.engine.messages import words_in
from bot.texts import _

NONE = "none"
FEW = 3             # words from which a message tells something, and is not the answer to an earlier question
LONGEST = 500       # characters that are kept; the whole message stands in the talk


class Matter(Kind[str]):
    """Its value is the code of a choice, or the words that were written."""

    _codes = OneOf({
        "enrolment": (_("Registration"), "daftar;pendaftaran;registrasi"),
        "payment": (_("Payment"), "bayar;pembayaran;iuran"),
        "claim": (_("Claim"), "klaim;santunan"),
        "complaint": (_("Complaint"), "keluhan;komplain;pengaduan"),
    })
    _no = OneOf({NONE: (_("No officer needed"), "tidak jadi;gak jadi;ga jadi;nggak jadi;gajadi;tidak perlu;gak usah;ga usah;batal;cancel")},
                alone=True)
    choices = (*_codes.choices, *_no.choices)

    def find(self, text: str, today: date) -> Iterator[Found[str]]:
        few = len(words_in(text)) <= FEW
        if chosen := next((found for kind in (self._codes, *([self._no] if few else [])) for found in kind.find(text, today)), None):
            yield chosen
        elif words_in(text) and not orders(text):
            yield Found(0, len(text), text[:LONGEST], Sure.MAYBE if len(words_in(text)) < FEW else Sure.ASKED)

    def wrong(self, text: str, today: date) -> Refusal:
        return Refusal("matter", _("Please write in a few words what it is about."))

    def load(self, saved: str) -> str:
        return saved
