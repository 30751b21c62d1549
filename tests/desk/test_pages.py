"""What staff see, what they don't, and what they can do to it: the pages without a browser."""
from __future__ import annotations

import re
import time
from uuid import uuid4

import pytest

from bot.engine.messages import Tap
from bot.handlers.channel import Inbound
from bot.handlers.media import Unfetched
from storage import audit, cases, enrolments
from tests.desk.conftest import Office
from tests.shell.phone import ANSWERS, HELLO

NIK, PHONE, INCOME = ANSWERS["nik"], "081200000123", "Rp1.500.000"
SECRET_WORDS = "rahasia keluarga saya"


class Worker:
    """Somebody who writes to the bot, on a channel that the desk knows."""

    name = "web"

    def __init__(self, office: Office, who: str = "+6281200000456") -> None:
        self.office, self.who = office, who

    def write(self, *texts: str, media: str = "", file: str = "", tap: Tap | None = None) -> None:
        for text in texts or ("",):
            done = self.office.house.conversation.hear(Inbound("web", "page", self.who, uuid4().hex, text, tap, media, file))
            assert done
            self.office.house.outbox.deliver(done.address)

    def register(self) -> None:
        self.write(HELLO, *(ANSWERS[name] for name in ANSWERS))

    @property
    def screen(self) -> str:
        return "\n".join(row.body.words for row in self.office.house.conversation.transcript("web", "page", self.who) if row.way == "out")

    @property
    def case(self) -> str:
        with self.office.house.database.read() as connection:
            found = cases.listed(connection, self.office.house.vault, status=("waiting", "claimed", "closed"))
        return found[-1].id

    @property
    def enrolment(self) -> str:
        with self.office.house.database.read() as connection:
            return enrolments.listed(connection, self.office.house.vault)[0].id


@pytest.fixture
def worker(office: Office) -> Worker:
    return Worker(office)


def test_lists_show_nothing_that_takes_a_reason(office: Office, worker: Worker):
    worker.register()
    worker.write("petugas", SECRET_WORDS)
    ani = office.at_work("ani")
    pages = [ani.get(path).text for path in ("inbox", "inbox?folder=all", "inbox/list", "enrolments")]
    for page in pages:
        assert not any(secret in page for secret in (NIK, PHONE, INCOME, SECRET_WORDS, worker.who, "12000004"))
    assert "3273********9901" in pages[3]


def test_messages_are_for_who_answers_them(office: Office, worker: Worker):
    worker.write("petugas", SECRET_WORDS, NIK)
    ani, budi = office.at_work("ani"), office.at_work("budi")
    path = f"cases/{worker.case}"
    assert SECRET_WORDS not in ani.get(path).text
    ani.post(f"{path}/claim")
    page = ani.get(path).text
    assert SECRET_WORDS in page
    assert NIK not in page
    assert f"{'•' * 14}{NIK[-2:]}" in page
    assert SECRET_WORDS not in budi.get(path).text
    assert SECRET_WORDS not in budi.get(f"{path}/talk").text


@pytest.mark.parametrize("what", ["cases", "enrolments"])
def test_a_reason_shows_it_for_ten_minutes_and_stays_in_the_audit(office: Office, worker: Worker, what: str, monkeypatch):
    worker.register()
    worker.write("petugas", NIK)
    ani, budi = office.at_work("ani"), office.at_work("budi")
    ani.post(f"cases/{worker.case}/claim")
    path = f"{what}/{worker.case if what == 'cases' else worker.enrolment}"
    assert NIK not in ani.get(path).text
    assert ani.post(f"{path}/reveal", reason="mau").status_code == 400
    assert NIK not in ani.get(path).text
    ani.post(f"{path}/reveal", reason="dicari di sistem resmi")
    assert NIK in ani.get(path).text
    assert NIK not in budi.get(path).text
    with office.house.database.read() as connection:
        assert [row["subject"] for row in audit.entries(connection, who="ani") if row["what"] == "revealed"] == ["dicari di sistem resmi"]
    later = time.time() + 601
    monkeypatch.setattr("bot.desk.reveal.time.time", lambda: later)
    assert NIK not in ani.get(path).text


def test_urgent_first_then_oldest(office: Office, worker: Worker):
    worker.write("petugas")
    office.clock.later(minutes=90)
    Worker(office, "second").write("petugas")
    Worker(office, "third").write("tadi suami saya jatuh dari kapal, tolong")
    rows = office.at_work("ani").get("inbox").text.split("<tr")[2:]
    assert ["Kecelakaan" in row for row in rows] == [True, False, False]
    assert ["lewat janji" in row for row in rows] == [False, True, False]
    assert "1 jam 30 mnt" in rows[1]


def test_the_inbox_goes_on_where_it_left_off(office: Office, worker: Worker, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.desk.inbox.PAGE", 1)
    for name in ("first", "second", "third"):
        Worker(office, name).write("petugas")
        office.clock.later(minutes=1)
    worker.write("tadi suami saya jatuh dari kapal, tolong")
    ani, seen, path = office.at_work("ani"), list[str](), "inbox"
    while path:
        page = ani.get(path).text
        seen += re.findall(r"…\w+", page)
        path = (re.findall(r'href="/staff/(inbox\?[^"]*after=[^"]+)"', page) or [""])[0].replace("&amp;", "&")
    assert seen == ["…0456", "…irst", "…cond", "…hird"]


def test_an_open_page_keeps_the_claim_and_a_shut_one_gives_it_back(office: Office, worker: Worker):
    worker.write("petugas")
    ani = office.at_work("ani")
    ani.post(f"cases/{worker.case}/claim")
    for _minute in range(5):
        office.clock.later(minutes=1)
        ani.get(f"cases/{worker.case}/talk", headers={"X-Live": "1"})
        office.house.tick()
    assert "Petugas tadi" not in worker.screen
    office.clock.later(minutes=3)
    office.house.tick()
    worker.write("MENU")
    assert "petugas lain akan menjawab" in worker.screen
    late = ani.post(f"cases/{worker.case}/answer", text="Jawaban panjang")
    assert late.status_code == 409
    assert "Jawaban panjang" in late.text


def test_what_a_supervisor_may_and_an_officer_may_not(office: Office, worker: Worker):
    worker.write("petugas")
    ani, budi, citra = office.at_work("ani"), office.at_work("budi"), office.at_work("citra", "supervisor")
    path = f"cases/{worker.case}"
    ani.post(f"{path}/claim")
    for act in ("over", "back", "settle"):
        budi.post(f"{path}/{act}", to="budi")
        assert "sekarang dipegang Ani" in budi.get(path).text
    assert ani.post(f"{path}/answer", text="Masih saya").status_code == 302
    assert citra.post(f"{path}/over", to="nobody").status_code == 400
    assert citra.post(f"{path}/over", to="budi", text="tolong lanjutkan").status_code == 302
    assert "tolong lanjutkan" in budi.get(path).text
    assert ani.post(f"{path}/answer", text="saya").status_code == 409
    assert budi.post(f"{path}/answer", text="Saya bantu ya").status_code == 302
    assert citra.post(f"{path}/back").status_code == 302
    worker.write("halo")
    assert "Saya bantu ya" in worker.screen


def test_a_step_is_taken_once(office: Office, worker: Worker):
    worker.register()
    ani, budi = office.at_work("ani"), office.at_work("budi")
    path = f"enrolments/{worker.enrolment}"
    assert budi.post(f"{path}/pay", paid_on="2026-11-20", months="3").status_code == 302     # not registered yet: nothing happens
    assert ani.post(f"{path}/register", kpj="1234567890").status_code == 422
    assert ani.post(f"{path}/register", kpj="12345678901").status_code == 302
    assert "baru saja dikerjakan" in budi.client.get(budi.post(f"{path}/register", kpj="12345678902").location).text.casefold()
    for day, months in (("2027-01-01", "1"), ("kemarin", "1"), ("2026-11-20", "13"), ("2026-11-20", "")):
        assert ani.post(f"{path}/pay", paid_on=day, months=months).status_code == 422
    assert ani.post(f"{path}/pay", paid_on="2026-11-20", months="3").status_code == 302
    assert worker.screen.count("Nomor peserta (KPJ)") == 1
    assert worker.screen.count("Iuran sudah masuk") == 1


def test_a_kpj_belongs_to_one_person(office: Office, worker: Worker):
    worker.register()
    other = Worker(office, "other")
    other.write(HELLO, *({**ANSWERS, "nik": "3273011708809902"}[name] for name in ANSWERS))
    ani = office.at_work("ani")
    with office.house.database.read() as connection:
        second, first = (one.id for one in enrolments.listed(connection, office.house.vault))
    assert ani.post(f"enrolments/{first}/register", kpj="12345678901").status_code == 302
    assert ani.post(f"enrolments/{second}/register", kpj="12345678901").status_code == 422


def test_the_same_nik_twice_stands_side_by_side(office: Office, worker: Worker):
    worker.register()
    Worker(office, "again").write(HELLO, *({**ANSWERS, "name": "Siti Aminah Lestari"}[name] for name in ANSWERS))
    page = office.at_work("ani").get(f"enrolments/{worker.enrolment}").text
    assert "masuk 2 kali" in page
    assert 'class="differs">Siti Aminah<' in page


@pytest.mark.parametrize(("data", "kind", "inline"), [
    (b"\xff\xd8\xff\xe0 jpeg", "image/jpeg", True), (b"OggS voice", "audio/ogg", True), (b"%PDF-1.7", "application/pdf", False),
    (b"<html><script>alert(1)</script>", "application/octet-stream", False), (b"<svg onload=alert(1)>", "application/octet-stream", False)])
def test_a_file_can_do_nothing(office: Office, worker: Worker, data: bytes, kind: str, inline: bool):
    class Fetched:
        name = "web"

        def fetch(self, file: str) -> bytes:
            if file != "file-1":
                raise Unfetched("gone")
            return data

    worker.write("petugas")
    worker.write(media="photo", file="file-1")
    worker.write(media="photo", file="file-2")
    office.house.outbox.channels = {"web": Fetched()}       # type: ignore[dict-item]
    ani, path = office.at_work("ani"), f"cases/{worker.case}"
    seqs = [row.seq for row in office.house.conversation.transcript("web", "page", worker.who) if row.body.media]
    assert ani.get(f"{path}/media/{seqs[0]}").status_code == 403
    ani.post(f"{path}/claim")
    answer = ani.get(f"{path}/media/{seqs[0]}")
    assert (answer.data, answer.content_type) == (data, kind)
    assert answer.headers["Content-Disposition"] == ("inline" if inline else "attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ani.get(f"{path}/media/{seqs[1]}").status_code == 502
    assert ani.get(f"{path}/media/1").status_code == 404


def test_supervisors_mend_the_calendar_and_promises_follow(office: Office, worker: Worker):
    citra = office.at_work("citra", "supervisor")
    citra.post("calendar", day="2026-11-20", what="closed", name="Mati lampu")
    worker.write("petugas")
    assert "hari Senin, 23 November 2026" in worker.screen
    citra.post("calendar", day="2026-11-20", what="calendar")
    Worker(office, "later").write("petugas")
    assert "hari ini sebelum" in Worker(office, "later").screen
    assert "perkiraan" in citra.get("calendar?year=2027").text


def test_what_nobody_understood_is_read_without_names(office: Office, worker: Worker):
    worker.write("kenapa langit warnanya biru ya pak Sutarjiman")
    page = office.at_work("citra", "supervisor").get("unheard").text
    assert "kenapa l*****" in page
    assert "S*********" in page
    assert "Sutarjiman" not in page


def test_a_changed_audit_is_seen(office: Office, worker: Worker):
    worker.write("petugas")
    admin = office.at_work("admin", "admin")
    assert "ada yang hilang" not in admin.get("audit").text
    with office.house.database.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET who = 'hantu' WHERE what = 'case opened'")
    assert "ada yang hilang" in admin.get("audit").text


def test_the_inbox_counts_only_what_waits(office: Office, worker: Worker):
    worker.write("petugas")
    ani = office.at_work("ani")
    assert 'data-waiting="1" data-mine="0"' in ani.get("inbox/list").text
    ani.post(f"cases/{worker.case}/claim")
    assert 'data-waiting="0" data-mine="1"' in ani.get("inbox/list").text
    ani.post(f"cases/{worker.case}/settle")
    assert 'data-waiting="0" data-mine="0"' in ani.get("inbox/list").text
