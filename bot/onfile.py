"""What is on file of whom a talk is with: told to them only, and what they are asked about when it is not certain that it is they."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

from bot.engine.state import Draft, State
from bot.flows.data import OnFile, Sent, Unsent
from bot.flows.status import Enrolled
from bot.rules import Rules
from bot.rules.nik import BadNik, mask
from storage import Connection, erasure
from storage.enrolments import Enrolment
from storage.talks import Talk

STRANGER = timedelta(days=90)       # a silence after which the number may be somebody else's


def was_silent(heard_at: datetime | None, now: datetime) -> bool:
    """Whether it is so long ago that somebody wrote that the number may have changed hands."""
    return heard_at is not None and now - heard_at >= STRANGER


def strange(state: State, sent: Sequence[Enrolment], heard_at: datetime | None, now: datetime) -> bool:
    """Whether somebody writes after months to a talk that knows something."""
    return was_silent(heard_at, now) and bool(state.drafts or sent)


def births(state: State, sent: Sequence[Enrolment], rules: Rules, today: date) -> frozenset[date]:
    """The birth dates that are known here."""
    found = {date.fromisoformat(one.form["born"]) for one in sent if one.form.get("born")}
    for draft in (*state.drafts, *state.locked):
        found.update(_births(draft, rules, today))
    return frozenset(found)


def _births(draft: Draft, rules: Rules, today: date) -> Iterator[date]:
    for path, (value, _by) in draft.saved.items():
        with suppress(ValueError, BadNik):
            if path.endswith("born"):
                yield date.fromisoformat(value)
            elif path.endswith("nik"):
                yield rules.nik(value, today).born


def enrolled(sent: Sequence[Enrolment]) -> tuple[Enrolled, ...]:
    """What was sent from here, as far as officers have carried it."""
    return tuple(Enrolled(one.number, one.kind, one.status, one.form["nik"], one.form["name"], one.kpj, one.paid_until) for one in sent)


def held(connection: Connection, talk: Talk, sent: Sequence[Enrolment], unwritten: int) -> OnFile:
    """All that is kept, as it may be shown. unwritten: how many messages are not written down yet, such as the one that asks."""
    drafts = [draft for draft in (*talk.state.locked, *talk.state.drafts) if draft.saved]
    forms = tuple(Unsent(_value(draft, "name"), _masked(_value(draft, "nik"))) for draft in drafts)
    there = tuple(Sent(one.number, one.form["name"], _masked(one.form["nik"]), one.created_at.date()) for one in sent)
    return OnFile(forms, there, *erasure.held(connection, talk, unwritten))


def _masked(nik: str) -> str:
    return mask(nik) if nik else ""


def _value(draft: Draft, path: str) -> str:
    return draft.saved.get(path, ("", ""))[0]
