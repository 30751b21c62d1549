"""The short form: some people, some kills; `make chaos` is the long one."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.chaos.after import count
from tests.chaos.storm import Plan, Storm

SHORT = Plan(seed=11, seconds=6, kills=9, crowd=4, people=4, rate=12, bad=0.2)


def test_a_storm_changes_nothing(database_url: str, scratch: Path):
    storm = Storm(SHORT, database_url, scratch)
    storm.run()
    found = count(storm)
    print(found)
    assert not found.wrong, "\n".join([*found.wrong, str(found)])
    assert storm.crew.kills.total() > 3


def test_who_is_told_to_stop_cuts_nothing_short_and_repeats_nothing(database_url: str, scratch: Path):
    storm = Storm(replace(SHORT, seed=2, seconds=15, kills=20, people=9, gentle=True, bad=0.3), database_url, scratch)
    storm.line.kinds = {"slow": 1}      # a stop meets somebody inside a provider's call
    storm.run()
    found = count(storm)
    print(found)
    assert not found.wrong, "\n".join([*found.wrong, str(found)])
    assert {name for name in storm.crew.stopped if "exit" in name} == {"serve, exit 0", "send, exit 0"}
    assert not storm.crew.ended
    assert not sum(int(str(found.figures[name])) for name in found.figures if name.startswith("repeated"))
