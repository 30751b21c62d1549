"""A form filled in with the person: what an officer may and may not, what was typed is kept, and the counter's paper."""
from __future__ import annotations

import re
from html import unescape

import pytest

from bot.engine.messages import Tap
from storage import audit, cases, enrolments, outbox
from storage.tables import message
from tests.conversations.staff import by
from tests.desk.conftest import Office, Person
from tests.desk.test_pages import NIK, Worker, worker
from tests.shell.phone import HELLO, PRICE

__all__ = ["worker"]
REST = {"name": "Siti Aminah", "home": "Latuhalat, Ambon", "work": "jual ikan", "income": "1,5 juta", "programs": "2", "months": "3",
        "phone": "0812 0000 0123"}


def shown(person: Person, path: str) -> str:
    """The name of what stood in the fields when the page was opened."""
    found = re.search(r'name="shown" value="(\w*)"', person.get(path).text)
    return found[1] if found else ""


def value(page: str, name: str) -> str:
    found = re.search(rf'id="{name}" name="{name}" value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


@pytest.fixture
def ani(office: Office, worker: Worker) -> Person:
    """An officer who has taken the case of somebody who has agreed."""
    worker.write(HELLO, "setuju", "petugas")
    ani = office.at_work("ani")
    ani.post(f"cases/{worker.case}/claim")
    return ani


def test_the_officer_types_and_the_worker_taps(office: Office, worker: Worker, ani: Person):
    path = f"cases/{worker.case}/form"
    assert ani.post(path, shown=shown(ani, path), nik=NIK, **REST).status_code == 302
    page = ani.get(path).text
    assert "Lengkap" in page
    assert ani.post(path, shown=shown(ani, path), born="25-1-1986", send="1").location.endswith("/staff/inbox")
    assert PRICE in worker.screen
    assert "Tanggal lahir: 25 Januari 1986" in worker.screen
    assert "Petugas Ani sudah mengisi" in worker.screen
    asked = [row for row in office.house.conversation.transcript("web", "page", worker.who) if row.kind == "prompt"][-1]
    worker.write(tap=Tap(asked.stamp, "yes"))
    with office.house.database.read() as connection:
        (one,) = enrolments.listed(connection, office.house.vault)
        written = [(row["who"], row["what"], row["subject"]) for row in reversed(audit.entries(connection, talk_id=one.talk))]
    assert (one.form["name"], one.how, one.witness) == ("Siti Aminah", "", None)
    assert {by for path, (_value, by) in one.answers["saved"].items() if path in {"nik", *REST}} == {"ani"}
    filled = [subject for who, what, subject in written if (who, what) == ("ani", "filled in")]
    assert filled == [f"1/{name}" for name in ("nik", *REST, "born")]
    assert written[-2:] == [("worker", "agreed", "1/confirm"), ("worker", "enrolled", "1")]
    assert not any(NIK in subject or "Siti" in subject for _who, _what, subject in written)


def test_what_does_not_fit_says_why_and_stays_as_it_was_typed(office: Office, worker: Worker, ani: Person):
    path = f"cases/{worker.case}/form"
    answer = ani.post(path, shown=shown(ani, path), nik="32730125018599", name="Siti Aminah", months="99")
    assert answer.status_code == 422
    assert "saya hitung 14" in answer.text
    assert value(answer.text, "nik") == "32730125018599"
    assert value(answer.text, "months") == "99"
    assert answer.text.count('aria-invalid="true"') == 2
    assert value(ani.get(path).text, "name") == "Siti Aminah"


def test_nobody_gives_a_yes_for_the_worker(office: Office, worker: Worker, ani: Person):
    path = f"cases/{worker.case}/form"
    ani.post(path, shown=shown(ani, path), nik=NIK, **REST, consent="yes", confirm="yes")
    assert ani.post(f"cases/{worker.case}/yes", how="spoken", stamp="", choice="yes").status_code == 400
    with office.house.database.read() as connection:
        case = cases.get(connection, office.house.vault, worker.case)
    assert case
    with pytest.raises(ValueError, match="chat"):
        office.house.counter.hear(case.talk, Tap("", "yes"), "spoken", by(office.house, "ani"))
    with office.house.database.read() as connection:
        assert not enrolments.listed(connection, office.house.vault)
    assert 'name="consent"' not in ani.get(path).text
    assert 'name="confirm"' not in ani.get(path).text


def test_before_the_consent_there_is_nothing_to_fill_in(office: Office, worker: Worker):
    worker.write(HELLO, "petugas")
    ani, path = office.at_work("ani"), f"cases/{worker.case}/form"
    ani.post(f"cases/{worker.case}/claim")
    page = ani.get(path).text
    assert "Belum ada persetujuan" in page
    assert 'name="nik"' not in page
    ani.post(path, shown=shown(ani, path), nik=NIK)
    ani.post(f"cases/{worker.case}/back")
    assert "meminta persetujuan Bapak/Ibu dulu" in worker.screen
    assert NIK not in ani.get(path).text


def test_numbers_stay_hidden_and_can_be_written_over(office: Office, worker: Worker, ani: Person):
    case = f"cases/{worker.case}"
    path = f"{case}/form"
    ani.post(path, shown=shown(ani, path), nik=NIK, **REST)
    page = ani.get(path).text
    assert NIK not in page
    assert "08120000" not in page
    assert "1.500.000" not in page
    assert "25 Januari 1985" not in page
    assert "3273********9901" in page
    ani.post(path, shown=shown(ani, path), nik="3273012501859902", income="")
    answer = ani.post(f"{case}/reveal", reason="dicocokkan dengan KTP", form="1")
    assert answer.location.endswith("/form")
    page = ani.get(path).text
    assert value(page, "nik") == "3273012501859902"
    assert value(page, "income").startswith("Rp1.500.000")
    assert ani.post(path, shown=shown(ani, path), nik=value(page, "nik"), income=value(page, "income")).status_code == 302
    with office.house.database.read() as connection:
        filled = [row["subject"] for row in audit.entries(connection, who="ani") if row["what"] == "filled in"]
    assert filled.count("1/nik") == 2
    assert filled.count("1/income") == 1


def test_what_the_person_changed_meanwhile_is_not_written_over(office: Office, worker: Worker, ani: Person):
    path = f"cases/{worker.case}/form"
    ani.post(path, shown=shown(ani, path), nik=NIK, name="Siti Amina")
    old = shown(ani, path)
    ani.post(f"cases/{worker.case}/back")
    worker.write("ubah nama jadi Siti Aminah Lestari")
    late = ani.post(path, shown=old, name="Siti Aminah")
    assert late.status_code == 409
    assert "Siti Aminah" in late.text
    assert "Ambil kasus ini" in late.text
    again = ani.post(path, take="1", name="Siti Aminah")
    assert again.status_code == 409
    assert value(again.text, "name") == "Siti Aminah"
    assert "sekarang: Siti Aminah Lestari" in again.text
    assert ani.post(path, shown=old, name="Siti Aminah").status_code == 409
    assert ani.post(path, shown=shown(ani, path), name="Siti Aminah").status_code == 302
    budi = office.at_work("budi")
    lost = budi.post(path, shown=shown(ani, path), name="Budi", take="1")
    assert lost.status_code == 409
    assert "dipegang Ani" in lost.text


def test_everybody_of_a_list_has_fields_of_their_own(office: Office, worker: Worker):
    worker.write("mau daftarkan pembantu saya", "setuju", "Ibu Ratna", "3 bulan", "Siti Aminah", "petugas")
    ani, path = office.at_work("ani"), f"cases/{worker.case}/form"
    ani.post(f"cases/{worker.case}/claim")
    page = ani.get(path).text
    assert "<legend>Siti Aminah</legend>" in page
    item = re.search(r'name="(helpers/\w+)/nik"', page)
    assert item
    assert ani.post(path, shown=shown(ani, path), **{f"{item[1]}/nik": NIK, f"{item[1]}/name": "Siti Aminah Lestari"}).status_code == 302
    assert "<legend>Siti Aminah Lestari</legend>" in ani.get(path).text


# At the counter


def begin(office: Office, flow: str = "registration") -> tuple[Person, str]:
    ani = office.at_work("ani")
    return ani, ani.post("counter", flow=flow, here="1").location.removeprefix("/staff/")


def answer(person: Person, path: str, choice: str, how: str) -> str:
    found = re.search(r'name="stamp" value="(\w+)"', person.get(path).text)
    assert found
    person.post(path.replace("/form", "/yes"), stamp=found[1], choice=choice, how=how)
    return person.get(path).text


def test_somebody_without_a_phone_is_read_to_and_recorded_as_such(office: Office):
    ani, path = begin(office)
    page = ani.get(path).text
    assert "Persetujuan, versi 2026-11" in page
    assert 'name="nik"' not in page
    assert "Hak Bapak/Ibu" in answer(ani, path, "about privacy", "spoken")
    answer(ani, path, "yes", "spoken")
    ani.post(path, shown=shown(ani, path), nik=NIK, **REST)
    page = ani.get(path).text
    assert PRICE in page
    assert "Persetujuan, versi 2026-11" in page
    assert "Tanda tangan atau cap jempol, di depan Petugas Ani" in page
    page = answer(ani, path, "yes", "signed")
    assert "Nomor tanda terima" in page
    assert "Tanpa HP" in page
    with office.house.database.read() as connection:
        (one,) = enrolments.listed(connection, office.house.vault)
        written = [row["what"] for row in audit.entries(connection, talk_id=one.talk)]
        waiting = connection.execute(message.select().where(message.c.status.in_(("queued", "unknown", "parked")))).all()
        given = connection.execute(message.select().where(message.c.way == "in")).mappings().all()
    assert one.how == "signed"
    assert "agreed" not in written
    assert {"spoken yes witnessed", "signed yes witnessed"} <= {*written}
    assert not waiting
    assert {row["kind"] for row in given} == {"spoken", "signed"}
    assert "di loket di depan Ani: tertulis di kertas" in ani.get(f"enrolments/{one.id}").text


def test_a_yes_holds_for_what_was_read_out_and_nothing_else(office: Office):
    ani, path = begin(office)
    answer(ani, path, "yes", "spoken")
    ani.post(path, shown=shown(ani, path), nik=NIK, **REST)
    found = re.search(r'name="stamp" value="(\w+)"', ani.get(path).text)
    assert found
    ani.post(path, shown=shown(ani, path), months="6")
    late = ani.post(path.replace("/form", "/yes"), stamp=found[1], choice="yes", how="spoken")
    assert "bacakan sekali lagi" in ani.client.get(late.location).text
    office.clock.later(days=41)         # another month, another price
    ani.sign_in()
    office.house.tick()
    ani.post(path.replace("/form", "/claim"))
    found = re.search(r'name="stamp" value="(\w+)"', ani.get(path).text)
    assert found
    with office.house.database.read() as connection:
        assert not enrolments.listed(connection, office.house.vault)
    assert "Nomor tanda terima" in answer(ani, path, "yes", "spoken")


def test_nothing_is_sent_to_who_has_no_phone(office: Office):
    ani, path = begin(office)
    answer(ani, path, "yes", "spoken")
    ani.post(path, shown=shown(ani, path), nik=NIK, **REST)
    answer(ani, path, "yes", "spoken")
    ani.post(path.replace("/form", "/settle"))
    with office.house.database.read() as connection:
        (one,) = enrolments.listed(connection, office.house.vault)
    ani.post(f"enrolments/{one.id}/register", kpj="12345678901")
    ani.post(f"enrolments/{one.id}/pay", paid_on="2026-11-20", months="3")
    office.clock.later(hours=1)
    with office.house.database.read() as connection:
        assert outbox.late(connection, office.clock()) == 0
        said = connection.execute(message.select().where(message.c.way == "out").order_by(message.c.seq)).mappings().all()
    assert {row["status"] for row in said[-3:]} == {"voided"}


def test_the_counter_takes_somebody_who_stands_there(office: Office):
    ani = office.at_work("ani")
    assert ani.post("counter", flow="registration").status_code == 400
    assert ani.post("counter", flow="handoff", here="1").status_code == 400
    assert ani.post("counter", flow="sponsor", here="1").status_code == 302
