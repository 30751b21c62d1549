"""What people type is found, or refused, as the tables say."""
from itertools import pairwise
from pathlib import Path

import pytest

from bot.engine.kinds import Sure
from bot.texts import plain
from tests.answers.tables import IN_THEIR_OWN_FLOW, KINDS, TODAY, rows

TABLES = sorted(path.stem for path in Path(__file__).parent.glob("*.tsv") if path.stem != "whole")
ROWS = [(name, *row) for name in TABLES for row in rows(name)]


@pytest.mark.parametrize(("name", "text", "expected", "sure"), ROWS)
def test_row(name, text, expected, sure):
    kind = KINDS[name]
    best = next(iter(kind.find(text, TODAY)), None)
    if best:
        assert (kind.dump(best.value), best.sure.name.lower()) == (expected, sure)
        assert kind.load(expected) == best.value
    else:
        refusal = kind.wrong(text, TODAY)
        assert (f"!{refusal.code}", "-") == (expected, sure)
        assert plain(refusal.text)


@pytest.mark.parametrize(("text", "found"), rows("whole"))
def test_whole_message(text, found):
    """Each kind takes its own and no kind another's words."""
    expected = dict(part.split("=", 1) for part in found.split("; ") if part)
    hits = {name: next((hit for hit in kind.find(text, TODAY) if hit.sure is Sure.ALONE), None)
            for name, kind in KINDS.items() if name not in IN_THEIR_OWN_FLOW}
    assert {name: KINDS[name].dump(hit.value) for name, hit in hits.items() if hit} == expected
    spans = sorted((hit.start, hit.end) for hit in hits.values() if hit)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_tables_hold_several_hundred_rows_each_once():
    assert len(ROWS) > 400
    assert len({row[:2] for row in ROWS}) == len(ROWS)
