"""Files that staff send in: stored, accepted, and worked off line by line, going on where a process that died has stopped."""
from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

from bot.answers.payer import funds
from bot.casework import By
from bot.conversation import Conversation
from bot.effects import new_number
from bot.engine.state import State
from bot.progress import NotNow, Progress, Unfit
from storage import Away, Conflict, Connection, audit, batches, enrolments, talks
from storage.batches import Batch, Kind, Line, Why
from storage.talks import NOWHERE, At, Talk

log = logging.getLogger(__name__)
SOME = 50           # lines of one transaction
SECONDS = 2.0       # that one round takes
DRAFT = "1"         # a list is one form with many items


class Batches:
    """The way of a file: open, accepted, done."""

    def __init__(self, conversation: Conversation, progress: Progress) -> None:
        self.conversation, self.progress = conversation, progress
        self.database, self.vault = conversation.database, conversation.vault

    def add(self, kind: Kind, terms: Mapping[str, Any], lines: Iterable[Line], by: By) -> str:
        """Store a file whole; nothing of it is done before it is accepted."""
        with self.database.begin() as connection:
            id = batches.add(connection, self.vault, by.id, kind, terms, lines, self.conversation.clock())
            self._note(connection, by, "sent a file in", kind, id)
        return id

    def accept(self, id: str, by: By) -> None:
        """Let a file be worked off, in the name of who accepts it."""
        with self.database.begin() as connection:
            if batches.accept(connection, id, by.id):
                self._note(connection, by, "accepted a file", batches.get(connection, self.vault, id).kind, id)

    def drop(self, id: str, by: By) -> None:
        """Delete a file that was not accepted."""
        with self.database.begin() as connection:
            kind = batches.get(connection, self.vault, id).kind
            if batches.drop(connection, id):
                self._note(connection, by, "dropped a file", kind, id)

    def work(self, id: str, seconds: float = SECONDS) -> None:
        """Work off an accepted file for a while; who comes next goes on."""
        until = time.monotonic() + seconds
        while self._some(id) and time.monotonic() < until:
            pass

    def tick(self) -> int:
        """Go on with what was accepted and is not done; give how many files there were."""
        with self.database.read() as connection:
            ids = batches.accepted(connection)
        for id in ids:
            try:
                self.work(id)
            except Exception:       # one file that can't be read must not keep the others waiting
                log.exception("a file could not be worked off; it is tried again")
        return len(ids)

    def _some(self, id: str) -> bool:
        """Do some lines; whether there may be more."""
        with self.database.begin() as connection:
            batch = batches.get(connection, self.vault, id, lock=True)
            lines = batches.lines(connection, self.vault, id, status="waiting", limit=SOME) if batch.status == "accepted" else []
            if batch.status == "accepted" and not lines:
                batches.close(connection, id, self.conversation.clock())
            if batch.kind == "members":
                self._enrol(connection, batch, lines)
        if batch.kind == "results":
            for line in lines:
                self._record(batch, line)
        return bool(lines)

    def _enrol(self, connection: Connection, batch: Batch, lines: list[Line]) -> None:
        """Enrol members whom a body of government lists: nobody asked them here, so no consent is recorded but on what basis it is done.

        They have no talk with us: the list has one, to nobody, and each of them is an item of it.
        """
        now, at = self.conversation.clock(), At(NOWHERE, "list", batch.id)
        forms = [(line, line.body) for line in lines if line.body]
        there = enrolments.in_hand(connection, self.vault, [form["nik"] for _line, form in forms], now.date())
        if forms:
            talk = talks.find(connection, self.vault, at) or talks.begin(connection, self.vault, at, now, State())
        for line, form in forms:
            outcome = Why("on_file") if form["nik"] in there else self._enrolled(connection, talk, line, form, batch.login)
            batches.settle(connection, batch.id, line, outcome)

    def _enrolled(self, connection: Connection, talk: Talk, line: Line, form: Mapping[str, Any], login: str) -> str:
        now, item = self.conversation.clock(), f"lines/{line.number}"
        enrolments.enrol(connection, self.vault, talk, DRAFT, number := new_number(connection, self.vault), form, kind="registration",
                         funds=funds(form["payer"]), now=now, item=item)
        audit.note(connection, self.vault, talk.id, login, "enrolled", f"{DRAFT}/{item}", now)
        return enrolments.find(connection, self.vault, number) or ""

    def _record(self, batch: Batch, line: Line) -> None:
        """Record one result, in the transaction in which its line is settled."""
        assert line.body
        with self.database.read() as connection:
            id = enrolments.find(connection, self.vault, line.body["receipt"])
        why = self._step(batch, line, line.body, id) if id else Why("receipt")
        if why:
            with self.database.begin() as connection:
                batches.settle(connection, batch.id, line, why)

    def _step(self, batch: Batch, line: Line, said: Mapping[str, Any], id: str) -> Why | None:
        by = By(batch.staff, batch.login)

        def settle(connection: Connection) -> None:
            batches.settle(connection, batch.id, line, id)

        try:
            if said["status"] == "registered":
                self.progress.register(id, said["kpj"], by, also=settle)
            else:
                part, _colon, why = said["reason"].partition(":")
                self.progress.send_back(id, self._path(id, part), why.strip(), by, also=settle)
        except NotNow:
            return Why("already" if self._is_on_record(id, said) else "state")
        except Unfit as unfit:
            return Why(str(unfit))
        except (Away, Conflict):
            raise
        except Exception:       # one row that can't be read must not keep the others waiting
            log.exception("a result could not be recorded")
            return Why("fault")
        return None

    def _path(self, id: str, part: str) -> str:
        """The question that an officer names by its label."""
        with self.database.read() as connection:
            parts = self.progress.mendable(enrolments.get(connection, self.vault, id))
        say = self.conversation.speech.say
        return next((path for path, label in parts.items() if say(label, "id").casefold() == part.strip().casefold()), "")

    def _is_on_record(self, id: str, said: Mapping[str, Any]) -> bool:
        with self.database.read() as connection:
            one = enrolments.get(connection, self.vault, id)
        return one.kpj == said["kpj"] if said["status"] == "registered" else one.status == "sent_back"

    def _note(self, connection: Connection, by: By, what: str, kind: str, id: str) -> None:
        audit.note_staff(connection, self.vault, by.id, by.login, what, f"{kind} {id}", self.conversation.clock(), by.origin)
