"""Who was enrolled together is seen together, who pays and filled in apart from who is protected; and a wish to be erased is seen to."""
from __future__ import annotations

import pytest

from storage import audit, cases, enrolments
from storage.enrolments import Enrolment
from tests.conversations.staff import by
from tests.desk.conftest import Office, Person
from tests.desk.test_pages import Worker
from tests.desk.test_search import many, statements, talk_of

ASEP, BUDI = "3273011708809902", "3273011212759903"
SERTAKAN = ["mau daftarkan sopir dan tukang kebun saya", "setuju", "Rina Wijaya", "1 bulan",
            "Asep Sunandar", ASEP, "Sukajadi, Kota Bandung", "sopir angkot", "3 juta", "2", "0812 0000 0456", "dia ada di sini", "tambah",
            "Budi Hartono", BUDI, "Coblong, Kota Bandung", "tukang kebun", "2 juta", "3", "tidak ada", "dia ada di sini", "ya benar"]


@pytest.fixture
def rina(office: Office) -> Worker:
    worker = Worker(office)
    worker.write(*SERTAKAN)
    return worker


def all_of(office: Office) -> list[Enrolment]:
    """The oldest first."""
    with office.house.database.read() as connection:
        return enrolments.listed(connection, office.house.vault)[::-1]


def section(person: Person, id: str, title: str) -> str:
    return person.get(f"enrolments/{id}").text.partition(f"<h2>{title}")[2].partition("<h2>")[0].partition("</section>")[0]


def test_a_sponsor_and_who_they_pay_for(office: Office, rina: Worker):
    asep, budi = all_of(office)
    ani = office.at_work("ani")
    people = section(ani, asep.id, "Siapa saja")
    assert "Asep Sunandar" in people
    assert "Rina Wijaya" in people
    assert "Orang lain" in people
    assert rina.who[-4:] in people
    assert rina.who not in people
    group = section(ani, asep.id, "SERTAKAN")
    assert budi.number in group
    assert "Budi Hartono" in group
    assert asep.number not in group
    assert BUDI not in ani.get(f"enrolments/{asep.id}").text
    page = ani.get(f"enrolments/{budi.id}/group").text
    assert page.index(asep.number) < page.rindex(budi.number)
    assert "3273********9902" in page
    assert not any(secret in page for secret in (ASEP, BUDI, "81200000456"))


def test_who_registers_themself_stands_alone(office: Office, rina: Worker):
    siti = Worker(office, "siti")
    siti.register()
    people = section(office.at_work("ani"), siti.enrolment, "Siapa saja")
    assert "Siti Aminah" in people
    assert "Peserta sendiri" in people
    assert "Bayar sendiri" in people
    assert "SERTAKAN" not in office.at_work("budi").get(f"enrolments/{siti.enrolment}").text


def test_a_long_list_is_read_a_page_at_a_time(office: Office, rina: Worker):
    many(office, talk_of(office, rina.enrolment), [f"Warga {n}" for n in range(120)])
    ani, first = office.at_work("ani"), all_of(office)[2]
    assert "Lihat semuanya" in section(ani, first.id, "Daftar warga")
    counts, numbers, at = [], list[str](), f"enrolments/{first.id}/group"
    while at:
        with statements(office) as seen:
            page = ani.get(at).text
        counts.append(len(seen))
        numbers += [part.partition("<")[0] for part in page.partition("<tbody>")[2].split('">') if part[:2].startswith("9")]
        at = page.partition('<p class="bar"><a href="/staff/')[2].partition('"')[0]
    assert numbers == [f"9{n}" for n in range(120)]
    assert len(counts) == 3
    assert len({*counts}) == 1
    assert ani.get(f"enrolments/{first.id}/group?after=nonsense").status_code == 200


def test_a_wish_stops_the_work_until_an_officer_has_seen_to_it(office: Office, rina: Worker):
    rina.write("hapus data", "ya, lakukan")
    asep, budi = all_of(office)
    ani = office.at_work("ani")
    side = ani.get(f"enrolments/{asep.id}").text
    assert "tanyakan dulu ke pesertanya" in side
    assert "Saya yang proses" not in side
    assert "minta dihapus" in ani.get("enrolments").text
    ani.post(f"enrolments/{asep.id}/take")
    assert office.house.progress.hand_out(asep.id, "hari ini", by(office.house, "ani")) is None
    assert all_of(office)[0].status == "submitted"
    assert ani.post(f"enrolments/{asep.id}/erase").location.endswith("/enrolments")
    assert ani.get(f"enrolments/{asep.id}").status_code == 404
    assert [(case.reason, case.status) for case in open_cases(office)] == [("erase", "waiting")]     # one is left
    ani.post(f"enrolments/{budi.id}/keep")
    assert [case.status for case in open_cases(office)] == []
    assert ani.post(f"enrolments/{budi.id}/keep").status_code == 302       # there is no wish any more
    (left,) = all_of(office)
    assert (left.number, left.declared, left.is_to_be_erased) == (budi.number, True, False)
    assert f"{asep.number} sudah dihentikan dan dihapus" in rina.screen
    assert rina.screen.count(f"{budi.number} tidak jadi dihapus") == 1
    with office.house.database.read() as connection:
        done = [(row["what"], row["subject"]) for row in reversed(audit.entries(connection, who="ani", talk_id=budi.talk))]
    assert done == [("erased", asep.number), ("kept", budi.number)]


def test_what_is_in_the_official_system_stays_here_and_is_asked_for_there(office: Office, rina: Worker):
    _asep, budi = all_of(office)
    ani = office.at_work("ani")
    ani.post(f"enrolments/{budi.id}/register", kpj="12345678901")
    assert "minta dihapus" not in ani.get(f"enrolments/{budi.id}").text
    ani.post(f"enrolments/{budi.id}/erase")     # nobody wished it
    assert "sudah kami mintakan" not in rina.screen
    rina.write("hapus data", "ya, lakukan")
    ani.post(f"enrolments/{budi.id}/erase")
    page = ani.get(f"enrolments/{budi.id}").text
    assert "Penghapusannya sudah dimintakan di sistem resmi pada 20 November 2026" in page
    assert "<h2>Minta dihapus" not in page
    assert rina.screen.count(f"{budi.number}: penghapusannya sudah kami mintakan") == 1


def open_cases(office: Office) -> list[cases.Case]:
    with office.house.database.read() as connection:
        return cases.listed(connection, office.house.vault, status=cases.OPEN)


def test_what_is_wished_while_an_officer_answers_is_asked_by_the_assistant(office: Office, rina: Worker):
    rina.write("petugas")
    ani, asked = office.at_work("ani"), rina.case
    ani.post(f"cases/{asked}/claim")
    assert "yang menanyakannya" not in ani.get(f"cases/{asked}").text
    rina.write("tarik persetujuan", "hapus data")
    for case in open_cases(office):
        assert "Kembali ke asisten, yang menanyakannya" in ani.get(f"cases/{case.id}").text
    assert ani.post(f"cases/{asked}/ask").status_code == 302
    assert open_cases(office) == []
    office.house.outbox.sweep()
    assert rina.screen.rstrip().endswith("Benar dilakukan? Ini tidak bisa dibatalkan.")
    rina.write("ya, lakukan")
    assert [case.told.keys() for case in open_cases(office)] == [{"certificate"}]
    assert ani.post(f"cases/{asked}/ask").status_code == 302      # nothing is wished any more, and nothing happens


def test_a_wish_outlives_an_officer_who_leaves(office: Office, rina: Worker):
    rina.write("petugas")
    ani, asked = office.at_work("ani"), rina.case
    ani.post(f"cases/{asked}/claim")
    rina.write("hapus data")
    ani.post(f"cases/{asked}/back")
    office.house.outbox.sweep()
    rina.write("petugas", "pembayaran")     # what it is about is told of the other case
    assert [(case.reason, case.status) for case in open_cases(office)] == [("payment", "waiting"), ("erase", "waiting")]
