"""What has happened is told from what might, and a name is taken for nothing."""
from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu import happened, understand
from bot.nlu.model import examples

HERE = Path(__file__).parent
EVENTS = [line.split("\t") for line in (HERE / "events.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
QUIET = (HERE / "quiet.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("text", "what"), EVENTS)
def test_event(text, what):
    assert (happened(text) or "none") == what


def test_a_forwarded_story_is_no_event():
    assert happened("tolong sebarkan, tadi pagi ada nelayan tenggelam di laut Banda " + "dan keluarganya menunggu kabar " * 10) == ""


def test_an_event_is_told_to_the_engine():
    assert understand("suami saya barusan ketabrak") == ("event", "accident")


@pytest.mark.parametrize("text", QUIET)
def test_names_places_and_work_are_about_nothing_where_an_answer_is_waited_for(text):
    assert understand(text, waits=True) is None


def test_the_names_here_are_not_those_learnt_from():
    assert not set(QUIET) & {phrase.text for phrase in examples()}
