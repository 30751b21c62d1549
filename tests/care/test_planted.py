"""A hundred people's NIKs, names, phones and incomes come in by every door; then every place where something may be kept is searched."""
from __future__ import annotations

import base64
import io
import logging
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.app import create_app
from bot.handlers.channel import Inbound
from bot.house import House
from bot.logs import Json, Plain
from bot.outbox import Outbox
from bot.spool import Spool
from storage import tables
from storage.backup import backup
from tests.conversations.staff import by
from tests.desk.conftest import Office
from tests.disk import home, search, written
from tests.doors.test_fuzz import SETUP
from tests.handlers.whatsapp.conftest import PUBLIC_URL
from tests.shell.phone import HELLO, SETTINGS, SPEECH, Clock, Screen
from tests.standins import telegram_person, twilio_person

PEOPLE, WHOLE = 100, 15     # how many, and how many of them fill in the whole form; the others blurt it all out somewhere
LISTED = range(80, 90)      # who stand on a list of members too
SYLLABLES = ("zubi", "wexo", "quvi", "fyjo", "xapu", "vozy", "jiqa", "kyzu", "yofe", "puxi")
ALIKE = ("327309010184", "Quvizowexo", "0812 0000 77", "8120000077", "7.654.3")    # what all have that nobody else has


class Planted(NamedTuple):
    """What one person tells."""

    nik: str
    name: str
    phone: str
    income: str

    @classmethod
    def number(cls, n: int) -> Planted:
        name = f"{SYLLABLES[n // 10]}{SYLLABLES[n % 10]}".title()
        return cls(f"32730901018499{n:02}", f"{name} Quvizowexo", f"0812 0000 77{n:02}", f"7.654.3{n:02}")


ALL = [Planted.number(n) for n in range(PEOPLE)]
found = search(ALIKE)


def test_the_search_finds():
    for secret in ALL[42]:
        for data in (secret.encode(), secret.encode("utf-16"), secret.upper().encode(), secret.encode().hex().encode()):
            assert found(b"..." + data + b"..."), secret
    for secret in ALL[42][:3]:
        assert all(found(base64.b64encode(b"x" * shift + secret.encode() + b"yy")) for shift in range(3)), secret
    assert found(b"3273 Latuhalat Ambon 16800 0812-0000-0123") == []


class Doors:
    """Every way in, one after the other."""

    def __init__(self, house: House, client: FlaskClient, spool: Spool) -> None:
        self.house, self.client, self.spool = house, client, spool
        self._senders = Outbox(house.database, house.vault, [Screen(name) for name in ("telegram", "whatsapp", "terminal")], house.clock)
        self._ways = cycle((self.page, self.telegram, self.whatsapp, self.spooled, self.terminal))

    def write(self, who: str, texts: list[str], *, reads: bool = False) -> None:
        """reads: what the bot says is delivered, so that a yes counts."""
        way = next(self._ways)
        for text in texts:
            way(who, text)
            if reads:
                self._senders.sweep()

    def page(self, who: str, text: str) -> None:
        if not hasattr(self, f"browser_{who}"):
            setattr(self, f"browser_{who}", self.client.application.test_client())
        answer = getattr(self, f"browser_{who}").post("/messages", json={"id": uuid4().hex, "text": text, "seen": 9999})
        assert answer.status_code == 200

    def telegram(self, who: str, text: str) -> None:
        user = {"id": 5_000_000_000 + hash(who) % 10**6, "is_bot": False, "first_name": who.title()}
        chat = {"id": user["id"], "type": "private"}
        message = {"message_id": next(telegram_person.IDS) % 10**6, "date": 1, "chat": chat, "from": user, "text": text}
        update = {"update_id": next(telegram_person.UPDATES), "message": message}
        secret = {"X-Telegram-Bot-Api-Secret-Token": "a-secret"}
        assert self.client.post("/webhooks/telegram", json=update, headers=secret).status_code == 200

    def whatsapp(self, who: str, text: str) -> None:
        person = twilio_person.Person(self.client, None, PUBLIC_URL, f"whatsapp:+62812001{hash(who) % 10**5:05}")  # type: ignore[arg-type]
        assert person.say(text).status_code == 200

    def spooled(self, who: str, text: str) -> None:
        self.spool.keep({"MessageSid": f"SM{uuid4().hex}", "From": f"whatsapp:+62812000{hash(who) % 10**5:05}", "Body": text,
                         "To": twilio_person.US, "NumMedia": "0"})

    def terminal(self, who: str, text: str) -> None:
        self.house.conversation.hear(Inbound("terminal", "here", who, uuid4().hex, text))


@pytest.fixture
def planted(database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[tuple[House, FlaskClient, float]]:
    """All of them have told what they had to tell, staff have worked, and everything was logged at its loudest."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    since = time.time() - 1
    app = create_app(SETTINGS.model_copy(update={**SETUP, "database_url": database_url}))
    house: House = app.extensions["house"]
    house.speech = SPEECH
    house.spool = Spool(tmp_path / "spool", house.vault)
    doors = Doors(house, app.test_client(), house.spool)
    for n, one in enumerate(ALL):
        if n < WHOLE:
            doors.write(f"u{n}", [HELLO, "setuju", one.nik, one.name, "Latuhalat, Ambon", "jual ikan", f"{one.income} sebulan", "2 program",
                                  "3 bulan", one.phone, "ya benar"], reads=True)
        elif n % 2:
            doors.write(f"u{n}", [HELLO, f"nik {one.nik} nama {one.name} gaji {one.income} hp {one.phone}"])
        else:
            doors.write(f"u{n}", ["petugas", f"saya {one.name}, {one.nik}, {one.phone}, sebulan {one.income}"])
    house.chores()
    ani = by(house, "ani")
    with house.database.read() as connection:
        waiting = list(connection.execute(tables.case.select()).mappings())
        enrolled = list(connection.execute(tables.enrolment.select()).mappings())
    assert len(waiting) > 20
    assert len(enrolled) > 5
    print(len(waiting), len(enrolled))
    for n, case in enumerate(waiting[:10]):
        house.casework.claim(case["talk_id"], ani)
        house.casework.note(case["talk_id"], f"{ALL[n].name} {ALL[n].nik} sudah ditelepon di {ALL[n].phone}", ani)
    house.progress.register(enrolled[0]["id"], "12345678901", ani)
    look_for(Office(app, Clock(house.clock())), ALL[0])
    send_files(app, house)
    yield house, app.test_client(), since
    house.database.close()


def send_files(app: Flask, house: House) -> None:
    """A list of members comes in twice, of which one waits and one is accepted, and all that is new is taken out in both kinds of file."""
    office = Office(app, house.clock)       # type: ignore[arg-type]
    office.clock = Clock(house.clock())
    house.clock = office.clock
    citra = office.at_work("citra", "supervisor")
    rows = [f"{ALL[n].nik};{ALL[n].name};nelayan;{ALL[n].phone}" for n in LISTED]
    for some in (rows[:5], rows[5:]):
        data = "\n".join(["NIK;Nama;Pekerjaan;No HP", *some]).encode()
        sent = citra.post("lists/members", file=(io.BytesIO(data), "daftar.csv"), body="Pemkab Contoh", document="SK 1", regency="Ambon",
                          months="1", declared="1")
        assert sent.status_code == 302
    citra.post(f"{sent.location.removeprefix('/staff/')}/accept")
    for kind, status in (("csv", "submitted"), ("xlsx", "taken")):
        taken = citra.post("lists/export", status=status, kind=kind, reason="dimasukkan ke sistem resmi")
        assert len(taken.data) > 3000


def look_for(office: Office, one: Planted) -> None:
    """An officer searches for somebody in every way, and finds them."""
    dewi = office.hire("dewi")
    dewi.sign_in()
    for text in one[:3]:
        assert found(dewi.post("search", text=text).headers.get("Location", "").encode()) == []
        assert one.name in dewi.get("search/found").text


def files(house: House, since: float) -> Iterator[tuple[Path, bytes]]:
    """The database's own files, and whatever else was written meanwhile where temporary files are."""
    for folder in {Path(tempfile.gettempdir()), Path("/dev/shm"), Path.cwd() / "instance", home(house.database)}:
        yield from written(folder, since)


def test_nothing_of_anybody_is_to_be_read_anywhere(planted, tmp_path, caplog):
    house, client, since = planted
    backup(house.settings.database_url, house.vault, tmp_path / "all.backup", house.clock())
    house.spool.keep({"Body": " ".join(ALL[0])})
    asked = ("/", "/messages", "/nowhere", "/healthz", "/readyz", "/metrics", "/staff/", "/staff/inbox", "/staff/enrolments")
    pages = [*map(client.get, asked), client.post("/"), client.post("/messages", json={"id": 1}),
             client.post("/webhooks/telegram", json={}), client.post("/webhooks/whatsapp", data={"From": ALL[0].phone})]
    runner = client.application.test_cli_runner()
    lists = [runner.invoke(args=args).output for args in (
        ["enrolments", "list"], ["enrolments", "list", "--json"], ["cases", "list", "--json"], ["questions", "list"], ["audit", "verify"],
        ["check"])]
    read = {path: found(data) for path, data in files(house, since)}
    assert {path: secrets for path, secrets in read.items() if secrets} == {}
    assert any(path.name == "all.backup" for path in read)
    assert any(path.suffix == ".sealed" for path in read)
    assert len(read) >= 4
    assert [(page.request.path, found(page.data)) for page in pages if found(page.data)] == []
    assert [found(text.encode()) for text in lists if found(text.encode())] == []
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    logged = "\n".join(record.getMessage() for record in records)
    assert "INSERT INTO name_word" in logged
    assert found(logged.encode()) == []
    for form in (Plain(), Json()):
        written = "\n".join(map(form.format, records))
        assert "sent on" in written
        assert found(written.encode()) == []
