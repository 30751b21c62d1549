"""Every damage that a spreadsheet does to a list: what is understood all the same, and what is refused with a reason."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.sheets import reading
from storage import batches
from tests.desk.conftest import Office
from tests.desk.test_bulk import nik, sent
from tests.desk.test_lists import TERMS, book, found, upload

TITLES = "NIK;Nama;Pekerjaan"
ROW = {"NIK": "3273011708809902", "Nama": "Budi Hartono", "Pekerjaan": "Nelayan"}


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
    ({"Nama": ""}, "name"), ({"Nama": "BUDI HARTONO"}, ""), ({"Nama": "M.YUSUF"}, ""), ({"Nama": "Budi 2"}, "name"),
    ({"Nama": "=1+1"}, "name"),
    ({"Pekerjaan": ""}, "work"), ({"Pekerjaan": "-"}, "work"), ({"Pekerjaan": "Pegawai negeri"}, "wages"),
    ({"Pekerjaan": "Penjaga makam"}, ""), ({"Tanggal Lahir": "17-08-1980"}, ""), ({"Tanggal Lahir": "17/8/1980"}, ""),
    ({"Tanggal Lahir": "1980-08-17"}, ""), ({"Tanggal Lahir": "18-08-1980"}, "born"), ({"Tanggal Lahir": "29450"}, "day"),
    ({"Jenis Kelamin": "L"}, ""), ({"Jenis Kelamin": "Laki-laki"}, ""), ({"Jenis Kelamin": "P"}, "sex"),
    ({"Jenis Kelamin": "Perempuan"}, "sex"),
    ({"Kabupaten": "Kab. Maluku Tengah"}, ""), ({"Kabupaten": "Negeri Antah"}, "regency"), ({"No HP": "81200000123"}, "")])
def test_what_else_may_be_wrong(office: Office, cells: dict[str, str], why: str):
    assert one(office, **cells) == why


@pytest.mark.parametrize(("age", "days", "why"), [
    (15, 1, "young"), (15, 0, "minor"), (18, 1, "minor"), (18, 0, ""), (65, 1, ""), (65, 0, "old")])
def test_who_is_too_young_or_too_old_by_the_law_of_the_day(office: Office, age: int, days: int, why: str):
    assert one(office, NIK=born(age, office, days=days)) == why


# The same three people, as programs write them.
THREE = [["NIK", "NAMA LENGKAP", "Jenis Pekerjaan"],
         [nik(1), "Budi A", "Nelayan"], [nik(2), "Budi Bé", "Tukang ojek"], [nik(3), "Budi C", "Petani"]]


def text(separator: str, *before: str, end: str = "\r\n") -> str:
    return end.join([*before, *(separator.join(row) for row in THREE), ""])


FILES = {
    "semicolons": text(";").encode(), "BOM": text(";").encode("utf-8-sig"), "commas": text(",").encode(), "tabs": text("\t").encode(),
    "cp1252": text(";").encode("cp1252"), "unicode text": text("\t").encode("utf-16"), "pipes": text("|").encode(),
    "quoted": "\n".join(";".join(f'"{cell}"' for cell in row) for row in THREE).encode(), "sep line": text(";", "sep=;").encode(),
    "old mac": text(";", end="\r").encode(), "blank rows": text(";").replace("\r\n", "\r\n;;\r\n").encode(),
    "titles further down": text(";", "DAFTAR PEKERJA RENTAN", "", "Kab. Contoh;;").encode(), "xlsx": book(*THREE),
    "xlsx further down": book(["DAFTAR PEKERJA RENTAN"], [], *THREE),
    "xlsx with apostrophes": book(THREE[0], *([f"'{row[0]}", *row[1:]] for row in THREE[1:])),
    "numbered": "\n".join(";".join([str(n), *row]) for n, row in enumerate(THREE)).encode(),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_a_file_of_any_kind(office: Office, data: bytes):
    lines = found(office, upload(office.at_work("citra", "supervisor"), data))
    assert [(line.body["nik"], line.body["name"], line.body["work"]) for line in lines if line.body] == [
        (nik(1), "Budi A", "nelayan"), (nik(2), "Budi Bé", "ojek"), (nik(3), "Budi C", "petani")]


@pytest.mark.parametrize(("data", "said"), [
    (b"", "Kolomnya tidak ditemukan"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel lama"),
    (b"PK\x03\x04" + bytes(99), "tidak bisa dibaca"),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "Kolomnya tidak ditemukan"), (b"NIK;Nama\n1;2", "nik, nama, pekerjaan"),
    (f"{TITLES}\n".encode(), "Tidak ada baris"), (f"{TITLES}\n;;\n".encode(), "Tidak ada baris"),
    (b'NIK;Nama;Pekerjaan\n"' + b"x" * 200_000, "tidak bisa dibaca"),
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
    assert judged(office, "\n".join([TITLES, *rows]).encode()) == [
        (2, "", 0), (3, "on_file", 0), (4, "twice", 2), (5, "name", 0), (6, "", 0)]
