"""Bots on trial, each in a process of its own, which take their rounds in turn so that all meet the same weather."""
from __future__ import annotations

import logging
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

SCRIPT = ["mau daftar", "setuju", "327301650185990", "3273016501859901", "Siti Aminah", "kembali", "Siti Aminah", "Latuhalat, Ambon",
          "pedagang", "75rb sehari", "25", "2 program", "3", "0812 0000 0123", "ya"]      # one wrong answer, one step back


class Round(NamedTuple):
    """What some chats at a time took: seconds of each turn, seconds of the processor, bytes of memory afterwards."""

    turns: list[float]
    cpu: float
    memory: int

    @property
    def rate(self) -> float:
        return len(self.turns) / sum(self.turns)


class Bot:
    """A bot in a process of its own."""

    def __init__(self, make: Callable[[str], Any], url: str) -> None:
        """make: gives an object that can `read` a message and take a `turn`."""
        self.make, self.rounds = make, list[Round]()
        spawn = get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(make, url, theirs), daemon=True)
        self._process.start()
        self._pipe.recv()

    def take(self, chats: int) -> Round:
        self._pipe.send(chats)
        done: Round = self._pipe.recv()
        return done

    def end(self) -> None:
        self._pipe.send(0)
        self._process.join()


def _serve(make: Callable[[str], Any], url: str, pipe: Connection) -> None:
    logging.disable(logging.WARNING)
    bot = make(url)
    pipe.send("ready")
    while chats := pipe.recv():
        pipe.send(_round(bot, chats))


def _round(bot: Any, chats: int) -> Round:
    """One registration in some chats, interleaved."""
    names, turns, cpu, between = [uuid4().hex for _chat in range(chats)], list[float](), 0.0, getattr(bot, "between", None)
    for text in SCRIPT:
        for heard in [bot.read(name, text) for name in names]:
            begun, used = time.perf_counter(), time.process_time()
            bot.turn(heard)
            cpu += time.process_time() - used
            turns.append(time.perf_counter() - begun)
        if between:
            between()
    return Round(turns, cpu, _resident())


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@dataclass(frozen=True)
class Figures:
    """What is printed of a bot; ratio: of its turns a second to another's in the same round: median, lowest, highest."""

    rate: float
    p50: float
    p99: float
    cpu: float
    ratio: tuple[float, float, float]
    memory: float       # bytes a chat


def figures(rounds: Sequence[Round], others: Sequence[Round], chats: int) -> Figures:
    """Put rounds together, beside those of another that were taken in between."""
    turns = sorted(turn for one in rounds for turn in one.turns)
    ratios = sorted(one.rate / other.rate for one, other in zip(rounds, others, strict=True))
    grown = (rounds[-1].memory - rounds[0].memory) / max(1, (len(rounds) - 1) * chats)
    return Figures(statistics.median(one.rate for one in rounds), turns[len(turns) // 2], turns[len(turns) * 99 // 100],
                   statistics.median(one.cpu / len(one.turns) for one in rounds), (statistics.median(ratios), ratios[0], ratios[-1]), grown)


def machine() -> str:
    """What all processors of this machine do at once, in what one does alone: less than their number where they share a core."""
    count = os.cpu_count() or 1
    with get_context("spawn").Pool(count) as pool:
        alone = pool.apply(_work, (0,))
        at_once = sum(pool.map(_work, range(count), chunksize=1))
    return f"  {count} processors, which at once do {at_once / alone:.1f} times the work of one alone"


def _work(_n: int) -> int:
    done, until = 0, time.perf_counter() + 1
    while time.perf_counter() < until:
        sum(range(1000))
        done += 1
    return done


def interleaved(bots: Mapping[str, Bot], rounds: int, chats: int) -> dict[str, list[Round]]:
    """Let every bot take a round, then every bot the next; the first one warms up."""
    taken = [{name: bot.take(chats) for name, bot in bots.items()} for _round in range(rounds + 1)]
    return {name: [one[name] for one in taken[1:]] for name in bots}
