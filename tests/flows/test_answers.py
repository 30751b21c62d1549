"""Answers to questions beside the errands: short, with their conditions, true to the rules of the day, and never surer than the law."""
from __future__ import annotations

import csv
import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.answers.money import Earning
from bot.engine.messages import World
from bot.flows import FLOWS, TOPICS
from bot.flows.answers import ANSWERS
from bot.flows.questions import QUESTIONS
from bot.flows.questions.answer import OURS
from bot.flows.questions.figures import FIGURES
from bot.flows.quote import Quote
from bot.nlu.questions import wordings
from bot.rules import RULES
from bot.speech import LANGUAGES, Speech
from bot.texts import Text, _
from tests.house.test_catalogs import ROW

LAW = Path(__file__).parent.parent / "rules" / "law" / "answers.csv"
CASES = list(csv.DictReader(line for line in LAW.read_text(encoding="utf-8").splitlines() if not line.startswith("#")))
SPEECH = Speech()
ZONE = ZoneInfo("Asia/Jakarta")
DAYS = (date(2026, 2, 1), date(2026, 11, 20), date(2027, 2, 28), date(2027, 4, 1), date(2030, 1, 1))
SENTENCE = re.compile(r"[.?!](?:\s|$)")


def world(day: date) -> World:
    facts = {"office": "Kantor Contoh", "promise": _("in office hours")}
    return World(FLOWS, RULES, datetime(day.year, day.month, day.day, 10, tzinfo=ZONE), facts=facts)


def said(key: str, day: date, language: str = "id") -> str:
    return SPEECH.say(QUESTIONS[key](world(day)), language)


def test_there_are_many():
    assert len(QUESTIONS) >= 120


def test_every_answer_is_asked_for_and_every_question_answered():
    assert {wording.key for wording in wordings()} == {*QUESTIONS}
    assert all(ANSWERS[key] is answer for key, answer in QUESTIONS.items())


@pytest.mark.parametrize("key", QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_short_on_any_day(key, language):
    for day in DAYS:
        words = said(key, day, language)
        assert "%" not in words
        assert len(SENTENCE.findall(words)) <= 3
        assert len(words) <= 420


@pytest.mark.parametrize("key", [key for key, answer in QUESTIONS.items() if not answer.sure])
def test_what_is_not_sure_is_left_to_people(key):
    assert "175" in said(key, DAYS[1])
    assert "PETUGAS" in said(key, DAYS[1])


@pytest.mark.parametrize("key", [key for key, answer in QUESTIONS.items() if answer.sure and answer.source != OURS])
def test_what_is_sure_says_where_it_is_from(key):
    assert QUESTIONS[key].source in said(key, DAYS[1])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['key']} {case['on']}")
def test_the_figures_are_those_of_the_law(case):
    words = said(case["key"], date.fromisoformat(case["on"]))
    assert [figure for figure in case["figures"].split("|") if figure not in words] == []


def test_no_figure_stands_in_a_text():
    for key, answer in QUESTIONS.items():
        if isinstance(answer.text, Text):
            text = re.sub(r"%\(\w+\)s|16 digits|form 3|175", "", answer.text.msgid)
            assert not re.search(r"\d", re.sub(r"\b[23] program", "", text)), key


def test_every_figure_is_used():
    texts = [answer.text.msgid for answer in QUESTIONS.values() if isinstance(answer.text, Text)]
    used = {name for text in texts for name in re.findall(r"%\((\w+)\)s", text)}
    assert FIGURES.keys() - used == set()


def test_a_figure_follows_the_income_in_front():
    here = world(DAYS[1])
    front = Quote({"work": ("petani", "worker"), "income": (Quote.income.kind.dump(Earning(3_000_000, "month")), "worker")}, here)
    words = SPEECH.say(QUESTIONS["unable"](World(FLOWS, RULES, here.now, front=front)), "id")
    assert "Rp2.950.000" in words
    assert "Rp1.475.000" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_can_be_offered(language):
    labels = [SPEECH.say(choice.label, language) for choice in TOPICS.values()]
    assert [label for label in labels if len(label) > ROW] == []
    assert len({label.casefold() for label in labels}) == len(labels)
