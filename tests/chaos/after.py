"""What is left after a storm: of each person the same as after a calm, every message once, and nothing that waits."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import sqlalchemy as sa

import storage
from bot.conversation import Done
from bot.engine.messages import Tap
from bot.handlers.channel import Inbound
from storage import tables
from storage.messages import ACCEPTED
from storage.outbox import GOING
from storage.talks import At
from tests.chaos.people import OnTelegram, Worker, asked
from tests.chaos.providers import UNMARKED
from tests.chaos.storm import Storm
from tests.shell.phone import HELLO, Phone, Screen
from tests.standins import bot_api
from tests.standins.twilio_person import US


class Line(Phone):
    """The phone of one of the people, seen from the bot's side."""

    def __init__(self, url: str, worker: Worker) -> None:
        channel, account = ("telegram", bot_api.TOKEN.partition(":")[0]) if isinstance(worker.on, OnTelegram) else ("whatsapp", US)
        super().__init__(url, worker.on.name, screen=Screen(channel))
        self.at = At(channel, account, worker.on.name)
        self.number = worker.on.name.removeprefix("whatsapp:") if channel == "whatsapp" else ""

    def hear(self, text: str = "", *, id: str = "", tap: Tap | None = None, media: str = "") -> Done | None:
        return self.conversation.hear(Inbound(*self.at[:2], self.name, id or uuid4().hex, text, tap, media, phone=self.number))


@dataclass
class Count:
    """What was found. wrong: sentences, and there should be none."""

    figures: dict[str, object] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(f"  {name:42} {value}" for name, value in self.figures.items())


def count(storm: Storm) -> Count:
    """Look at everybody, and at every message."""
    found = Count({"seed": storm.plan.seed, "seconds": round(storm.took), "people": len(storm.workers),
                   "kills": f"{storm.crew.kills.total()}: {_listed(storm.crew.kills)}",
                   "told to stop": _listed(storm.crew.stopped), "ended by themselves": _listed(storm.crew.ended),
                   "other blows": _listed(storm.blows)})
    with storm.database.read() as connection:
        rows = list(connection.execute(sa.select(tables.message).order_by(tables.message.c.seq)).mappings())
    found.wrong += [f"{worker.on.name}: {worker.trouble}" for worker in storm.workers if worker.trouble]
    found.wrong += [f"{row['id']} still waits: {row['status']}" for row in rows if row["status"] in (*GOING, "parked")]
    spooled = [path for end in ("sealed", "refused") for path in storm.folder.rglob(f"instance/spool/*.{end}")]
    found.wrong += [f"left in the spool: {path.name}" for path in spooled]
    heard = Counter(row["provider_id"] for row in rows if row["way"] == "in")
    written = set(storm.provider.ids)
    found.wrong += [f"never heard: {id}" for id in written - set(heard)]
    found.wrong += [f"heard {times} times: {id}" for id, times in heard.items() if times > 1 or id not in written]
    calm = f"sqlite:///{storm.folder / 'calm.sqlite'}"
    storage.upgrade(calm)
    for worker in storm.workers:
        found.wrong += [f"{worker.on.name}: {difference}" for difference in _differences(storm, worker, calm)]
    found.wrong += _sent_wrongly(storm, rows, found)
    faults = Counter(call.how for call in storm.line.calls if call.how)
    found.figures |= {
        "messages of people": len(written), "said again after a silence": sum(worker.again for worker in storm.workers),
        "webhooks repeated on purpose": storm.provider.repeats,
        "webhooks sent again because unanswered": storm.provider.refused,
        "calls that went wrong": f"{faults.total()} of {len(storm.line.calls)}: {_listed(faults)}",
        "lookups that went wrong": f"{len(storm.line.looked)}: {_listed(Counter(storm.line.looked))}"}
    return found


def _differences(storm: Storm, worker: Worker, url: str) -> Iterator[str]:
    """What this person left behind that a calm person had not."""
    calm, line = Line(url, worker), Line(storm.url, worker)
    said = calm.say(HELLO)
    while path := asked(said[-1]):
        said = calm.say(worker.answers[path])
    was, left, talk = calm.left, line.left, line.talk
    for name in ("state", "enrolments", "agreed", "audit"):
        if getattr(left, name) != getattr(was, name):
            yield f"{name} is {getattr(left, name)}, and was {getattr(was, name)} in the calm; heard and said: {left.words}"
    if len(left.enrolments) != 1:
        yield f"{len(left.enrolments)} enrolments"
    if [row["seq"] for row in line.rows(tables.message)] != list(range(1, talk.seq + 1)):
        yield "the numbers of the messages have gaps"
    if not line.chain_is_whole:
        yield "the audit chain is broken"
    calm.database.close()
    line.database.close()


def _sent_wrongly(storm: Storm, rows: list[sa.RowMapping], found: Count) -> Iterator[str]:
    """Each message reaches the provider once; again only if nobody could know that it had."""
    out = [row for row in rows if row["way"] == "out"]
    times, unmarked = Counter(one.id for one in storm.line.taken), Counter(call.id for call in storm.line.calls if call.how in UNMARKED)
    away = Counter(one.id for one in storm.line.taken if any(since <= one.at <= until for since, until in storm.away))
    lost = [row["id"] for row in out if row["status"] in ACCEPTED and not times[row["id"]]]
    why = Counter[str]()
    for id, more in ((id, n - 1) for id, n in times.items() if n > 1):
        for reason, most in (("answer", unmarked[id]), ("kill", storm.crew.in_hand[id]), ("database", away[id]), ("none", more)):
            why[reason] += min(more, most)
            if more and reason == "none":
                yield f"{id} was sent {times[id]} times: {[call.how for call in storm.line.calls if call.id == id]}"
            more -= min(more, most)
    late = {call.id for call in storm.line.calls if call.how == "late"}      # newer ones may have gone meanwhile
    first = {one.id: n for n, one in reversed([*enumerate(storm.line.taken)]) if one.id not in late}
    last = defaultdict[str, int](int)
    for row in out:
        if row["id"] in first:
            if first[row["id"]] < last[row["address_id"]]:
                yield f"{row['id']} overtook another"
            last[row["address_id"]] = first[row["id"]]
    yield from (f"strange: {id}" for id in times.keys() - {row["id"] for row in out})
    yield from (f"lost: {id}, {[call.how for call in storm.line.calls if call.id == id]}" for id in lost)
    found.figures |= {
        "messages of ours": f"{len(out)}: {_listed(Counter(row['status'] for row in out))}", "taken by the providers": times.total(),
        "lost": len(lost), "repeated, as the answer was lost (ADR 5)": why["answer"],
        "repeated, as the sender was killed unmarked": why["kill"], "repeated, as the database was away": why["database"],
        "repeated without a reason": why["none"]}


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {n}" for name, n in sorted(counts.items())) or "none"
