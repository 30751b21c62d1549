"""How often a question asked in other words reaches its answer, or is offered it."""
from __future__ import annotations

import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from bot.engine.messages import Intent
from bot.nlu import understand
from bot.nlu.asked import GENERAL
from bot.nlu.follow import SUBJECTS
from bot.nlu.model import examples
from bot.nlu.questions import OFFERED, Questions, Wording, questions, wordings

HELD: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))
ELSEWHERE = {"scam": "fraud", "otp": "fraud", "transfer": "fraud", "too_old": "terms", "too_young": "terms", "past_65": "terms",
             "foreigner": "foreign", "no_ktp": "no_nik", "lapse_when": "lapse", "late_fine": "lapse"}       # what answers it as well
ASKED = [(text, key) for key, said in HELD.items() for text in said]


def verdict(text: str, key: str) -> str:
    """right: answered; offered: among the choices; subject: its subject in general is told; other: something else is told or begun."""
    found = understand(text)
    if found == Intent("question", key):
        return "right"
    if found and found.key == ELSEWHERE.get(key):
        return "right"
    if found and found.kind == "doubt" and key in found.key.split():
        return "offered"
    return "subject" if found and SUBJECTS[key] in GENERAL.get(found.key, ()) else "other"


def test_each_question_is_held_back_in_two_wordings_more():
    assert HELD.keys() == {wording.key for wording in wordings()}
    assert all(len(said) >= 2 for said in HELD.values())


def test_what_is_held_back_is_not_learnt():
    learnt = {wording.text.casefold() for wording in wordings()} | {phrase.text.casefold() for phrase in examples()}
    assert [text for text, _key in ASKED if text.casefold() in learnt] == []


def test_each_question_is_known_in_eight_wordings():
    counts = Counter(wording.key for wording in wordings())
    assert min(counts.values()) >= 8


def test_no_wording_is_there_twice():
    assert len({wording.text for wording in wordings()}) == len(wordings())


def test_a_question_reaches_its_answer():
    got = Counter(verdict(text, key) for text, key in ASKED)
    assert got["right"] / len(ASKED) >= 0.5
    assert (got["right"] + got["offered"]) / len(ASKED) >= 0.77
    assert (len(ASKED) - got["other"]) / len(ASKED) >= 0.8


def test_the_nearest_are_mostly_the_one_meant():
    near = [[near.key for near in questions().near(text)] for text, _key in ASKED]
    assert sum(key == nearest[0] for (_text, key), nearest in zip(ASKED, near, strict=True)) / len(ASKED) >= 0.78
    assert sum(key in nearest for (_text, key), nearest in zip(ASKED, near, strict=True)) / len(ASKED) >= 0.92


@pytest.mark.parametrize("text", ["mau daftar", "saya mau daftar bpjs ketenagakerjaan bang", "petugas dong", "ga jadi deh", "batal",
                                  "tolong hubungkan saya dengan petugas", "bahasa inggris", "makasih banyak ya kak", "halo selamat pagi"])
def test_an_errand_is_no_question(text):
    found = understand(text)
    assert found
    assert found.key in ("start registration", "officer", "menu", "english", "thanks", "greeting")


@pytest.mark.parametrize(("text", "key"), [
    ("telat sehari kena denda?", "late_fine"), ("KTP tegal tapi kerja di sini gapapa?", "ktp_elsewhere"),
    ("bunganya berapa persen", "jht_yield"), ("kalau RS nya gak kerja sama gimana", "other_hospital"),
    ("174 juta per anak atau total?", "school_total"), ("ini penipuan bukan?", "fraud")])
def test_what_people_ask_first(text, key):
    assert understand(text) == ("question", key)


@pytest.mark.parametrize("text", ["kambing bapak saya boleh naik pesawat tidak ya", "kenapa langit warnanya biru"])
def test_what_nobody_knows_is_not_answered(text):
    found = understand(text)
    assert not found or found.kind in ("unknown", "doubt") or found.key == "out_of_scope"


def test_the_nearest_comes_first_and_words_unheard_of_count_against_it():
    near = Questions([Wording("telat bayar denda", "fine"), Wording("denda berapa", "fine"), Wording("kartu hilang", "card")]).near
    assert [found.key for found in near("denda telat")] == ["fine", "card"]
    assert near("denda telat")[0].nearness > near("denda telat zzyzx qwrtp")[0].nearness > 0
    assert near("xyzzy")[0].nearness == 0
    assert len(questions().near("denda")) == OFFERED


def test_nearness_costs_less_than_a_millisecond():
    questions()
    began = time.process_time()
    for text, _key in ASKED:
        questions().near(text)
    assert (time.process_time() - began) / len(ASKED) < 0.001
