"""What is claimed about understanding: measured on a half that was written first and never trained on."""
from __future__ import annotations

import hashlib
import time

import pytest

from bot.nlu import recognise, understand
from bot.nlu.model import ANSWER, PHRASES, Example, examples
from bot.nlu.recognition import DOUBT, HEAT, SURE
from tests.benchmarks.understanding import measured
from tests.nlu.figures import HELDOUT, best_heat, heldout, shares, thresholds, verdict

INTENTS = """register reactivate sponsor benefits benefit_jkk benefit_jkm benefit_jht quote pay status claim staff complaint language
             privacy health_confusion wage_earner greeting thanks cancel out_of_scope""".split()
LEAST = 25
WRITTEN_FIRST = "2f72b3e3e83356b5e76eca2264e9ffd3f82818c8e7e6879ddbca9b471d7b092b"


def test_the_half_held_out_is_as_it_was_written():
    assert hashlib.sha256(HELDOUT.read_bytes()).hexdigest() == WRITTEN_FIRST


@pytest.mark.parametrize("intent", INTENTS)
def test_both_halves_know_the_intent(intent):
    assert sum(phrase.intent == intent for phrase in heldout()) >= LEAST
    assert sum(phrase.intent == intent for phrase in examples()) >= 40


def test_there_are_no_other_intents():
    assert {phrase.intent for phrase in examples()} == {*INTENTS, ANSWER}


def test_no_phrase_is_learnt_twice():
    texts = [phrase.text for phrase in examples()]
    assert len(set(texts)) == len(texts)


def test_a_second_intent_is_no_part_of_the_phrase():
    assert Example("nyambung lagi kena biaya admin?", "reactivate") in examples()
    assert not [phrase for phrase in examples() if "\t" in phrase.text or "+" in phrase.text.split()[-1]]


def test_a_second_intent_is_one_there_is():
    said = [line.split("\t") for file in PHRASES.glob("*.txt") for line in file.read_text(encoding="utf-8").splitlines()]
    assert {second for _, *seconds in said for second in seconds} <= {f"+{intent}" for intent in INTENTS}


def test_a_stranger_would_be_understood_about_as_well():
    known = {phrase.text for phrase in examples()}
    got = shares(verdict(phrase.intent, found) for phrase, found in measured() if phrase.text not in known)
    assert got["right"] >= 0.74
    assert got["right"] + got["offered"] >= 0.89
    assert got["wrong"] <= 0.06


def test_the_thresholds_are_those_the_training_half_gives():
    assert (best_heat(), *thresholds(HEAT)) == (HEAT, SURE, DOUBT)


def test_a_message_costs_less_than_a_millisecond():
    texts = [phrase.text for phrase in heldout()]
    understand(texts[0])
    began = time.process_time()
    for text in texts:
        understand(text)
    assert (time.process_time() - began) / len(texts) < 0.001


def test_the_same_message_is_always_the_same():
    assert recognise("brp bayar nya kak") == recognise("brp bayar nya kak")
