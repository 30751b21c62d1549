"""What an office sets at its desk: hours, days off, ready-made answers, teams, and who works there."""
from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest

from bot.desk import words
from bot.effects import Scene, carry_out
from bot.engine.messages import OpenCase
from bot.flows.matters import MATTERS, matter
from bot.house import House
from storage import audit, canned, cases, office_days, staff, talks, teams
from storage.messages import Seen
from storage.staff import LastAdmin
from tests.desk.conftest import PASSWORD, Office, Person
from tests.desk.test_pages import Worker
from tests.desk.test_words import REASONS

ALWAYS = "Senin-Minggu 13.00-14.00 WIB"     # it is noon on a Friday


@pytest.fixture
def admin(office: Office) -> Person:
    return office.at_work("admin", "admin")


def new_id(page: str, path: str) -> str:
    """The address of the form that makes something new: it stands first."""
    found = re.search(rf"/staff/{path}/([0-9a-f-]+)", page)
    assert found
    return found[1]


def promised(office: Office, who: str) -> str:
    worker = Worker(office, who)
    worker.write("petugas")
    return worker.screen


def test_the_promise_follows_the_hours_at_once_and_everywhere(office: Office, admin: Person):
    other = House(office.house.settings, office.clock)      # another process
    other.speech = office.house.speech
    assert "hari ini sebelum jam 13.00" in promised(office, "first")
    assert admin.post("hours", since="2026-11-20", hours=ALWAYS).status_code == 302
    assert "hari ini sebelum jam 14.00" in promised(office, "second")
    with other.database.read() as connection:
        by = other.conversation.office.answers_by(office.clock(), office_days.mended(connection))
    assert by
    assert by.strftime("%H.%M") == "14.00"
    other.database.close()


def test_hours_are_in_force_from_their_day_on(office: Office, admin: Person):
    admin.post("hours", since="2026-11-23", hours="Senin 10.00-12.00 WIB")
    assert "hari ini sebelum jam 13.00" in promised(office, "today")
    office.clock.later(hours=4)
    assert "23 November 2026, sebelum jam 11.00" in promised(office, "later")
    admin.sign_in()
    page = admin.get("calendar").text
    assert "Mulai 23 November 2026: Senin 10.00-12.00 WIB" in page
    admin.post("hours", since="2026-11-23", hours="")
    assert "23 November 2026, sebelum jam 09.00" in promised(office, "as before")


@pytest.mark.parametrize(("hours", "why"), [
    ("besok buka", "bukan nama hari"), ("Senin 15.00-08.00", "selesai sebelum mulai"), ("Senin 8-15", "bukan jam"),
    ("Senin", "belum ada jamnya"), ("Senin 08.00-15.00 WIT", "zona WIB"), (";".join(["Senin 08.00-15.00"] * 20), "terlalu panjang")])
def test_hours_that_cannot_be_read_are_said_as_at_the_start(office: Office, admin: Person, hours: str, why: str):
    answer = admin.post("hours", since="2026-11-20", hours=hours)
    assert answer.status_code == 422
    assert why in answer.text
    assert hours in answer.text     # and not lost
    assert "jam 13.00" in promised(office, "after")


def test_what_was_promised_before_today_stays(admin: Person):
    assert admin.post("hours", since="2026-11-19", hours=ALWAYS).status_code == 400
    assert admin.post("hours", since="kemarin", hours=ALWAYS).status_code == 400


def test_several_days_off_at_once(office: Office, admin: Person):
    assert admin.post("calendar", day="2027-03-08", until="2027-03-12", what="closed", name="Cuti bersama").status_code == 302
    page = admin.get("calendar?year=2027").text
    assert page.count("Cuti bersama") == 5
    assert admin.post("calendar", day="2027-03-08", until="2027-03-01", what="closed").status_code == 400
    assert admin.post("calendar", day="2027-03-08", until="2027-06-01", what="closed").status_code == 400


def test_a_ready_made_answer_goes_into_the_reply_and_not_out(office: Office):
    citra, ani = office.at_work("citra", "supervisor"), office.at_work("ani")
    id = new_id(citra.get("canned").text, "canned")
    said = {"name": "Bayar di mana", "matter": "payment", "words": "Saya {petugas}. Bayar di {tempat_bayar}, kantor buka {jam}."}
    assert citra.post(f"canned/{id}", **said).status_code == 302
    worker = Worker(office)
    worker.write("petugas")
    case = worker.case
    ani.post(f"cases/{case}/claim")
    before = worker.screen
    page = ani.get(f"cases/{case}?canned={id}").text
    box = page.partition("<textarea id=\"text\"")[2].partition("</textarea>")[0]
    assert "Saya Ani. Bayar di " in box
    assert "08.00–15.00 WIB" in box
    assert "{" not in box
    assert worker.screen == before
    assert citra.post(f"canned/{id}", **{**said, "words": "Lain."}).status_code == 302
    assert "Lain." in ani.get(f"cases/{case}?canned={id}").text
    citra.post(f"canned/{id}", remove="1", name="Bayar di mana")
    assert "Bayar di mana" not in ani.get(f"cases/{case}").text


@pytest.mark.parametrize(("changed", "why"), [
    ({"words": "Halo {nama}"}, "{nama} tidak bisa diisi"), ({"words": "Halo {petugas.password}"}, "tidak bisa diisi"),
    ({"words": "{}"}, "tidak bisa diisi"), ({"name": " "}, "Mohon isi nama"), ({"words": ""}, "Mohon isi nama"),
    ({"matter": "anything"}, "dari daftar"), ({"words": "x" * 1001}, "paling panjang")])
def test_a_ready_made_answer_that_will_not_do(office: Office, changed: dict[str, str], why: str):
    citra = office.at_work("citra", "supervisor")
    id = new_id(citra.get("canned").text, "canned")
    answer = citra.post(f"canned/{id}", **{"name": "Salam", "words": "Halo", "matter": "", **changed})
    assert answer.status_code == 422
    assert why in answer.text
    with office.house.database.read() as connection:
        assert canned.listed(connection) == []


def test_two_of_one_name(office: Office, admin: Person):
    for path in ("canned", "teams"):
        for status in (302, 422 if path == "canned" else 302):
            id = new_id(admin.get(path).text, path)
            assert admin.post(f"{path}/{id}", name="Salam", words="Halo", matters="claim").status_code == status
        assert "Nama itu sudah dipakai" in admin.get(path).text or path == "canned"
        assert admin.get(path).text.count("<summary>Salam") == 1


def test_every_reason_has_a_matter_and_every_matter_a_name():
    named = {reason for reasons in MATTERS.values() for reason in reasons}
    assert named >= REASONS
    assert words.MATTERS.keys() == MATTERS.keys()
    assert matter("claim_jht") == "claim"
    assert matter("language jawa") == matter("asked") == "other"


def team(office: Office, name: str, *matters: str, people: tuple[str, ...] = ()) -> str:
    with office.house.database.begin() as connection:
        teams.save(connection, id := str(uuid4()), name, matters)
        for login in people:
            staff.join(connection, id_of(office, login), id)
    return id


def wait(office: Office, who: str, reason: str, *, urgent: bool = False) -> None:
    """Somebody waits for staff, for a reason."""
    Worker(office, who).write("halo")
    with office.house.database.begin() as connection:
        talk = talks.find(connection, office.house.vault, talks.At("web", "page", who))
        assert talk
        scene = Scene(connection, office.house.vault, talk, "", "", Seen(0, ""), "id", office.clock(), lambda: None)
        carry_out(OpenCase(reason, urgent=urgent), scene)
    office.clock.later(minutes=1)


def inbox(person: Person) -> list[str]:
    """What waits, in order."""
    rows = person.get("inbox").text.split("<tr")[2:]
    return [re.sub(r"<[^>]+>|\s+", " ", row.partition("</a>")[0].rpartition(">")[2]).strip() for row in rows]


def test_ones_own_team_first_and_urgent_before_all(office: Office):
    ani, budi, citra = (office.at_work(name) for name in ("ani", "budi", "citra"))
    team(office, "Klaim", "claim", people=("ani",))
    team(office, "Iuran", "payment", people=("budi",))
    for who, reason, urgent in (("1", "payment", False), ("2", "claim_jht", False), ("3", "correct", False), ("4", "accident", True)):
        wait(office, who, reason, urgent=urgent)
    assert inbox(ani) == ["Kecelakaan", "Klaim: tabungan JHT", "Minta data diperbaiki", "Pembayaran"]
    assert inbox(budi) == ["Kecelakaan", "Pembayaran", "Minta data diperbaiki", "Klaim: tabungan JHT"]
    assert inbox(citra) == ["Kecelakaan", "Pembayaran", "Klaim: tabungan JHT", "Minta data diperbaiki"]       # in none: as they came


def test_a_team_without_anybody_has_no_cases_of_its_own(office: Office):
    ani, budi = office.at_work("ani"), office.at_work("budi")
    team(office, "Klaim", "claim", people=("ani",))
    team(office, "Iuran", "payment", people=("budi",))
    wait(office, "1", "payment")
    wait(office, "2", "claim_jht")
    assert inbox(ani)[0] == "Klaim: tabungan JHT"
    with office.house.database.begin() as connection:
        staff.leave(connection, id_of(office, "budi"), office.clock())
    assert inbox(ani)[0] == "Pembayaran"        # nobody else would
    assert budi.get("inbox").status_code == 302


def test_a_case_is_handed_to_a_team_with_a_note_that_the_person_never_sees(office: Office):
    ani, budi, citra = (office.at_work(name) for name in ("ani", "budi", "citra"))
    claims = team(office, "Klaim", "claim", people=("budi",))
    team(office, "Iuran", "payment", "other", people=("ani", "citra"))
    worker = Worker(office)
    worker.write("petugas", "bingung saya")
    path = f"cases/{worker.case}"
    assert citra.post(f"{path}/over", to=claims, text="punya siapa?").status_code == 409      # nobody has it yet
    ani.post(f"{path}/claim")
    said = worker.screen
    assert ani.post(f"{path}/over", to=claims, text="catatan rahasia").status_code == 302
    office.house.outbox.sweep()
    told = worker.screen.removeprefix(said)
    assert told.count("kami teruskan ke petugas yang lebih paham") == 1
    assert "rahasia" not in told
    assert "Klaim" in ani.get("inbox").text
    assert "catatan rahasia" in budi.get(path).text
    wait(office, "other", "asked")
    assert len(inbox(budi)) == 2
    with office.house.database.read() as connection:
        rows = audit.entries(connection, who="ani")
        mine = cases.listed(connection, office.house.vault, others=teams.others(connection, id_of(office, "budi")))
        theirs = cases.listed(connection, office.house.vault, others=teams.others(connection, id_of(office, "citra")))
        stored = connection.exec_driver_sql("SELECT body FROM note").scalars().all()
    assert (rows[0]["what"], rows[0]["subject"]) == ("handed over", "Klaim")
    assert [case.team for case in mine] == ["Klaim", ""]
    assert [case.team for case in theirs] == ["", "Klaim"]
    assert all(b"rahasia" not in bytes(body) for body in stored)
    assert budi.post(f"{path}/claim").status_code == 302
    assert budi.post(f"{path}/answer", text="Saya bantu ya").status_code == 302


def id_of(office: Office, login: str) -> str:
    with office.house.database.read() as connection:
        one = staff.find(connection, office.house.vault, login)
    assert one
    return one.id


def test_a_team_that_is_no_more_loses_nothing(office: Office, admin: Person):
    ani = office.at_work("ani")
    claims = team(office, "Klaim", "claim", people=("ani",))
    worker = Worker(office)
    worker.write("petugas")
    ani.post(f"cases/{worker.case}/claim")
    ani.post(f"cases/{worker.case}/over", to=claims)
    admin.post(f"teams/{claims}", remove="1", name="Klaim")
    assert inbox(ani) == ["Minta bicara dengan petugas"]
    with office.house.database.read() as connection:
        assert staff.everybody(connection, office.house.vault)[1].team == ""


def test_a_team_on_the_page(office: Office, admin: Person):
    id = new_id(admin.get("teams").text, "teams")
    assert admin.post(f"teams/{id}", name="Klaim").status_code == 302
    assert "paling sedikit satu" in admin.get("teams").text
    admin.post(f"teams/{id}", name="Klaim", matters="claim")
    assert "Klaim" in admin.get("teams").text
    ani = office.hire("ani")
    admin.post(f"people/{id_of(office, ani.login)}/team", team=id)
    assert "1 orang" in admin.get("teams").text
    assert "Klaim" in admin.get("people").text


def test_somebody_new(office: Office, admin: Person):
    page = admin.post("people", login=" Dewi ", role="officer").text
    found = re.search(r"Kata sandinya ([\w-]+)\.", page)
    assert found
    dewi = Person(office.app, "dewi", office.clock)
    assert dewi.sign_in(password=found[1], code="").status_code == 302
    assert admin.post("people", login="dewi", role="officer").status_code == 422
    assert admin.post("people", login="siapa saja?", role="officer").status_code == 422
    assert admin.post("people", login="eka", role="king").status_code == 400
    assert found[1] not in admin.get("people").text


def test_what_an_admin_changes_ends_the_sign_ins_and_stands_in_the_audit(office: Office, admin: Person):
    ani, budi = office.at_work("ani"), office.at_work("budi", "supervisor")
    path = f"people/{id_of(office, 'ani')}"
    assert admin.post(f"{path}/role", role="supervisor").status_code == 302
    assert ani.get("inbox").status_code == 302
    found = re.search(r"Kata sandinya ([\w-]+)\.", admin.post(f"{path}/password").text)
    assert found
    assert ani.sign_in(code="").status_code == 401
    assert ani.sign_in(password=found[1], code="").status_code == 302
    admin.post(f"{path}/leave")
    assert ani.get("code").status_code == 302
    assert ani.sign_in(password=found[1], code="").status_code == 401
    admin.post(f"{path}/back")
    assert ani.sign_in(password=found[1], code="").status_code == 302
    admin.post(f"people/{id_of(office, 'budi')}/code")
    office.clock.later(seconds=31)
    assert budi.sign_in().status_code == 302
    assert budi.get("inbox").location.endswith("/staff/code")
    with office.house.database.read() as connection:
        rows = [(row["what"], row["subject"]) for row in audit.entries(connection, who="admin")]
        assert audit.broken_in(connection, office.house.vault, audit.entries(connection)) == set()
    assert rows[:5] == [
        ("code reset", "budi"), ("came back", "ani"), ("left", "ani"), ("password reset", "ani"), ("role", "ani supervisor")]


@pytest.mark.parametrize(("act", "fields"), [("leave", {}), ("role", {"role": "officer"})])
def test_the_last_admin_stays(office: Office, admin: Person, act: str, fields: dict[str, str]):
    path = f"people/{id_of(office, 'admin')}/{act}"
    answer = admin.post(path, **fields)
    assert answer.status_code == 409
    assert "tidak ada pengelola lagi" in answer.text
    assert admin.get("audit").status_code == 200
    office.hire("second", "admin")
    assert admin.post(path, **fields).status_code == 302
    assert admin.get("audit").status_code != 200


def test_the_last_admin_stays_by_command_too(office: Office, admin: Person):
    runner = office.app.test_cli_runner()
    for args in (["staff", "leave", "admin"], ["staff", "reset", "admin", "--role", "officer"]):
        answer = runner.invoke(args=args)
        assert answer.exit_code == 1
        assert "no admin left" in answer.output
    assert admin.get("audit").status_code == 200


def test_two_admins_cannot_let_each_other_go(office: Office):
    names = ("admin", "second")
    ids = [id_of(office, office.hire(name, "admin").login) for name in names]

    def let_go(id: str) -> bool:
        try:
            with office.house.database.begin() as connection:
                staff.leave(connection, id, office.clock())
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(let_go, ids)) == [False, True]


def test_an_account_is_one_persons(office: Office, admin: Person):
    office.house.settings = office.house.settings.model_copy(update={"openid_issuer": "https://login.example.id"})
    paths = [f"people/{id_of(office, office.hire(name).login)}" for name in ("ani", "budi")]
    assert admin.post(f"{paths[0]}/account", account="Ani@kantor.example").status_code == 302
    assert "Ani@kantor.example" in admin.get(paths[0]).text
    answer = admin.post(f"{paths[1]}/account", account="ani@KANTOR.example")
    assert answer.status_code == 409
    assert "sudah milik petugas lain" in answer.text
    with office.house.database.read() as connection:
        assert all("kantor.example" not in row["subject"] for row in audit.entries(connection))


def test_staff_of_any_number_are_listed_some_at_a_time(office: Office, admin: Person):
    with office.house.database.begin() as connection:
        for number in range(105):
            staff.add(connection, office.house.vault, f"n{number:03}", "officer", PASSWORD, office.clock())
    page = admin.get("people").text
    assert page.count("<tr>") == 101
    assert "after=n098" in page
    assert "n104" in admin.get("people?after=n098").text


def test_a_day_is_as_it_is_said_last(office: Office):
    mended = office_days.Mended(hours=((date(2026, 12, 1), "Senin 10.00-11.00"), (date(2026, 11, 1), "Senin 09.00-10.00")))
    there = office.house.conversation.office
    assert [there.hours_on(date(2026, 11, 30) + timedelta(days=ahead), mended) for ahead in (-30, 0, 1)] == [
        there.hours, "Senin 09.00-10.00", "Senin 10.00-11.00"]
