"""Plays a chat file against the real shell and writes down what was said and what was stored."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.casework import Taken
from bot.engine.messages import Bubble, Tap
from bot.handlers.channel import Inbound
from bot.house import House
from bot.outbox import Outbox
from bot.progress import NotNow, Unfit
from bot.settings import Settings
from bot.speech import Speech
from storage import audit, cases, enrolments, office_days
from storage.tables import address, certificate, talk
from storage.talks import NOWHERE, At, Talk, find, get
from tests.conversations import staff
from tests.conversations.stored import rows
from tests.keys import VAULT

SPEECH = Speech()       # compiled once for all chats
ZONE = ZoneInfo("Asia/Jakarta")
UNITS = {"menit": "minutes", "jam": "hours", "hari": "days"}


class Play:
    """`> words` a message, `> [Label]` a tap on the newest button of that name, `> (foto)` a medium, `> words x3` before any answer;
    `! mulai 2026-11-20 10:00` the clock, `! lewat 2 hari`, `! nomor 0812...` the channel knows the phone;
    `! tersimpan` what is stored, `! lepas` what is stored of a talk that was unlinked from this address, `! jejak` the audit,
    `! orang siti` another phone, `! jam 2026-11-23 Senin 08.00-12.00` the hours of the office from a day on,
    `! petugas ani ambil` and what else staff do (see staff.py); `! loket ani registration`: from now on somebody without a chat."""

    name = "test"

    def __init__(self, url: str) -> None:
        self.now = datetime(2026, 11, 20, 10, tzinfo=ZONE)
        settings = Settings(database_url=url, office_name="Kantor Cabang Contoh")
        self.house = House(settings, lambda: self.now)
        self.house.vault, self.house.speech = VAULT, SPEECH
        self.outbox = Outbox(self.house.database, VAULT, [self], lambda: self.now)
        self.sender, self.phone = uuid4().hex, ""
        self.people: dict[str, str] = {}
        self.receipts: dict[str, None] = {}
        self.others: dict[tuple[str, str], tuple[list[tuple[Bubble, str]], str]] = {}
        self.shown: list[tuple[Bubble, str]] = []
        self.out: list[str] = []
        self.counter, self.read = "", 0         # the talk of who has no chat, and what they were shown so far

    def send(self, to: str, bubble: Bubble, stamp: str, id: str) -> str:
        shown = self.shown if to == self.sender else self.others[self.name, to][0]
        shown.append((bubble, stamp))
        self.out += [f"({name} membaca:)" for name, sender in self.people.items() if sender == to != self.sender]
        self._show(bubble)
        return uuid4().hex

    def _show(self, bubble: Bubble) -> None:
        buttons = " ".join(f"[{button.label}]" for button in bubble.choices)
        self.out += [*bubble.words.split("\n"), *([buttons] if buttons else [])]

    def run(self, script: str) -> str:
        """Answer every line that begins with > or !, and give the whole chat back as it went."""
        for line in script.splitlines():
            if line.startswith("#"):
                self.out.append(line)
            elif line.startswith(("> ", "! ")):
                self.out += ["", line] if self.out else [line]
                self._said(line[2:]) if line[0] == ">" else self._done(line[2:])
        self.house.database.close()
        return "\n".join(self._numbered()) + "\n"

    def _said(self, said: str) -> None:
        words, _x, times = said.partition(" x") if re.search(r" x\d$", said) else (said, "", "1")
        inbounds = [self._inbound(words) for _time in range(int(times))]
        for inbound in inbounds:
            done = self.house.conversation.hear(inbound)
            assert done
            wrote = done.address
        self.outbox.deliver(wrote)      # first who wrote, then whom it concerns
        self.outbox.sweep()

    def _inbound(self, words: str) -> Inbound:
        empty = Inbound(self.name, "test", self.sender, uuid4().hex, phone=self.phone)
        if button := re.fullmatch(r"\[(.+)\]", words):
            for bubble, stamp in reversed(self.shown):
                for choice in bubble.choices:
                    if choice.label == button[1]:
                        return replace(empty, tap=Tap(stamp, choice.id))
            raise AssertionError(f"no button {words} in:\n" + "\n".join(self.out[-12:]))
        if medium := re.fullmatch(r"\((\w+)\)", words):
            return replace(empty, media=medium[1], file=uuid4().hex)
        for n, code in enumerate(self._codes(), 1):
            words = words.replace(f"BBBB-{n:04}", code)
        return replace(empty, text=words.replace("\\n", "\n"))

    def _done(self, what: str) -> None:
        verb, _space, rest = what.partition(" ")
        acts: dict[str, Callable[[str], None]] = {
            "mulai": self._start, "lewat": self._wait, "nomor": self._number, "tersimpan": self._stored, "petugas": self._staff,
            "orang": self._person, "jam": self._hours, "loket": self._stand,
            "jejak": self._audited, "lepas": self._unlinked}
        acts[verb](rest)

    def _start(self, moment: str) -> None:
        self.now = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)

    def _wait(self, time: str) -> None:
        number, unit = time.split()
        self.now += timedelta(**{UNITS[unit]: int(number)})
        self.house.tick()
        self.outbox.sweep()

    def _staff(self, what: str) -> None:
        login, act, *rest = what.split(" ", 2)
        self._remember()
        try:
            self.out += staff.ACTS[act](self.house, self._talk().id, staff.by(self.house, login), *rest) or []
        except (Taken, NotNow, Unfit, ValueError) as refused:
            self.out.append(f"(ditolak: {type(refused).__name__} {refused})")
        self.outbox.sweep()
        self._read_out()

    def _stand(self, what: str) -> None:
        login, flow = what.split()
        case_id = self.house.counter.begin(flow, staff.by(self.house, login))
        with self.house.database.read() as connection:
            found = cases.get(connection, VAULT, case_id)
        assert found
        self.counter = found.talk
        self._read_out()

    def _read_out(self) -> None:
        for row in staff.read(self.house, self.counter, self.read) if self.counter else []:
            self.read = row.seq
            self._show(row.body)

    def _person(self, name: str) -> None:
        """Somebody else takes up another phone; everybody keeps their own screen and number."""
        self.others[self.name, self.sender] = (self.shown, self.phone)
        self.sender = self.people.setdefault(name, self.sender if not self.people else uuid4().hex)
        self.shown, self.phone = self.others.get((self.name, self.sender), ([], ""))

    def _hours(self, what: str) -> None:
        since, _space, hours = what.partition(" ")
        with self.house.database.begin() as connection:
            office_days.set_hours(connection, date.fromisoformat(since), hours)

    def _number(self, phone: str) -> None:
        self.phone = phone

    def _stored(self, _rest: str) -> None:
        here = self._talk()
        with self.house.database.begin() as connection:
            self.out += rows(connection, VAULT, here)

    def _unlinked(self, _rest: str) -> None:
        with self.house.database.begin() as connection:
            ids = connection.execute(sa.select(talk.c.id).join(address).where(address.c.channel == NOWHERE).order_by(talk.c.id)).scalars()
            for id in ids.all():
                self.out += rows(connection, VAULT, found) if (found := get(connection, VAULT, id)) else []

    def _audited(self, _rest: str) -> None:
        here = self._talk()
        with self.house.database.begin() as connection:
            entries = audit.entries(connection, talk_id=here.id)
            assert all(chain.whole for chain in audit.verify(connection, VAULT, "talk", here.id))
        self.out += [f"  {row['who']}: {row['what']} {row['subject']} {row['origin']}" for row in reversed(entries)]

    def _talk(self) -> Talk:
        with self.house.database.begin() as connection:
            here = At(self.name, "test", self.sender)
            found = get(connection, VAULT, self.counter) if self.counter else find(connection, VAULT, here)
        assert found
        return found

    def _codes(self) -> list[str]:
        """The codes of invitations, as they were first read: BBBB-0001, BBBB-0002."""
        return list(dict.fromkeys(re.findall(r"KODE ((?!BBBB)[0-9A-Z]{4}-[0-9A-Z]{4})\n?", "\n".join(
            line for line in self.out if not line.startswith(">") and "Contohnya" not in line))))

    def _remember(self) -> None:
        """Keep the receipts there are: staff may delete an enrolment."""
        with self.house.database.begin() as connection:
            self.receipts.update(dict.fromkeys(enrolment.number for enrolment in reversed(enrolments.listed(connection, VAULT))))

    def _numbered(self) -> list[str]:
        """Receipts are drawn by lot; here they are AAAA-0001, AAAA-0002, and certificates CCCC-0001."""
        self._remember()
        with self.house.database.begin() as connection:
            certificates = connection.execute(sa.select(certificate.c.number).order_by(certificate.c.id)).scalars().all()
        text = "\n".join(self.out)
        for n, code in enumerate(self._codes(), 1):
            text = text.replace(code, f"BBBB-{n:04}")
        for letters, drawn in (("AAAA", self.receipts), ("CCCC", certificates)):
            for n, number in enumerate(drawn, 1):
                text = text.replace(number, f"{letters}-{n:04}")
        self.house.database.close()
        return [line.rstrip() for line in text.splitlines()]
