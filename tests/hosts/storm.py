"""A storm over several hosts: each runs `flask serve`, web server and sender; a host dies as a whole, or its cable is pulled."""
from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import requests

from tests.chaos import door
from tests.chaos.blows import away
from tests.chaos.crew import FORKS, Crew
from tests.chaos.door import Trial
from tests.chaos.storm import Plan, Storm
from tests.hosts.network import Network, move

PORT = 8000


def run_on(space: Path, trial: Trial, *words: str) -> None:
    move(space)
    trial.folder.mkdir(exist_ok=True)
    door.run(trial, *words)


@dataclass
class Hosts(Crew):
    """As many hosts as the network has; whoever posts goes round them, as a proxy in front lets them."""

    network: Network = field(default_factory=lambda: Network(2))
    _next: Any = field(default_factory=count)

    def process(self, n: int) -> ForkServerProcess:
        trial = replace(self.trial, folder=self.trial.folder / f"host{n}")
        words = ("serve", "--host", self.network.address(n), "--port", str(PORT))
        return FORKS.Process(target=run_on, args=(self.network.path(n), trial, *words))

    @property
    def url(self) -> str:
        return f"http://{self.network.address(next(self._next) % len(self.roles))}:{PORT}"

    def wait(self) -> None:
        """Wait until each of them is ready."""
        until, missing = time.monotonic() + 60, set(range(len(self.roles)))
        while missing and time.monotonic() < until:
            for n in list(missing):
                try:
                    if requests.get(f"http://{self.network.address(n)}:{PORT}/readyz", timeout=5).ok:
                        missing.remove(n)
                except requests.RequestException:
                    time.sleep(0.1)
        if missing:
            raise TimeoutError(missing)


class HostStorm(Storm):
    """What a storm does to processes, this one does to hosts."""

    def __init__(self, plan: Plan, url: str, folder: Path, network: Network) -> None:
        self.host, self.network = network.ours, network
        super().__init__(plan, url, folder)

    def _hire(self, trial: Trial) -> Crew:
        return Hosts(trial, self.database, self._dice(), ("host",) * self.network.hosts, network=self.network)


def cable_pulled(seconds: float) -> Any:
    """A blow: the first host is cut off for a while, and hears of nothing; what it had in hand nobody can know."""
    def pulled(storm: HostStorm) -> None:
        with away(storm):
            storm.network.cut(0)
            time.sleep(seconds)
            storm.network.mend(0)
    pulled.__name__ = "cable pulled"
    return pulled
