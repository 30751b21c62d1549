"""The short form: some people, some kills; `make chaos` is the long one."""
from __future__ import annotations

from pathlib import Path

from tests.chaos.after import count
from tests.chaos.storm import Plan, Storm

SHORT = Plan(seed=11, seconds=7, kills=10, crowd=5, people=6, rate=10)


def test_a_storm_changes_nothing(database_url: str, scratch: Path):
    storm = Storm(SHORT, database_url, scratch)
    storm.run()
    found = count(storm)
    print(found)
    assert not found.wrong, "\n".join([*found.wrong, str(found)])
    assert storm.crew.kills.total() > 3
