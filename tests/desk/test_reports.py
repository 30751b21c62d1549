"""What supervisors read is what happened: forms typed by hand, cases over a weekend, any days, files that run nothing."""
from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.desk import commands, words
from bot.desk.charts import bars, grid, line
from bot.nlu import PHRASES
from storage import tables
from tests.desk.conftest import Office
from tests.desk.test_pages import Worker
from tests.shell.phone import ANSWERS, HELLO, NOON

MONDAY = NOON + timedelta(days=3, hours=-3, minutes=-40)      # at 8.20


@pytest.fixture
def worker(office: Office) -> Worker:
    return Worker(office)


def rows(office: Office, chart: str, page: str = "forms", **period: str) -> list[list[str]]:
    """The table of a chart as a supervisor takes it along, without its head."""
    office.clock.later(hours=1)
    office.house.tick()
    office.clock.later(minutes=1)
    answer = office.at_work(chart, "supervisor").get("reports.csv", query_string={"page": page, "chart": chart, **period})
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))[1:]


def test_forms_typed_by_hand(office: Office, worker: Worker):
    worker.register()
    Worker(office, "second").write(HELLO, "setuju", "12345", "3273011708809902")      # gives a wrong NIK, a right one, and no name
    Worker(office, "third").write(HELLO)
    assert rows(office, "forms")[0] == ["Pendaftaran", "3", "1"]
    assert rows(office, "steps")[:3] == [["Persetujuan", "3", "2", "1"], ["NIK", "2", "2", "0"], ["Nama", "2", "1", "1"]]
    assert rows(office, "refusals") == [["Pendaftaran", "NIK", "bukan 16 angka", "1"]]
    assert rows(office, "occupations", "volumes") == [["Penjual ikan", "1"]]
    assert rows(office, "provinces", "volumes") == [["Maluku", "1"]]
    assert rows(office, "channels", "volumes") == [["Web", str(len(ANSWERS) + 1 + 4 + 1)]]
    assert rows(office, "hours", "volumes")[12] == ["12.00", "0", "0", "0", "0", "16", "0", "0"]
    page = office.at_work("boss", "supervisor").get("reports").text
    assert "3 dimulai, 1 terkirim." in page
    assert "Paling banyak berhenti di sini: Persetujuan, 1 dari 3." in page
    assert not any(personal in page for personal in (ANSWERS["nik"], ANSWERS["name"], "Latuhalat"))


@pytest.mark.parametrize(("opened", "answered", "closed_on", "within"), [
    (NOON, NOON + timedelta(minutes=15), "", "15 mnt"),
    (NOON, NOON + timedelta(minutes=15, seconds=1), "", "30 mnt"),
    (NOON + timedelta(hours=2, minutes=30), MONDAY, "", "1 jam"),         # half an hour on Friday, 20 minutes on Monday
    (NOON + timedelta(hours=2, minutes=30), MONDAY + timedelta(days=1), "2026-11-23", "1 jam"),
    (NOON + timedelta(hours=30), MONDAY - timedelta(hours=2), "", "15 mnt"),      # while nobody is there, nobody waits
    (NOON, NOON + timedelta(days=7), "", "lebih lama")])
def test_cases_wait_in_office_hours(office: Office, worker: Worker, opened: datetime, answered: datetime, closed_on: str, within: str):
    ani = office.hire("ani")
    if closed_on:
        office.at_work("dewi", "supervisor").post("calendar", day=closed_on, what="closed", name="Mati lampu")
    office.clock.now = opened
    worker.write("petugas")
    office.clock.now = answered
    ani.sign_in()
    for act, text in (("claim", ""), ("answer", "Selamat siang"), ("answer", "Masih di sini"), ("settle", "")):
        ani.post(f"cases/{worker.case}/{act}", text=text)
    days = {"from": "2026-11-20", "to": "2026-12-31"}
    for chart in ("answered", "settled"):
        found = {name: count for name, count in rows(office, chart, "cases", **days) if count != "0"}
        assert found == {within: "1"}
    assert rows(office, "reasons", "cases", **days) == [["Minta bicara dengan petugas", "1"]]


def test_later_than_promised_is_said(office: Office, worker: Worker):
    worker.write("petugas")
    ani = office.at_work("ani")
    office.clock.later(minutes=61)
    ani.sign_in()
    ani.post(f"cases/{worker.case}/claim")
    ani.post(f"cases/{worker.case}/answer", text="Maaf lama")
    rows(office, "answered", "cases")
    assert "1 dijawab, 1 di antaranya lewat janji." in office.at_work("boss", "supervisor").get("reports?page=cases").text


@pytest.mark.parametrize(("asked", "first", "last"), [
    ("", "2026-10-22", "2026-11-20"), ("from=2026-11-01&to=2026-11-03", "2026-11-01", "2026-11-03"),
    ("from=2026-11-03&to=2026-11-01", "2026-11-01", "2026-11-01"), ("from=1900-01-01", "2025-11-20", "2026-11-20"),
    ("from=2026-11-20&to=2099-01-01", "2026-11-20", "2026-11-20"), ("from=x&to=%00", "2026-10-22", "2026-11-20"),
    ("form=nowhere", "2026-10-22", "2026-11-20")])
def test_any_days_up_to_a_year(office: Office, asked: str, first: str, last: str):
    page = office.at_work("citra", "supervisor").get(f"reports?{asked}").text
    assert f'name="from" type="date" value="{first}"' in page
    assert f'name="to" type="date" value="{last}"' in page


def test_what_is_not_there_is_not_found(office: Office):
    citra = office.at_work("citra", "supervisor")
    assert citra.get("reports?page=nowhere").status_code == 404
    assert citra.get("reports.csv?page=forms&chart=reasons").status_code == 404


def test_shapes_are_as_large_as_their_numbers():
    drawn = bars([("a", 200, 50), ("b", 100, 0), ("c", 0, 0)])
    assert [(bar.width, bar.gone, bar.top) for bar in drawn.bars] == [(100, 25, 0), (50, 0, 40), (0, 0, 80)]
    square = {(at.left, at.top): at.shade for at in grid({(0, 0): 100, (6, 23): 1, (1, 0): 50}).squares}
    assert len(square) == 7 * 24
    assert Counter(square.values()) == {0: 165, 1: 1, 2: 1, 4: 1}


def test_a_long_time_is_drawn_by_whole_weeks():
    last = date(2026, 11, 20)
    days = {last - timedelta(days=back): 1 for back in range(100)}
    drawn = line(days, last - timedelta(days=99), last)
    assert (drawn.step, drawn.counts) == (7, (7,) * 14)
    assert drawn.days[-1] == last - timedelta(days=6)
    short = line({last: 3}, last - timedelta(days=1), last)
    assert (short.counts, short.points, short.peak) == ((0, 3), "0,100.0 1,0.0", 100)


def test_what_was_meant_is_kept_without_names_until_it_stands_in_the_files(office: Office, worker: Worker, tmp_path: Path,
                                                                          monkeypatch: pytest.MonkeyPatch):
    worker.write("kenapa langit warnanya biru ya pak Sutarjiman 3273012501859901")
    citra, runner = office.at_work("citra", "supervisor"), office.app.test_cli_runner()
    with office.house.database.read() as connection:
        id = connection.execute(sa.select(tables.unheard.c.id)).scalar_one()
    assert citra.post(f"unheard/{id}", intent="nothing").status_code == 404
    assert citra.post(f"unheard/{id}", intent="out_of_scope").status_code == 302
    assert citra.post(f"unheard/{id}", intent="pay").status_code == 404      # seen to
    page = citra.get("unheard").text
    assert "Sutarjiman" not in page
    assert f'action="/staff/unheard/{id}"' not in page
    copy = tmp_path / "bot" / "nlu" / "phrases"
    copy.mkdir(parents=True)
    (copy / "out_of_scope.txt").write_text("cuaca hari ini\n")
    monkeypatch.setattr(commands, "PHRASES", copy)
    said = runner.invoke(args=["phrases"]).output.splitlines()
    assert said[0].startswith("bot/nlu/phrases/out_of_scope.txt: kenapa ")
    assert "Sutarjiman" not in said[0]
    assert not {*"*3"} & {*said[0].partition(": ")[2]}
    assert runner.invoke(args=["phrases", "--write"]).exit_code == 1         # no checkout
    (tmp_path / ".git").mkdir()
    for _time in range(2):
        assert runner.invoke(args=["phrases", "--write"]).exit_code == 0
    assert (copy / "out_of_scope.txt").read_text() == f"cuaca hari ini\n{said[0].partition(': ')[2]}\n"
    assert runner.invoke(args=["phrases"]).output == "0 in all.\n"


def test_every_file_of_phrases_has_a_name():
    assert words.INTENTS.keys() == {path.stem for path in PHRASES.glob("*.txt")}
