"""Files that come in at the desk: every damage that a spreadsheet does, row by row, and nothing half done."""
from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import Workbook
from werkzeug.test import TestResponse

from bot.sheets import reading
from storage import audit, batches, enrolments, tables
from storage.batches import Line
from tests.conversations.staff import by
from tests.desk.conftest import Office, Person
from tests.desk.test_bulk import exported, listed, nik, sent
from tests.desk.test_pages import Worker

TERMS = {"body": "Pemkab Contoh", "document": "SK Bupati 460/12/2026", "regency": "Kota Ambon", "months": "2", "declared": "1"}
TITLES = "NIK;Nama;Pekerjaan"
ROW = {"NIK": "3273011708809902", "Nama": "Budi Hartono", "Pekerjaan": "Nelayan"}


def upload(person: Person, data: bytes, what: str = "members", **fields: Any) -> TestResponse:
    return person.post(f"lists/{what}", file=(io.BytesIO(data), "daftar.csv"), **{**(TERMS if what == "members" else {}), **fields})


def book(*rows: list[Any]) -> bytes:
    made, saved = Workbook(), io.BytesIO()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(saved)
    return saved.getvalue()


def found(office: Office, answer: TestResponse) -> list[Line]:
    assert answer.status_code == 302, re.findall(r'role="status">(.*?)<', answer.text)
    with office.house.database.read() as connection:
        return batches.lines(connection, office.house.vault, answer.location.rpartition("/")[2], limit=20_000)


def judged(office: Office, data: bytes, what: str = "members") -> list[tuple[int, str, int]]:
    """Row number, reason and what else is said of it."""
    name = f"p{office.clock.now:%H%M%S%f}"
    lines = found(office, upload(office.at_work(name, "supervisor"), data, what))
    return [(line.number, *(line.why or ("", 0))) for line in lines]


def one(office: Office, **cells: Any) -> str:
    """Why this one row is refused; nothing if it isn't."""
    row = {**ROW, **cells}
    answer = f"{';'.join(row)}\n{';'.join(row.values())}\n".encode()
    ((_number, why, _other),) = judged(office, answer)
    return why


def born(age: int, office: Office, *, days: int = 0) -> str:
    """The NIK of who turns this old today, or some days later."""
    day = (office.clock().date() + timedelta(days=days)).replace(year=office.clock().year - age)
    return f"327301{day:%d%m%y}9901"


# What was in the NIK's cell, and why it is refused.
NIKS = [
    ("3273011708809902", ""), (" 3273011708809902 ", ""), ("'3273011708809902", ""), ("’3273011708809902", ""), ("3273011708809902.0", ""),
    ("3273011708809902,00", ""), ("3273 0117 0880 9902", ""), ("3273.0117.0880.9902", ""), ("\u00a03273011708809902\u200b", ""),
    ("7,27103E+15", "nik_rounded"), ("7.27103E+15", "nik_rounded"), ("3,27301E+15", "nik_rounded"), ("3E15", "nik_rounded"),
    ("", "nik_none"), ("   ", "nik_none"), ("'", "nik_none"), ("-", "nik_length"), ("327301170880990", "nik_length"),
    ("32730117088099021", "nik_length"), ("#####", "nik_length"), ("#REF!", "nik_length"), ("O273011708809902", "nik_length"),
    ("0273011708809902", "nik_province"), ("3273013208809902", "nik_day"), ("3273011713809902", "nik_month"),
    ("3273013102809902", "nik_date"), ("3273011708800000", "nik_serial"),
]


@pytest.mark.parametrize(("text", "why"), NIKS, ids=[repr(text) for text, _why in NIKS])
def test_what_a_spreadsheet_makes_of_a_nik(office: Office, text: str, why: str):
    assert one(office, NIK=text) == why


@pytest.mark.parametrize(("cells", "why"), [
    ({"Nama": ""}, "name"), ({"Nama": "BUDI HARTONO"}, ""), ({"Nama": "M.YUSUF"}, ""), ({"Nama": "Budi 2"}, "name"), ({"Nama": "=1+1"}, "name"),
    ({"Pekerjaan": ""}, "work"), ({"Pekerjaan": "-"}, "work"), ({"Pekerjaan": "Pegawai negeri"}, "wages"),
    ({"Pekerjaan": "Penjaga makam"}, ""), ({"Tanggal Lahir": "17-08-1980"}, ""), ({"Tanggal Lahir": "17/8/1980"}, ""),
    ({"Tanggal Lahir": "1980-08-17"}, ""), ({"Tanggal Lahir": "18-08-1980"}, "born"), ({"Tanggal Lahir": "29450"}, "day"),
    ({"Jenis Kelamin": "L"}, ""), ({"Jenis Kelamin": "Laki-laki"}, ""), ({"Jenis Kelamin": "P"}, "sex"), ({"Jenis Kelamin": "Perempuan"}, "sex"),
    ({"Kabupaten": "Kab. Maluku Tengah"}, ""), ({"Kabupaten": "Negeri Antah"}, "regency"), ({"No HP": "81200000123"}, "")])
def test_what_else_may_be_wrong(office: Office, cells: dict[str, str], why: str):
    assert one(office, **cells) == why


@pytest.mark.parametrize(("age", "days", "why"), [(15, 1, "young"), (15, 0, "minor"), (18, 1, "minor"), (18, 0, ""), (65, 1, ""), (65, 0, "old")])
def test_who_is_too_young_or_too_old_by_the_law_of_the_day(office: Office, age: int, days: int, why: str):
    assert one(office, NIK=born(age, office, days=days)) == why


# The same three people, as programs write them.
THREE = [["NIK", "NAMA LENGKAP", "Jenis Pekerjaan"], [nik(1), "Budi A", "Nelayan"], [nik(2), "Budi Bé", "Tukang ojek"], [nik(3), "Budi C", "Petani"]]


def text(separator: str, *before: str, end: str = "\r\n") -> str:
    return end.join([*before, *(separator.join(row) for row in THREE), ""])


FILES = {
    "semicolons": text(";").encode(), "BOM": text(";").encode("utf-8-sig"), "commas": text(",").encode(), "tabs": text("\t").encode(),
    "cp1252": text(";").encode("cp1252"), "unicode text": text("\t").encode("utf-16"), "pipes": text("|").encode(),
    "quoted": "\n".join(";".join(f'"{cell}"' for cell in row) for row in THREE).encode(), "sep line": text(";", "sep=;").encode(),
    "old mac": text(";", end="\r").encode(), "blank rows": text(";").replace("\r\n", "\r\n;;\r\n").encode(),
    "titles further down": text(";", "DAFTAR PEKERJA RENTAN", "", "Kab. Contoh;;").encode(), "xlsx": book(*THREE),
    "xlsx further down": book(["DAFTAR PEKERJA RENTAN"], [], *THREE), "xlsx with apostrophes": book(THREE[0], *([f"'{row[0]}", *row[1:]] for row in THREE[1:])),
    "numbered": "\n".join(";".join([str(n), *row]) for n, row in enumerate(THREE)).encode(),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_a_file_of_any_kind(office: Office, data: bytes):
    lines = found(office, upload(office.at_work("citra", "supervisor"), data))
    assert [(line.body["nik"], line.body["name"], line.body["work"]) for line in lines if line.body] == [
        (nik(1), "Budi A", "nelayan"), (nik(2), "Budi Bé", "ojek"), (nik(3), "Budi C", "petani")]


@pytest.mark.parametrize(("data", "said"), [
    (b"", "Kolomnya tidak ditemukan"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel lama"), (b"PK\x03\x04" + bytes(99), "tidak bisa dibaca"),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "Kolomnya tidak ditemukan"), (b"NIK;Nama\n1;2", "nik, nama, pekerjaan"),
    (f"{TITLES}\n".encode(), "Tidak ada baris"), (f"{TITLES}\n;;\n".encode(), "Tidak ada baris"), (b'NIK;Nama;Pekerjaan\n"' + b"x" * 200_000, "tidak bisa dibaca"),
    (book(["NIK", "Nama"]), "Kolomnya tidak ditemukan"), (f"{TITLES}\n".encode() + b"1;2;3\n" * (reading.MOST + 1), "Terlalu banyak")],
    ids=["empty", "xls", "broken zip", "picture", "a column missing", "only titles", "blank", "one quote", "xlsx without", "too many"])
def test_a_file_that_is_none_says_how_to_do_it_right(office: Office, data: bytes, said: str):
    answer = upload(office.at_work("citra", "supervisor"), data)
    assert answer.status_code == 422
    assert said in answer.text
    assert TERMS["document"] in answer.text         # what was typed is still there
    with office.house.database.read() as connection:
        assert batches.listed(connection, office.house.vault) == []


def test_an_xlsx_that_unpacks_into_more_than_fits_is_not_unpacked(office: Office, monkeypatch):
    data = book(*THREE)
    monkeypatch.setattr(reading, "UNPACKED", 1000)
    assert "Terlalu banyak" in upload(office.at_work("citra", "supervisor"), data).text


def test_a_nik_that_stood_in_a_cell_as_a_number_is_refused(office: Office):
    rows = book(THREE[0], [int(nik(1)), "Budi A", "Nelayan"], [7.27103e15, "Budi B", "Nelayan"], [nik(3), "Budi C", date(2026, 1, 1)])
    assert judged(office, rows) == [(2, "nik_rounded", 0), (3, "nik_rounded", 0), (4, "work", 0)]


def test_niks_that_all_end_in_nought_were_rounded(office: Office):
    rows = [f"3273011708{year}9900;Budi;Nelayan" for year in range(70, 76)]
    assert {why for _number, why, _other in judged(office, "\n".join([TITLES, *rows]).encode())} == {"nik_rounded"}
    assert {why for _number, why, _other in judged(office, "\n".join([TITLES, *rows[:4]]).encode())} == {""}


def test_who_is_there_twice_or_on_file_already(office: Office):
    sent(office, 1)
    rows = [f"{nik(2)};Budi;Nelayan", f"{nik(1)};Budi;Nelayan", f"{nik(2)};Budi;Petani", f"{nik(3)};;Petani", f"{nik(3)};Budi;Petani"]
    assert judged(office, "\n".join([TITLES, *rows]).encode()) == [(2, "", 0), (3, "on_file", 0), (4, "twice", 2), (5, "name", 0), (6, "", 0)]


def people(count: int) -> Iterator[str]:
    yield TITLES
    for n in range(count):
        day = date(1970, 1, 1) + timedelta(days=n % 3000)
        yield f"3273{n // 3000 + 1:02}{day:%d%m%y}9901;Budi Hartono;Nelayan"


def uploaded(person: Person, data: bytes, what: str = "members") -> str:
    answer = upload(person, data, what)
    assert answer.status_code == 302
    return answer.location.rpartition("/")[2]


def test_nothing_is_done_before_it_is_accepted_and_then_all_of_it(office: Office):
    citra = office.at_work("citra", "supervisor")
    id = uploaded(citra, "\n".join([*people(3), "1;2;3"]).encode())
    page = citra.get(f"lists/{id}").text
    assert "Rp100.800" in page      # three people, two months, Rp16.800: no relief for APBD
    assert "NIK terdiri dari 16 angka; di sini ada 1" in page
    assert "3273**" in page
    assert "327301010170" not in page
    assert listed(office) == []
    citra.post(f"lists/{id}/accept")
    page = citra.get(f"lists/{id}").text
    assert "3 dari 4 baris selesai, 1 ditolak" in page
    rows = listed(office)
    assert [(row.funds, row.item, row.form["payer"], row.declared, row.form["basis"]) for row in rows] == [
        ("apbd", f"lines/{n}", "government", False, "Pemkab Contoh, SK Bupati 460/12/2026") for n in (2, 3, 4)]
    assert all(row.number in page for row in rows)
    assert "Atas dasar" in citra.get(f"enrolments/{rows[0].id}").text
    with office.house.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.consent)).scalar_one() == 0       # nobody agreed to anything
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.line).where(tables.line.c.body.is_not(None))).scalar_one() == 0
        entries = [row["what"] for row in reversed(audit.entries(connection, who="citra"))]
        assert all(chain.whole for of in audit.CHAINS for chain in audit.verify(connection, office.house.vault, of))
    assert entries == ["signed in", "sent a file in", "accepted a file", *["enrolled"] * 3]


def test_they_go_the_way_of_every_enrolment_and_nobody_is_written_to(office: Office):
    citra = office.at_work("citra", "supervisor")
    citra.post(f"lists/{uploaded(citra, chr(10).join(people(1)).encode())}/accept")
    (one,) = listed(office)
    citra.post(f"enrolments/{one.id}/take")
    assert citra.post(f"enrolments/{one.id}/register", kpj="12345678901").status_code == 302
    assert citra.post(f"enrolments/{one.id}/pay", paid_on="2026-11-20", months="2").status_code == 302
    office.clock.later(days=55)
    office.house.tick()
    office.house.outbox.sweep()
    with office.house.database.read() as connection:
        assert set(connection.execute(sa.select(tables.message.c.status)).scalars()) == {"voided"}
    assert listed(office)[0].status == "active"


def test_whoever_came_in_meanwhile_is_not_enrolled_twice(office: Office):
    citra = office.at_work("citra", "supervisor")
    id = uploaded(citra, f"{TITLES}\n{nik(1)};Budi;Nelayan\n{nik(2)};Budi;Nelayan".encode())
    other = uploaded(citra, f"{TITLES}\n{nik(2)};Budi;Nelayan".encode())
    sent(office, 1)
    for list in (id, other, id):
        citra.post(f"lists/{list}/accept")
    assert sorted(row.form["nik"] for row in listed(office)) == [nik(1), nik(2)]
    with office.house.database.read() as connection:
        assert [line.why for line in batches.lines(connection, office.house.vault, id)] == [batches.Why("on_file"), None]
        assert [line.why for line in batches.lines(connection, office.house.vault, other)] == [batches.Why("on_file")]


def test_a_list_is_a_supervisors_and_dropping_it_leaves_nothing(office: Office):
    citra, ani = office.at_work("citra", "supervisor"), office.at_work("ani")
    id = uploaded(citra, "\n".join(people(2)).encode())
    assert ani.get(f"lists/{id}").status_code == 200
    assert ani.post(f"lists/{id}/accept").status_code == 403
    assert ani.post(f"lists/{id}/drop").status_code == 403
    citra.post(f"lists/{id}/drop")
    assert citra.get(f"lists/{id}").status_code == 404
    with office.house.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.line)).scalar_one() == 0


@pytest.mark.parametrize("missing", [*TERMS])
def test_a_list_without_its_basis_is_not_taken(office: Office, missing: str):
    answer = upload(office.at_work("citra", "supervisor"), "\n".join(people(1)).encode(), **{missing: ""})
    assert answer.status_code == 422
    assert "centang pernyataannya" in answer.text


def test_five_thousand_rows_are_worked_off_while_the_page_looks_on(office: Office):
    citra = office.at_work("citra", "supervisor")
    id = uploaded(citra, "\n".join(people(5000)).encode())
    citra.post(f"lists/{id}/accept")
    seen = [citra.get(f"lists/{id}/progress").text for _look in range(12)]
    assert 'value="5000"' in seen[-1]
    assert 'data-owner="done"' in seen[-1]
    with office.house.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.enrolment)).scalar_one() == 5000
    assert citra.get(f"lists/{id}").text.count("<tr>") == 51        # and its header


def test_results_are_taken_over_row_by_row_and_once(office: Office):
    one, two, three, four = sent(office, 4)
    citra, ani = office.at_work("citra", "supervisor"), office.at_work("ani")
    _doubt, titles, *rows = exported(citra)
    kpj, status, reason = (titles.index(title) for title in ("KPJ", "Status", "Alasan"))
    rows[0][kpj], rows[0][status] = "12345678901", "Terdaftar"
    rows[1][kpj] = "1234"
    rows[2][status], rows[2][reason] = "perbaiki", "Nama: beda dengan KTP"
    extra = [["2222-2229", *[""] * (kpj - 1), "12345678905", "", ""], ["", *[""] * (kpj - 1), "12345678905", "", ""],
             [one.number, *[""] * (kpj - 1), "12345678907", "", ""], [four.number, *[""] * (kpj - 1), "", "lunas", ""]]
    data = "\n".join(";".join(row) for row in [titles, *rows, *extra]).encode()
    id = uploaded(ani, data, "results")
    assert [row.status for row in listed(office)] == ["taken"] * 4
    ani.post(f"lists/{id}/accept")

    def whys(id: str) -> list[str]:
        with office.house.database.read() as connection:
            return [line.why.code if line.why else "" for line in batches.lines(connection, office.house.vault, id)]

    assert whys(id) == ["", "kpj", "", "blank", "receipt", "receipt", "twice", "said"]
    assert [(row.status, row.kpj) for row in listed(office)] == [
        ("registered", "12345678901"), ("taken", ""), ("sent_back", ""), ("taken", "")]
    assert "beda dengan KTP" in Worker(office, "+6281200000003").screen
    again = uploaded(ani, data, "results")
    ani.post(f"lists/{again}/accept")
    assert whys(again) == ["already", "kpj", "already", "blank", "receipt", "receipt", "twice", "said"]
    assert Worker(office, "+6281200000001").screen.count("12345678901") == 1
    assert "12345678901" not in ani.get(f"lists/{id}").text
    office.house.progress.pay(one.id, office.clock().date(), 1, by(office.house, "ani"))
    last = uploaded(ani, f"Nomor tanda terima;KPJ;Status;Alasan\n{one.number};12345678909;;\n{two.number};;perbaiki;beda sekali".encode(), "results")
    ani.post(f"lists/{last}/accept")
    assert whys(last) == ["state", "path"]


def test_nothing_that_comes_in_lies_on_a_disk(office: Office, monkeypatch):
    """Neither an upload nor a download makes a temporary file with anybody in it."""
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file")

    exported(office.at_work("siti", "supervisor"), "xlsx")      # the empty book is made once
    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, never)
    sent(office, 1)
    citra = office.at_work("citra", "supervisor")
    uploaded(citra, "\n".join(people(10_000)).encode())
    exported(citra, "xlsx")
