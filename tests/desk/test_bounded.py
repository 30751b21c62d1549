"""No page of the desk reads more because there is more: its statements, and the rows they give, are counted."""
from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.cursor import CursorFetchStrategy

from tests.benchmarks.office import opened
from tests.benchmarks.year import pages
from tests.desk.conftest import Person
from tests.desk.test_access import ROUTES

FEW, MANY = 600, 2400
MOST = 1000         # rows of any page
GROW = ("message", "event", "enrolment", "member", "case", "talk", "address", "audit", "draft", "note", "tally", "unheard")
ELSEWHERE = {"home", "sign_in", "code", "code_picture", "case_media", "openid_ask", "openid_back", "openid_out"}    # lead on, or ask others
PREPARED = {"case_form", "list_one", "list_progress", "search_found"}        # take a case of one's own, a file, a search


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

    def counting(name: str):
        real = getattr(CursorFetchStrategy, name)

        def fetch(*args, **options):
            found = real(*args, **options)
            rows[0] += len(found) if isinstance(found, list) else found is not None
            return found
        return fetch

    def executed(_connection: object, _cursor: object, statement: str, parameters: Any, *_other: object) -> None:
        statements.append((statement, parameters))

    engine = person.app.extensions["house"].database.engine
    sa.event.listen(engine, "before_cursor_execute", executed)
    with monkeypatch.context() as patched:
        for name in ("fetchall", "fetchone", "fetchmany"):
            patched.setattr(CursorFetchStrategy, name, counting(name))
        answer = person.get(path)
    sa.event.remove(engine, "before_cursor_execute", executed)
    assert answer.status_code == 200, path
    with engine.connect() as connection:
        plans = [row[3] for statement, parameters in statements if statement.startswith("SELECT")
                 for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    return Reading(len(statements), rows[0], plans)


def test_no_page_reads_more_where_there_is_more(offices: list[Person], monkeypatch: pytest.MonkeyPatch):
    few, many = ({name: reading(person, path, monkeypatch) for name, path in pages(person.app.extensions["house"])} for person in offices)
    assert {name: read[:2] for name, read in many.items()
            if read.statements > few[name].statements or read.rows > 1.1 * few[name].rows + 10} == {}
    assert min(read.rows for read in many.values()) > 0
    assert max(read.rows for read in many.values()) <= MOST


def test_no_page_looks_through_a_table_that_grows(offices: list[Person], monkeypatch: pytest.MonkeyPatch):
    person = offices[1]
    found = {name: reading(person, path, monkeypatch).plans for name, path in pages(person.app.extensions["house"])}
    assert {name: scans for name, plans in found.items()
            if (scans := [plan for plan in plans if re.match(rf"SCAN ({'|'.join(GROW)})\b(?!.*INDEX)", plan)])} == {}


def test_every_page_is_among_them(offices: list[Person]):
    house = offices[0].app.extensions["house"]
    there = {rule.endpoint.removeprefix("desk.") for rule, method in ROUTES if method == "GET"} - ELSEWHERE - PREPARED
    urls = offices[0].app.url_map.bind("x")
    assert {urls.match(f"/staff/{path.partition('?')[0]}")[0].removeprefix("desk.") for _name, path in pages(house)} == there
