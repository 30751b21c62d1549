"""What the engine and programs are given."""
from __future__ import annotations

import pytest

from bot.flows import FLOWS, TOPICS
from bot.flows.answers import ANSWERS
from bot.nlu import model, recognise, understand
from bot.nlu.model import ANSWER, Example, examples
from bot.nlu.recognition import NOT_OFFERED, decide

ALL = sorted({phrase.intent for phrase in examples()} - {ANSWER})


@pytest.mark.parametrize(("text", "kind", "key"), [
    ("mau daftar", "errand", "start registration"),
    ("petugas", "errand", "officer"),
    ("ga jadi", "errand", "menu"),
    ("brp iurannya", "question", "quote"),
    ("bahasa inggris", "errand", "english"),
    ("pakai bahasa indonesia aja", "errand", "indonesia"),
    ("I don't speak indonesian", "errand", "english"),
    ("saya tidak paham bahasa inggris", "errand", "indonesia"),
    ("bahasa jawa bisa?", "question", "language"),
    ("ganti bahasa", "question", "language"),
    ("kapan mulai berlaku perlindungannya", "question", "start"),
    ("eh salah nama tadi", "errand", "change name"),
    ("token listrik", "question", "out_of_scope"),
])
def test_what_the_engine_hears(text, kind, key):
    assert understand(text) == (kind, key)


@pytest.mark.parametrize("text", ["", " ", "?", "12", "asdkjh", "...", "👍", "\n", "a" * 4000, "Rp 2.000.000", "ya", "tidak"])
def test_what_says_nothing_is_nothing_where_an_answer_is_waited_for(text):
    assert understand(text, waits=True) is None


def test_doubt_offers_two_or_three():
    found = decide({**dict.fromkeys(ALL, 0.0), ANSWER: 0.0, "pay": 0.5, "quote": 0.3, "status": 0.2}, sure=0.7, doubt=0.2)
    assert found == ("pay", 0.5, ("quote", "status"), True)
    found = decide({**dict.fromkeys(ALL, 0.0), ANSWER: 0.0, "pay": 0.6, "quote": 0.4}, sure=0.7, doubt=0.2)
    assert found == ("pay", 0.6, ("quote",), True)


def test_what_is_sure_is_entered():
    found = decide({**dict.fromkeys(ALL, 0.0), ANSWER: 0.0, "pay": 0.8, "quote": 0.2}, sure=0.7, doubt=0.2)
    assert found == ("pay", 0.8, ("quote",), False)


def test_an_answer_to_a_question_is_about_nothing():
    found = decide({**dict.fromkeys(ALL, 0.0), ANSWER: 0.6, "out_of_scope": 0.2, "pay": 0.2}, sure=0.7, doubt=0.2)
    assert (found.intent, found.alternatives, found.asks) == ("out_of_scope", ("pay",), False)


def test_a_report_is_a_claim():
    assert recognise("suami saya meninggal kemarin di laut") == ("claim", 1.0, (), False)


@pytest.mark.parametrize("intent", ALL)
def test_every_intent_leads_somewhere(intent):
    told = {phrase.text: understand(phrase.text) for phrase in examples() if phrase.intent == intent}
    assert any(found and found.kind != "doubt" for found in told.values())
    for found in told.values():
        if found and found.kind == "question":
            assert found.key in ANSWERS or found.key in FLOWS


@pytest.mark.parametrize("intent", sorted(set(ALL) - NOT_OFFERED))
def test_every_intent_can_be_offered(intent):
    assert intent in TOPICS


def test_a_phrase_ends_at_the_tab_before_its_second_intent(tmp_path, monkeypatch):
    (tmp_path / "quote.txt").write_text("brp iurannya\nberapa dan bayar di mana\t+pay\n", encoding="utf-8")
    monkeypatch.setattr(model, "PHRASES", tmp_path)
    assert examples() == [Example("brp iurannya", "quote"), Example("berapa dan bayar di mana", "quote", frozenset({"pay"}))]
