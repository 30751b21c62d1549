"""Hosts that die or are cut off under load, in short; `python -m tests.benchmarks hosts` prints how fast others take over."""
from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import storage
from tests.chaos.__main__ import MEMORY, postgresql
from tests.chaos.after import count
from tests.chaos.storm import Plan
from tests.hosts.network import Network, impossible
from tests.hosts.storm import HostStorm, cable_pulled

SHORT = Plan(seed=7, seconds=16, kills=4, crowd=4, people=8, rate=12, bad=0.1, blows=(cable_pulled(4),))


@pytest.fixture
def network() -> Iterator[Network]:
    if why := impossible():
        pytest.skip(why)
    with Network(2) as network:
        yield network


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that PostgreSQL's user may enter."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="hosts-") as place:
        Path(place).chmod(0o711)
        yield Path(place)


def test_hosts_die_and_are_cut_off_and_nothing_is_lost(network: Network, folder: Path):
    with postgresql(folder, network.ours) as (url, _blows):
        storage.upgrade(url)
        storm = HostStorm(SHORT, url, folder, network)
        storm.run()
        found = count(storm)
        storm.database.close()
    print(found)
    assert not found.wrong, "\n".join([*found.wrong, str(found)])
    assert storm.crew.kills["host"] > 1
    assert storm.blows == {"cable pulled": 1}
