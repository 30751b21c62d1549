"""Which language is noticed, and what is wanted in so many words."""
from __future__ import annotations

from pathlib import Path

import pytest

from bot.flows import TONGUES
from bot.nlu import tongue, understand

SAID = [line.split("\t") for line in (Path(__file__).parent / "tongues.tsv").read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_the_language(text, expected):
    assert tongue(text) == expected.replace("-", "")


def test_what_is_noticed_is_offered():
    assert {expected for _text, expected in SAID} - {"-", "en"} == TONGUES.keys()


@pytest.mark.parametrize(("text", "command"), [
    ("saya bukan orang itu", "about stranger"), ("maaf salah sambung", "about stranger"), ("wrong number", "about stranger"),
    ("bukan saya", "about stranger"),
    ("not me", "about stranger"),
    ("tolong hapus semua data saya", "about data erase"), ("delete all my data please", "about data erase"),
    ("cabut izin saya", "about data withdraw"), ("data saya salah", "about data correct"),
    ("data saya apa saja yang disimpan", "about data"), ("what do you know about me", "about data"),
    ("desa kami mau daftarkan 150 warga", "about collective"), ("pemda mau bayarkan 500 pekerja rentan", "about collective"),
    ("do you speak English?", "english"), ("english please", "english"),
])
def test_what_is_wanted(text, command):
    assert understand(text) == ("errand", command)


@pytest.mark.parametrize("text", [
    "data saya aman tidak", "eh salah nama", "salah nomor", "mau daftarkan pembantu saya", "saya bukan karyawan", "data itu buat apa",
    "apa boleh daftar lewat desa"])
def test_what_is_like_it_and_is_not(text):
    intent = understand(text)
    assert not intent or not intent.key.startswith(("about data", "about stranger", "about collective"))


def test_a_pasted_list_is_no_form():
    rows = "\n".join(f"327301650185990{n} Siti" for n in range(1, 4))
    assert understand(rows) == ("question", "rows")
