"""What is counted: turns, answers, sends, losses and what waits; never who, and no label with more values than code has words."""
from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from bot.engine.messages import Event
from storage import Away, Database, watch

log = logging.getLogger(__name__)
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
MINUTES = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600)
FRESH = 5.0         # seconds for which a look at the database holds: nobody makes us look all the time
ENDED = "0"         # in place of the number of a process: what those had counted that are gone

HERE = CollectorRegistry()
TURNS = Counter("bpu_turns", "Messages of people, by what became of them.", ["channel", "outcome"], registry=HERE)
TURN_SECONDS = Histogram("bpu_turn_seconds", "From a message at the door to its commit.", ["channel"], buckets=SECONDS, registry=HERE)
EVENTS = Counter("bpu_events", "What happened in turns: begun, answered, refused for a reason, finished.", ["what", "flow", "code"],
                 registry=HERE)
RESPONSES = Counter("bpu_responses", "HTTP responses, by door.", ["endpoint", "status"], registry=HERE)
SENDS = Counter("bpu_sends", "Messages of ours that were tried, by what became of it.", ["channel", "outcome"], registry=HERE)
REPORTS = Counter("bpu_reports", "What providers say of messages later: delivered, read, failed.", ["channel", "status"], registry=HERE)
PROVIDER_SECONDS = Histogram("bpu_provider_seconds", "How long a provider takes to answer.", ["channel"], buckets=SECONDS, registry=HERE)
DELIVERY_SECONDS = Histogram("bpu_delivery_seconds", "From queued to taken by the provider.", ["channel"], buckets=MINUTES, registry=HERE)
LOST = Counter("bpu_leases_lost", "Leases that ran out because who had them was gone.", ["of"], registry=HERE)
DATABASE = Counter("bpu_database_errors", "Transactions that failed; after a conflict they are done again.", ["kind"], registry=HERE)


@dataclass
class Became:
    """What became of a message."""

    outcome: str = "fault"


@contextmanager
def turn(channel: str) -> Iterator[Became]:
    """Count a message of a person, and say in the log what became of it."""
    became, began = Became(), time.perf_counter()
    try:
        yield became
    except Away as away:
        became.outcome = type(away).__name__.lower()
        raise
    finally:
        took = time.perf_counter() - began
        TURNS.labels(channel, became.outcome).inc()
        TURN_SECONDS.labels(channel).observe(took)
        log.info("heard on %(channel)s: %(outcome)s in %(ms)d ms", {"channel": channel, "outcome": became.outcome, "ms": int(1000 * took)})


def happened(events: Sequence[Event]) -> None:
    """Count what happened in a turn; of the reasons only those of refusals, for there are few."""
    for event in events:
        EVENTS.labels(event.what, event.flow, event.code if event.what == "refused" else "").inc()


def sent(channel: str, seconds: float) -> None:
    """Count a message that was taken by its provider, so many seconds after it was queued."""
    SENDS.labels(channel, "sent").inc()
    DELIVERY_SECONDS.labels(channel).observe(max(0.0, seconds))
    log.info("sent on %(channel)s, %(ms)d ms after it was queued", {"channel": channel, "ms": int(1000 * seconds)})


def reported(channel: str, status: str) -> None:
    """Count what a provider says became of a message afterwards."""
    REPORTS.labels(channel, status).inc()
    log.info("%(channel)s says: %(outcome)s", {"channel": channel, "outcome": status})


def share(folder: Path) -> None:
    """Count in files of a folder from now on, so that each process on this machine can say what all have counted; before any fork."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    values.ValueClass = values.MultiProcessValue()      # type: ignore[no-untyped-call]


def text(now: Now) -> bytes:
    """Everything, as Prometheus reads it."""
    folder, registry = os.environ.get("PROMETHEUS_MULTIPROC_DIR"), CollectorRegistry()
    registry.register(now)
    if not folder:
        return generate_latest(HERE) + generate_latest(registry)
    with _locked(Path(folder)):
        _fold(Path(folder))
        MultiProcessCollector(registry, folder)     # type: ignore[no-untyped-call]
        return generate_latest(registry)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fold(folder: Path) -> None:
    """Put what ended processes have counted into one file: files don't grow in number, and no counter goes back."""
    for kind in ("counter", "histogram"):
        ended = [path for path in folder.glob(f"{kind}_*.db") if not _runs(path.stem.rpartition("_")[2])]
        if [path.stem for path in ended] in ([], [f"{kind}_{ENDED}"]):
            continue
        draft = folder / f"{kind}.new"
        draft.unlink(missing_ok=True)
        together: Any = MmapedDict(str(draft))      # type: ignore[no-untyped-call]
        merged: Any = MultiProcessCollector.merge([str(path) for path in ended], accumulate=False)      # type: ignore[no-untyped-call]
        for metric in merged:
            for sample in metric.samples:
                key = mmap_key(metric.name, sample.name, [*sample.labels], [*sample.labels.values()], metric.documentation)
                together.write_value(key, sample.value, 0.0)
        together.close()
        draft.rename(folder / f"{kind}_{ENDED}.db")
        for path in ended:
            if path.stem != f"{kind}_{ENDED}":
                path.unlink()


def _runs(pid: str) -> bool:
    if pid == ENDED:
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass        # it is another user's, and there
    return True


class Now(Collector):
    """What is so at this moment: read from the database and the spool, within bounds, when somebody asks."""

    def __init__(self, database: Callable[[], Database], spool: Path, clock: Callable[[], datetime]) -> None:
        self._database, self._spool, self._clock, self._lock = database, spool, clock, Lock()
        self._read: Sequence[Metric] = ()
        self._until = 0.0

    def collect(self) -> Iterable[Metric]:
        with self._lock:
            if time.monotonic() >= self._until:
                self._read = [*self._look()]
                self._until = time.monotonic() + FRESH
            return self._read

    def _look(self) -> Iterator[Metric]:
        now, up = self._clock(), 0
        with suppress(Away), self._database().read() as connection:
            queued = watch.messages(connection)
            urgent, others = (watch.cases(connection, urgent=urgent) for urgent in (True, False))
            senders, up = watch.senders(connection, now), 1
        yield GaugeMetricFamily("bpu_database_up", "Whether the database answers.", value=up)
        if up:
            yield GaugeMetricFamily("bpu_senders", "Senders at work, on all machines.", value=senders)
            yield from _waiting("bpu_queue", f"Messages to be sent, up to {watch.MOST}", {"": queued}, now)
            yield from _waiting("bpu_cases", f"Cases that wait for staff, up to {watch.MOST}", {"yes": urgent, "no": others}, now)
        spooled = GaugeMetricFamily("bpu_spool_files", f"Webhooks kept on this disk, up to {watch.MOST}.", labels=["state"])
        for state, pattern in (("waiting", "*.sealed"), ("refused", "*.refused")):
            spooled.add_metric([state], sum(1 for _path in islice(self._spool.glob(pattern), watch.MOST)))
        yield spooled


def _waiting(name: str, what: str, found: dict[str, watch.Waiting], now: datetime) -> Iterator[Metric]:
    labels = [] if "" in found else ["urgent"]
    counts = GaugeMetricFamily(name, f"{what}.", labels=labels)
    ages = GaugeMetricFamily(f"{name}_oldest_seconds", f"{what}: how long the first has been waiting.", labels=labels)
    for value, waiting in found.items():
        counts.add_metric([value] if labels else [], waiting.number)
        ages.add_metric([value] if labels else [], max(0.0, (now - waiting.since).total_seconds()) if waiting.since else 0)
    yield from (counts, ages)
