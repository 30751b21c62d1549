"""No page of the desk reads more because there is more: its statements, and the rows they give, are counted."""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.cursor import CursorFetchStrategy

from storage import tables
from storage.prepared import Ran
from tests.benchmarks.office import opened
from tests.benchmarks.year import pages
from tests.desk.conftest import Person
from tests.desk.test_access import ROUTES
from tests.desk.test_lists import people as lines
from tests.desk.test_lists import uploaded

FEW, MANY = 600, 2400
MOST = 1000         # rows of any page
GROW = ("message", "event", "enrolment", "member", "case", "talk", "address", "audit", "draft", "note", "tally", "unheard")
ELSEWHERE = {"home", "sign_in", "code", "code_picture", "case_media", "openid_ask", "openid_back", "openid_out"}    # lead on, or ask others


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> list[Person]:
    folder = tmp_path_factory.mktemp("bounded")
    return [opened(f"sqlite:///{folder / str(people)}.db", people, days=12) for people in (FEW, MANY)]


class Reading(NamedTuple):
    """How many statements a page takes, how many rows it is given, and how the database goes about it."""

    statements: int
    rows: int
    plans: list[str]


def reading(person: Person, path: str, monkeypatch: pytest.MonkeyPatch) -> Reading:
    statements, rows = list[tuple[str, Any]](), [0]
    engine = person.app.extensions["house"].database.engine
    execute = engine.dialect.do_execute

    def counting(real: Callable[..., Any]):
        def fetch(*args, **options):
            found = real(*args, **options)
            rows[0] += len(found) if isinstance(found, list) else found is not None
            return found
        return fetch

    def executed(cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        statements.append((statement, parameters))
        execute(cursor, statement, parameters, context)

    with monkeypatch.context() as patched:
        patched.setattr(engine.dialect, "do_execute", executed)
        patched.setattr(Ran, "rows", counting(Ran.rows))
        for name in ("fetchall", "fetchone", "fetchmany"):
            patched.setattr(CursorFetchStrategy, name, counting(getattr(CursorFetchStrategy, name)))
        answer = person.get(path)
    assert answer.status_code == 200, path
    with engine.connect() as connection:
        plans = [row[3] for statement, parameters in statements if statement.startswith("SELECT")
                 for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(parameters))]
    return Reading(len(statements), rows[0], plans)


def all_pages(person: Person) -> dict[str, str]:
    """What is there for everybody, and what takes a case of one's own, a file, a search; the file is as long as the office is large."""
    house = person.app.extensions["house"]
    found = dict(pages(house))
    case = found["case, waiting"]
    with house.database.read() as connection:
        people = connection.execute(sa.select(sa.func.count()).select_from(tables.enrolment)).scalar_one()
    if person.get(f"{case}/form").status_code != 200:
        assert person.post(f"{case}/claim").status_code == 302
    file = uploaded(person, "\n".join(lines(people // 20)).encode())
    assert person.post("search", text="Siti Aminah").status_code == 302
    return {**found, "form of a case": f"{case}/form", "file": f"lists/{file}", "how far a file is": f"lists/{file}/progress",
            "found": "search/found"}


def test_no_page_reads_more_where_there_is_more(offices: list[Person], monkeypatch: pytest.MonkeyPatch):
    few, many = ({name: reading(person, path, monkeypatch) for name, path in all_pages(person).items()} for person in offices)
    assert {name: read[:2] for name, read in many.items()
            if read.statements > few[name].statements or read.rows > 1.1 * few[name].rows + 10} == {}
    assert min(read.rows for read in many.values()) > 0
    assert max(read.rows for read in many.values()) <= MOST


def test_no_page_looks_through_a_table_that_grows(offices: list[Person], monkeypatch: pytest.MonkeyPatch):
    person = offices[1]
    found = {name: reading(person, path, monkeypatch).plans for name, path in all_pages(person).items()}
    assert {name: scans for name, plans in found.items()
            if (scans := [plan for plan in plans if re.match(rf"SCAN ({'|'.join(GROW)})\b(?!.*INDEX)", plan)])} == {}


def test_every_page_is_among_them(offices: list[Person]):
    there = {rule.endpoint.removeprefix("desk.") for rule, method in ROUTES if method == "GET"} - ELSEWHERE
    urls = offices[0].app.url_map.bind("x")
    assert {urls.match(f"/staff/{path.partition('?')[0]}")[0].removeprefix("desk.") for path in all_pages(offices[0]).values()} == there
