"""What nobody understood is shown to staff without showing who wrote it."""
from __future__ import annotations

import pytest

from bot.nlu import masked


@pytest.mark.parametrize(("text", "shown"), [
    ("nama saya Suparmanto, nik 3273012501859901", "nama saya S*********, nik ****************"),
    ("hp 0812-0000-0199 ya", "hp ****-****-**** ya"),
    ("kalau 3 program berapa?", "kalau 3 program berapa?"),
    ("Rp 1.250.000 sebulan", "Rp ********* sebulan"),
    ("ngluyur mrana", "n****** m****"),
    ("", ""),
])
def test_masked(text, shown):
    assert masked(text) == shown
