"""Many enrolments at once, and what is to be entered officially as a file that runs nothing."""
from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from bot.desk import export
from bot.desk.enrolments import PAGE
from bot.sheets.columns import OFFICIAL
from bot.sheets.writing import RUNS, as_csv, as_xlsx, harmless
from storage import audit, enrolments, tables
from storage.enrolments import Enrolment
from tests.desk.conftest import Office, Person
from tests.desk.test_pages import Worker
from tests.shell.phone import ANSWERS, HELLO

WHY = "dimasukkan ke sistem resmi"
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "  =1+1", "＝1+1", "%0A=1", "|calc", "=HYPERLINK(\"http://x\")"]


def nik(n: int) -> str:
    return f"327301170880{9900 + n}"


def sent(office: Office, count: int, **other: str) -> list[Enrolment]:
    """So many people who have sent their forms; give what they sent, the first first."""
    for n in range(1, count + 1):
        said = {**ANSWERS, "nik": nik(n), "name": f"Budi {'ABCDEFGHIJ'[n]}", **other}
        Worker(office, f"+628120000{n:04}").write(HELLO, *(said[name] for name in ANSWERS))
    return listed(office)


def listed(office: Office) -> list[Enrolment]:
    with office.house.database.read() as connection:
        return enrolments.listed(connection, office.house.vault)[::-1]


def changed(office: Office, one: Enrolment, **values: Any) -> None:
    """Put something into a form that no chat would let in."""
    vault = office.house.vault
    with office.house.database.begin() as connection:
        body = enrolments._sealed(vault, {**one.form, **values}, "enrolment", "body", one.id)
        connection.execute(tables.enrolment.update().where(tables.enrolment.c.id == one.id), {"body": body})


def told(page: TestResponse) -> dict[str, str]:
    """What the page says of each receipt."""
    rows = re.findall(r">([2-9A-Z]{4}-[2-9A-Z]{4}|–)</a>.*?</td>\s*<td.*?<div>(.*?)</div>", page.text, re.S)
    return {number: re.sub(r"<[^>]*>|\s+", " ", said).strip() for number, said in rows}


def audited(office: Office, who: str) -> list[tuple[str, str]]:
    with office.house.database.read() as connection:
        return [(row["what"], row["subject"]) for row in reversed(audit.entries(connection, who=who)) if row["what"] != "signed in"]


def test_who_can_not_be_moved_stops_nobody_else(office: Office):
    one, two, three = sent(office, 3)
    ani, budi = office.at_work("ani"), office.at_work("budi")
    ani.post(f"enrolments/{two.id}/take")
    page = budi.post("enrolments/many/take", id=[one.id, two.id, three.id])
    assert {number: said.partition(" ")[0] for number, said in told(page).items()} == {
        one.number: "Selesai", two.number: "Belum", three.number: "Selesai"}
    assert "baru saja dikerjakan" in told(page)[two.number].casefold()
    assert audited(office, "budi") == [("taken", one.number), ("taken", three.number)]
    assert [row.status for row in listed(office)] == ["taken"] * 3


def test_each_kpj_stands_or_falls_alone(office: Office):
    one, two, three = sent(office, 3)
    ani = office.at_work("ani")
    kpjs = {f"kpj-{one.id}": "12345678901", f"kpj-{two.id}": "123", f"kpj-{three.id}": "12345678901"}
    page = ani.post("enrolments/many/register", **kpjs)
    said = told(page)
    assert said[one.number] == "Selesai"
    assert "11 angka" in said[two.number]
    assert "11 angka" in said[three.number]        # it is the first one's now
    assert [row.kpj for row in listed(office)] == ["12345678901", "", ""]
    assert Worker(office, "+6281200000001").screen.count("12345678901") == 1


def test_paid_for_as_many_months_as_each_form_says(office: Office):
    one, two = sent(office, 2)
    changed(office, two, months=1)
    ani = office.at_work("ani")
    ani.post("enrolments/many/register", **{f"kpj-{one.id}": "12345678901", f"kpj-{two.id}": "12345678902"})
    ani.post("enrolments/many/pay", id=[one.id, two.id], paid_on="2026-11-20")
    assert [str(row.paid_until) for row in listed(office)] == ["2027-02-19", "2026-12-19"]
    late = ani.post("enrolments/many/pay", id=[one.id], paid_on="2030-01-01")
    assert "Tanggal bayar" in told(late)[one.number]


def test_one_that_can_not_be_read_is_said_and_the_others_go_on(office: Office):
    one, two = sent(office, 2)
    with office.house.database.begin() as connection:
        connection.execute(tables.enrolment.update().where(tables.enrolment.c.id == one.id), {"body": b"\x01nonsense" * 5})
    page = office.at_work("ani").post("enrolments/many/take", id=[one.id, two.id])
    assert [said.partition(" ")[0] for said in told(page).values()] == ["Belum", "Selesai"]


@pytest.mark.parametrize("fields", [{}, {"id": ["nonsense"]}, {"id": ["00000000-0000-0000-0000-000000000000"] * (PAGE + 1)}])
def test_nothing_chosen_is_said(office: Office, fields: dict[str, Any]):
    assert office.at_work("ani").post("enrolments/many/take", **fields).status_code == 400


def exported(person: Person, kind: str = "csv", **fields: str) -> list[list[str]]:
    answer = person.post("lists/export", **{"status": "submitted", "kind": kind, "reason": WHY, **fields})
    assert answer.status_code == 200, answer.text
    assert "belum-dikonfirmasi" in answer.headers["Content-Disposition"]
    if kind == "csv":
        assert answer.data.startswith("\ufeff".encode())
        return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert {(cell.data_type, cell.number_format) for row in sheet.iter_rows() for cell in row if cell.value is not None} == {("s", "@")}
    return [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_to_be_entered_is_taken_out_oldest_first_and_written_down_for_each(office: Office, kind: str, monkeypatch):
    one, two, three = sent(office, 3)
    monkeypatch.setattr(export, "MOST", 2)
    citra = office.at_work("citra", "supervisor")
    doubt, titles, *rows = exported(citra, kind)
    assert "belum dikonfirmasi" in doubt[0]
    assert OFFICIAL.source in doubt[0]
    assert "21 November 2026" in doubt[0]
    assert titles == [title for title, _field in OFFICIAL.columns]
    assert [row[0] for row in rows] == [one.number, two.number]
    first = dict(zip(titles, rows[0], strict=True))
    assert first["NIK"].lstrip("'") == nik(1)
    assert first["Tanggal lahir"] == "17-08-1980"
    assert first["Nomor HP"].lstrip("'") == "081200000123"
    assert (first["Kabupaten atau kota"], first["Pekerjaan"], first["Program"]) == ("Kota Ambon", "Penjual ikan", "JKK + JKM")
    assert (first["KPJ"], first["Status"], first["Alasan"]) == ("", "", "")
    assert audited(office, "citra") == [("exported", f"{kind} 2 {WHY}"), ("taken", one.number), ("exported", f"{one.number} {WHY}"),
                                        ("taken", two.number), ("exported", f"{two.number} {WHY}")]
    assert [row[0] for row in exported(citra, kind)[2:]] == [three.number]                              # what is left
    assert [row[0] for row in exported(citra, kind, status="taken", after=one.number)[2:]] == [two.number, three.number]


def test_without_a_reason_nothing_goes_out(office: Office):
    sent(office, 1)
    citra = office.at_work("citra", "supervisor")
    assert citra.post("lists/export", status="submitted", kind="csv", reason="mau").status_code == 400
    assert citra.post("lists/export", status="active", kind="csv", reason=WHY).status_code == 400
    assert citra.post("lists/export", status="taken", kind="csv", reason=WHY, after="2222-2222").status_code == 400
    assert listed(office)[0].status == "submitted"
    assert audited(office, "citra") == []


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_runs(text: str):
    assert not harmless(text).lstrip().startswith(tuple(RUNS))
    line = b"".join(as_csv([[text, f"Budi,{text}", f'"{text}', f"Budi;{text}", f"Budi\n{text}"]])).decode("utf-8-sig")
    for separator in ";,\t":        # however a program takes it apart
        cells = [cell for row in csv.reader(io.StringIO(line, newline=""), delimiter=separator) for cell in row]
        assert [cell for cell in cells if cell.lstrip(' "').startswith(tuple(RUNS))] == []
    (row,) = load_workbook(io.BytesIO(b"".join(as_xlsx([[text, "a"]], 2)))).worksheets[0].iter_rows()
    assert row[0].data_type == "s"


def test_a_formula_for_a_name_gets_in_nowhere_and_out_as_text(office: Office):
    worker = Worker(office)
    worker.write(HELLO, "setuju", nik(1), "=HYPERLINK(\"http://x\",\"klik\")")
    assert worker.screen.count("Siapa nama lengkap") == 2       # asked again
    (one,) = sent(office, 1)
    changed(office, one, name="=cmd|' /C calc'!A0", home=["@SUM(1+1)", "8171"])
    citra = office.at_work("citra", "supervisor")
    row = exported(citra)[2]
    assert [cell for cell in row if cell.startswith(tuple(RUNS))] == []
    assert "'=cmd|' /C calc'!A0" in row
    assert "=cmd|' /C calc'!A0" in exported(citra, "xlsx", status="taken")[2]      # typed as text


def test_digits_stay_digits():
    assert [harmless(text) for text in ("3273012501859901", "081200000123", "12345678901", "1600000", "3")] == [
        "'3273012501859901", "'081200000123", "'12345678901", "1600000", "3"]
