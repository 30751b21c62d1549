"""What a short message means after the answer to a question."""
from __future__ import annotations

import pytest

from bot.flows import FLOWS, TOPICS
from bot.flows.answers import ANSWERS
from bot.nlu import follow
from bot.nlu.follow import FOLLOWS, LONG, SUBJECTS
from bot.nlu.recognition import ERRANDS


@pytest.mark.parametrize(("about", "text", "meant"), [
    ("benefit_jkm", "yg itu brp", ("question", "quote")),
    ("quote", "kalau yang 3 program?", ("suppose", "")),
    ("quote", "klo 6 bulan", ("suppose", "")),
    ("benefit_jht", "terus bayarnya?", ("question", "pay")),
    ("benefit_jkk", "dapet brp", ("doubt", "unable disabled_total death_at_work")),
    ("benefit_jkm", "siapa yg dapet", ("question", "heirs")),
    ("school_total", "caranya gimana", ("question", "school_claim")),
    ("benefits", "caranya gmn", ("errand", "start registration")),
    ("quote", "trs daftarnya gmn", ("errand", "start registration")),
    ("jht_yield", "syaratnya apa aja", ("question", "jht_papers")),
    ("late_cover", "klo telat gmn", ("question", "late_fine")),
    ("report", "klo telat gmn", ("question", "report_late")),
    ("relief", "sampai kapan", ("question", "relief_until")),
    ("benefit_jkk", "klo meninggal?", ("question", "death_at_work")),
    ("benefit_jkk", "kalau jht?", ("question", "benefit_jht")),
    ("benefit_jkk", "Siti Aminah", None),
    ("benefit_jkk", "kartu hilang", None),
    ("", "yg itu brp", None),
    ("quote", "yang itu berapa kalau saya kerja di dua tempat", None),
])
def test_follow(about, text, meant):
    assert follow(text, about) == meant


def test_whatever_follows_leads_somewhere():
    for turn in FOLLOWS:
        for about, meant in turn.after.items():
            assert about == "any" or about in TOPICS or about in SUBJECTS.values()
            assert all(key in ANSWERS or key in FLOWS or key in ERRANDS for key in meant.split())


def test_a_long_message_says_itself_what_it_is_about():
    assert follow("kalau " + "kartu " * (LONG - 1), "quote") == ("suppose", "")
    assert follow("kalau " + "kartu " * LONG, "quote") is None
