"""A year of a busy office, put into a database as its rows: people, talks, forms, messages, events, cases, audit."""
from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.answers.occupations import OCCUPATIONS
from bot.answers.regencies import REGENCIES
from bot.engine.messages import Bubble
from bot.house import House
from bot.office import SPANS
from storage import audit, tables, tally
from storage.tables import new_id
from tests.shell.phone import ANSWERS

Row = dict[str, Any]
MESSAGES, BATCH = 15, 1000      # of one person; people of one transaction
HOURS = (6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 18, 19, 20)
CHANNELS = ("whatsapp", "whatsapp", "whatsapp", "telegram", "web")
STEPS = ("consent", "nik", "name", "home", "work", "income", "programs", "months", "phone", "confirm")
STATUSES = ("active", "active", "active", "active", "lapsed", "registered", "sent_back")
FORM = {"nik": ANSWERS["nik"], "name": "Siti Aminah", "born": "1985-01-25", "sex": "F", "phone": "081200000123", "work": "pedagang",
        "home": ["Latuhalat", "8171"], "sector": "other", "workplace": ["Latuhalat", "8171"], "income": 1_500_000, "base": 1_600_000,
        "employer": False, "programs": 2, "months": 3, "payer": "self", "quotes": []}
SAID = [Bubble("bang mau daftar"), Bubble("Siapa nama lengkap, seperti di KTP?", told=("Dicatat: NIK 3273********9901",))]
STATE = '{"language":"id","owner":"bot","waiting":false,"front":"","topic":null,"asking":"","serial":1}'
REASONS = ("asked", "asked", "payment", "claim", "complaint", "accident", "lost_kpj")


@dataclass
class Year:
    """Fills a house that has nobody yet. people: how many enrolments; days: over how many they are spread."""

    house: House
    people: int
    days: int = 364
    staff: list[str] = field(default_factory=list)
    rows: dict[sa.Table, list[Row]] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(2026))

    def fill(self) -> None:
        """Everybody, some at a time; then the totals."""
        with self.house.database.begin() as connection:
            self.staff = list(connection.execute(sa.select(tables.staff.c.id)).scalars())
        for first in range(0, self.people, BATCH):
            for number in range(first, min(first + BATCH, self.people)):
                self._person(number)
            self._write()
        self._desk()
        self._write()
        tally.add_up(self.house.database, self.house.conversation.office.zone, self.house.clock())

    def _write(self) -> None:
        with self.house.database.begin() as connection:
            for table in tables.metadata.sorted_tables:
                if rows := self.rows.pop(table, None):
                    connection.execute(table.insert(), rows)

    def _add(self, table: sa.Table, **values: Any) -> str:
        values.setdefault("id", new_id())
        self.rows.setdefault(table, []).append(values)
        return str(values["id"])

    def _seal(self, plain: object, table: str, column: str, id: str) -> bytes:
        text = plain if isinstance(plain, str) else msgspec.json.encode(plain).decode()
        return self.house.vault.seal(text, table, column, id)

    def _when(self, number: int) -> datetime:
        """Rising with the number through the year that ends now, by day and mostly not at night."""
        ago = timedelta(days=self.days * (1 - number / self.people) // 1)
        return (self.house.clock() - ago).replace(hour=self.chance.choice(HOURS), minute=self.chance.randrange(60)) - timedelta(days=1)

    def _person(self, number: int) -> None:
        vault, at, channel = self.house.vault, self._when(number), self.chance.choice(CHANNELS)
        person, address, talk, draft = self._add(tables.person, created_at=at), new_id(), new_id(), new_id()
        name = f"+62812{number:08}"
        self._add(tables.address, id=address, person_id=person, channel=channel, account="us", name_hash=vault.hash("address", name),
                  name=self._seal(name, "address", "name", address), created_at=at)
        mark = self._audit("talk", talk, [("worker", "agreed", "1/consent 2026-11"), ("worker", "enrolled", "1"), ("ani", "taken", "1"),
                                          ("ani", "registered", "1")], at)
        self._add(tables.talk, id=talk, address_id=address, seq=MESSAGES, owner="bot", state=self._seal(STATE, "talk", "state", talk),
                  heard_at=at, created_at=at, audit_end=mark)
        messages = [self._message(talk, address, channel, seq, at) for seq in range(1, MESSAGES + 1)]
        self._enrolment(number, talk, person, at)
        self._events(channel, draft, at)
        if number % 5 == 0:
            self._case(number, talk, channel, at)
        if not number:
            self._regular(talk, address, person, channel, at)
        if number % 6 == 0:
            self._add(tables.unheard, message_id=messages[0], created_at=at)

    def _regular(self, talk: str, address: str, person: str, channel: str, at: datetime) -> None:
        """Somebody who writes all the time, and has had a case and an enrolment of everything."""
        for more in range(1, min(self.people // 2, 2000)):
            self._message(talk, address, channel, MESSAGES + more, at)
            self._enrolment(0, talk, person, at, draft=f"{more + 1}")
            case, note = self._case(0, talk, channel, at), new_id()
            self._add(tables.note, id=note, case_id=case, staff_id=self.staff[0], body=self._seal("catatan", "note", "body", note),
                      created_at=at)

    def _message(self, talk: str, address: str, channel: str, seq: int, at: datetime) -> str:
        id, incoming = new_id(), seq % 2
        return self._add(tables.message, id=id, talk_id=talk, address_id=address, seq=seq, way="in" if incoming else "out", draft="1",
                         kind="worker" if incoming else "prompt", provider_id=id, body=self._seal(SAID[seq % 2], "message", "body", id),
                         stamp="", status="heard" if incoming else "read", created_at=at + timedelta(seconds=seq))

    def _enrolment(self, number: int, talk: str, person: str, at: datetime, draft: str = "1") -> None:
        vault, member, id, nik = self.house.vault, new_id(), new_id(), f"3273{number:08}9901"
        form = {**FORM, "nik": nik, "work": self.chance.choice([*OCCUPATIONS]), "home": ["Desa", self.chance.choice([*REGENCIES])]}
        fresh, code = self.people - number <= max(self.people // 50, 100), f"{number:08} {draft}"
        self._add(tables.member, id=member, person_id=person, nik_hash=vault.hash("nik", nik), created_at=at,
                  body=self._seal(form, "member", "body", member))
        self._add(tables.enrolment, id=id, talk_id=talk, draft=draft, kind="registration", member_id=member, payer_id=person, funds="self",
                  submitter_id=person, status="submitted" if fresh else self.chance.choice(STATUSES),
                  number_hash=vault.hash("number", code), number=self._seal(code, "enrolment", "number", id),
                  body=self._seal(form, "enrolment", "body", id),
                  answers=self._seal({"flow": "registration", "saved": {}}, "enrolment", "answers", id), created_at=at, updated_at=at)
        for split, part in (("work", form["work"]), ("province", form["home"][1][:2])):
            self._event("enrolled", at, flow="registration", step=split, code=part)

    def _event(self, what: str, at: datetime, **other: Any) -> None:
        said = {"flow": "", "step": "", "code": "", "channel": "web", "language": "id", "draft_id": None, **other}
        self._add(tables.event, **said, what=what, created_at=at)

    def _events(self, channel: str, draft: str, at: datetime) -> None:
        common = {"channel": channel, "language": "id" if self.chance.random() < 0.97 else "en"}
        for step, following in zip(STEPS, (*(f"registration/{name}" for name in STEPS[1:]), "end"), strict=True):
            for what, code in (("heard", ""), ("refused", "nik_length"), ("answered", following)):
                if what != "refused" or self.chance.random() < 0.1:
                    form = {} if what == "heard" else {"flow": "registration", "step": step, "code": code, "draft_id": draft}
                    self._event(what, at, **common, **form)
        self._event("started", at, **common, flow="registration", code="registration/consent")
        self._event("finished", at, **common, flow="registration")

    def _case(self, number: int, talk: str, channel: str, at: datetime) -> str:
        left, id, reason = (self.people - number) // 5, new_id(), self.chance.choice(REASONS)
        status = "closed" if left > min(300, self.people // 7) else "claimed" if number % 3 == 0 else "waiting"
        staff = None if status == "waiting" else self.chance.choice(self.staff)
        done = at + timedelta(minutes=self.chance.choice(SPANS)) if status == "closed" else None
        self._add(tables.case, id=id, talk_id=talk, draft="", reason=reason, urgent=reason == "accident", status=status, staff_id=staff,
                  note=self._seal({"matter": "bayar"}, "case", "note", id), leased_until=None, promised_at=at, answered_at=done,
                  created_at=at, closed_at=done)
        self._event("case opened", at, channel=channel, step="reason", code=reason)
        if done:
            for what in ("case answered", "case closed"):
                self._event(what, done, channel=channel, step="within", code=str(self.chance.choice(SPANS)))
        return id

    def _desk(self) -> None:
        """What the staff did outside of talks, and what supervisors proposed."""
        for staff in self.staff:
            done = [("ani", "signed in", "")] * (self.people // 100)
            mark = self._audit("staff", staff, done, self.house.clock())
            with self.house.database.begin() as connection:
                connection.execute(tables.audit.delete().where(tables.audit.c.staff_id == staff))
                connection.execute(tables.staff.update().where(tables.staff.c.id == staff), {"audit_end": mark})
            for number in range(self.people // 200):
                self._add(tables.phrase, intent="pay", words=f"bayar {staff} {number}", staff_id=staff, created_at=self.house.clock())

    def _audit(self, of: audit.Of, id: str, entries: list[tuple[str, str, str]], at: datetime) -> bytes:
        """A chain, and the mark of its end."""
        before = audit.FIRST
        for seq, (who, what, subject) in enumerate(entries, 1):
            entry = {"talk_id": None, "staff_id": None, f"{of}_id": id, "seq": seq, "who": who, "what": what, "subject": subject,
                     "origin": "", "created_at": at, "before": before}
            before = audit._hash(entry)
            self._add(tables.audit, **entry, hash=before)
        return audit.end_mark(self.house.vault, id, len(entries), before)


def pages(house: House) -> Iterator[tuple[str, str]]:
    """The pages of the desk with something on them: what they are called, and their address."""
    with house.database.read() as connection:
        def one(table: sa.Table, *which: Any) -> str:
            return str(connection.execute(sa.select(table.c.id).where(*which).order_by(table.c.id).limit(1)).scalar() or "0" * 32)
        case, closed = (one(tables.case, tables.case.c.status == status, tables.case.c.urgent.is_(False))
                        for status in ("waiting", "closed"))
        enrolled, talk, staff = one(tables.enrolment), one(tables.talk), one(tables.staff)
        later = connection.execute(sa.select(tables.enrolment.c.id).where(tables.enrolment.c.status == "active")
                                   .order_by(tables.enrolment.c.id).offset(60).limit(1)).scalar()
    today = house.clock().date()
    year = f"from={today - timedelta(days=365)}&to={today}"
    yield from (("inbox", "inbox"), ("inbox, all", "inbox?folder=all"), ("inbox, mine", "inbox?folder=mine"),
                ("inbox, kept fresh", "inbox/list"), ("inbox, the next", f"inbox?after={case}"), ("case, waiting", f"cases/{case}"),
                ("case of a regular", f"cases/{closed}"), ("case, kept fresh", f"cases/{case}/talk"),
                ("enrolments, new", "enrolments"), ("enrolments, active", "enrolments?status=active"),
                ("enrolments, the last", f"enrolments?status=active&after={later}"), ("enrolment", f"enrolments/{enrolled}"),
                ("calendar", "calendar"), ("not understood", "unheard"), ("audit", "audit"), ("audit of one", "audit?who=ani"),
                ("audit of a talk", f"audit?talk={talk}"), ("account", "account"),
                ("enrolments together", f"enrolments/{enrolled}/group"), ("search", "search"), ("files", "lists"), ("answers", "canned"),
                ("teams", "teams"), ("people", "people"), ("one of them", f"people/{staff}"))
    for page, charts in (("forms", "steps"), ("cases", "answered"), ("volumes", "provinces")):
        yield from ((f"reports, {page}", f"reports?page={page}"), (f"reports, {page}, a year", f"reports?page={page}&{year}"),
                    (f"reports, {page}, CSV", f"reports.csv?page={page}&chart={charts}&{year}"))
