"""A share of a core for some processes, as a small machine would have: the kernel lets them have no more.

Tried with control groups of version 1; those of version 2 as the kernel's documentation has them.
"""
from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

OLD, NEW = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")       # control groups, version 1 and 2
PERIOD = 20_000     # microseconds; they have their share of each


def impossible() -> str:
    """Why no share can be given here, or nothing."""
    if os.geteuid():
        return "shares of a core take root"
    controllers = NEW / "cgroup.controllers"
    there = OLD.is_dir() or (controllers.exists() and "cpu" in controllers.read_text().split())
    return "" if there else "shares of a core take the kernel's control groups, with the cpu among them"


@dataclass
class Share:
    """Some processes, and all that they start, have so much of a core together."""

    name: str
    cores: float

    @property
    def path(self) -> Path:
        return (OLD if OLD.is_dir() else NEW) / self.name

    def __enter__(self) -> Share:
        quota = int(self.cores * PERIOD)
        if OLD.is_dir():
            self.path.mkdir()
            (self.path / "cpu.cfs_period_us").write_text(str(PERIOD))
            (self.path / "cpu.cfs_quota_us").write_text(str(quota))
        else:
            (NEW / "cgroup.subtree_control").write_text("+cpu")
            self.path.mkdir()
            (self.path / "cpu.max").write_text(f"{quota} {PERIOD}")
        return self

    def __exit__(self, *_error: object) -> None:
        while pids := (self.path / "cgroup.procs").read_text().split():     # what is taken away must be empty
            for pid in pids:
                with suppress(ProcessLookupError):
                    (self.path.parent / "cgroup.procs").write_text(pid)
        self.path.rmdir()

    def take(self, *pids: int) -> None:
        for pid in pids:
            (self.path / "cgroup.procs").write_text(str(pid))

    def held_back(self) -> tuple[float, float]:
        """Seconds in which they would have worked more, to a period, and seconds by the clock."""
        stat = dict(line.split() for line in (self.path / "cpu.stat").read_text().splitlines())
        return int(stat["nr_throttled"]) * PERIOD / 1e6, time.monotonic()
