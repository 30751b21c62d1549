"""Files that come in at the desk: looked at, accepted, worked off, and nothing half done."""
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
from openpyxl.worksheet import _writer
from werkzeug import formparser
from werkzeug.test import TestResponse

from storage import audit, batches, tables
from storage.batches import Line
from tests.conversations.staff import by
from tests.desk.conftest import Office, Person
from tests.desk.test_bulk import exported, listed, nik, sent
from tests.desk.test_pages import Worker

TERMS = {"body": "Pemkab Contoh", "document": "SK Bupati 460/12/2026", "regency": "Kota Ambon", "months": "2", "declared": "1"}
TITLES = "NIK;Nama;Pekerjaan"


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
        assert connection.execute(sa.select(tables.consent)).first() is None        # nobody agreed to anything
        assert connection.execute(sa.select(tables.line).where(tables.line.c.body.is_not(None))).first() is None
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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_five_thousand_rows_are_worked_off_while_the_page_looks_on(office: Office):
    citra = office.at_work("citra", "supervisor")
    id = uploaded(citra, "\n".join(people(5000)).encode())
    citra.post(f"lists/{id}/accept")
    values, seen = [0], ""
    while 'data-owner="done"' not in seen:
        seen = citra.get(f"lists/{id}/progress").text
        values.append(int("".join(re.findall(r'value="(\d+)"', seen))))
        assert values[-1] > values[-2] or values[-1] == 5000        # each look does some
    assert values[-1] == 5000
    with office.house.database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(tables.enrolment)).scalar_one() == 5000
    assert citra.get(f"lists/{id}").text.count("<tr>") == 51        # and its header


def test_results_are_taken_over_row_by_row_and_once(office: Office):
    one, two, _three, four = sent(office, 4)
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
    last = f"Nomor tanda terima;KPJ;Status;Alasan\n{one.number};12345678909;;\n{two.number};;perbaiki;beda sekali"
    last = uploaded(ani, last.encode(), "results")
    ani.post(f"lists/{last}/accept")
    assert whys(last) == ["state", "path"]


def test_nothing_that_comes_in_lies_on_a_disk(office: Office, monkeypatch):
    """Neither an upload nor a download makes a temporary file with anybody in it."""
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file")

    exported(office.at_work("siti", "supervisor"), "xlsx")      # the empty book is made once
    for where, names in {tempfile: ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"),
                         formparser: ("SpooledTemporaryFile",), _writer: ("NamedTemporaryFile",)}.items():
        for name in names:
            monkeypatch.setattr(where, name, never)
    sent(office, 1)
    citra = office.at_work("citra", "supervisor")
    uploaded(citra, "\n".join(people(10_000)).encode())
    exported(citra, "xlsx")
