"""What holds of any text at all."""
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answers.money import Earning
from tests.answers.tables import KINDS, TODAY, rows

SAID = [row[0] for name in (*KINDS, "whole") if name not in {"regency", "village"} for row in rows(name)]
CHAT = st.lists(st.sampled_from(SAID) | st.text(max_size=12) | st.text("0123456789 .,-/", max_size=20), max_size=8).map(" ".join)
CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PIECES = ["1", "1 ", "1.", "8-", "17 8 ", "di ", "a ", "a", "a.", "nama ", "2jt ", "sejuta ", "tgl 1 ", "ya ", "desa a ", "'",
          "rp", "sehari ", "3 bln ", "08 "]
LONG = 3_000        # letters in the longest message that is read


@pytest.mark.parametrize("name", KINDS)
@CALM
@given(text=st.text(max_size=LONG) | CHAT)
def test_any_text_is_read_without_harm(name, text):
    kind = KINDS[name]
    for hit in kind.find(text, TODAY):
        assert 0 <= hit.start < hit.end <= len(text)
        assert kind.load(kind.dump(hit.value)) == hit.value
        assert kind.say(hit.value)
        if isinstance(hit.value, Earning):
            assert hit.value.amount >= 0
    assert kind.wrong(text, TODAY).code


@pytest.mark.parametrize("name", KINDS)
@CALM
@given(saved=st.text(max_size=30))
def test_what_was_stored_damaged_is_refused_and_nothing_else(name, saved):
    try:
        value = KINDS[name].load(saved)
    except ValueError:
        return
    assert KINDS[name].load(KINDS[name].dump(value)) == value


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("piece", PIECES)
def test_long_messages_take_no_long_time(name, piece):
    text = (piece * LONG)[:LONG]
    start = time.process_time()
    list(KINDS[name].find(text, TODAY))
    KINDS[name].wrong(text, TODAY)
    assert time.process_time() - start < 1
