"""A turn takes a handful of statements, whatever was said before."""
from __future__ import annotations

import pytest

from tests.shell.phone import ANSWERS, HELLO, Phone
from tests.shell.statements import watch

MOST = {"name": 9, "home": 9, "work": 9, "consent": 14, "confirm": 24}      # BEGIN and COMMIT apart; what binds leaves proofs


@pytest.mark.parametrize("answer", MOST)
def test_a_turn_takes_few_statements(phone: Phone, answer: str):
    phone.register(upto=answer)
    statements = list[str]()
    watch(phone.database, statements.append)
    phone.hear(ANSWERS[answer])
    taken = [said for said in statements if said.startswith("before ") and said not in ("before begin", "before commit")]
    assert len(taken) <= MOST[answer] + (not phone.database.postgresql), taken       # SQLite is told to BEGIN


def test_a_long_talk_takes_no_more_than_a_short_one(phone: Phone):
    def taken() -> int:
        before = len(statements)
        phone.say("menu")
        return len(statements) - before
    phone.say(HELLO)
    statements = list[str]()
    watch(phone.database, statements.append)
    first = taken()
    for _turn in range(10):
        phone.say("halo")
    assert taken() <= first
