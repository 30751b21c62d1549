"""No page of the desk reads more because there is more: its statements, and the rows they give, are counted."""
from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.cursor import CursorFetchStrategy

from tests.benchmarks.office import opened
from tests.benchmarks.year import pages
from tests.desk.conftest import Person
from tests.desk.test_access import ROUTES

FEW, MANY = 600, 3000
MOST = 1000         # rows of any page
ELSEWHERE = {"home", "sign_in", "code", "code_picture", "case_media"}       # lead on, are one's own, or ask a provider


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> list[Person]:
    folder = tmp_path_factory.mktemp("bounded")
    return [opened(f"sqlite:///{folder / str(people)}.db", people, days=12) for people in (FEW, MANY)]


def reading(person: Person, path: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many statements a page takes, and how many rows it is given."""
    statements, rows = [0], [0]

    def counting(name: str):
        real = getattr(CursorFetchStrategy, name)

        def fetch(*args, **options):
            found = real(*args, **options)
            rows[0] += len(found) if isinstance(found, list) else found is not None
            return found
        return fetch

    def executed(*_what: object) -> None:
        statements[0] += 1

    engine = person.app.extensions["house"].database.engine
    sa.event.listen(engine, "before_cursor_execute", executed)
    with monkeypatch.context() as patched:
        for name in ("fetchall", "fetchone", "fetchmany"):
            patched.setattr(CursorFetchStrategy, name, counting(name))
        answer = person.get(path)
    sa.event.remove(engine, "before_cursor_execute", executed)
    assert answer.status_code == 200, path
    return statements[0], rows[0]


def test_no_page_reads_more_where_there_is_more(offices: list[Person], monkeypatch: pytest.MonkeyPatch):
    few, many = ({name: reading(person, path, monkeypatch) for name, path in pages(person.app.extensions["house"])} for person in offices)
    assert {name: read for name, read in many.items() if read[0] > few[name][0] or read[1] > 1.1 * few[name][1] + 5} == {}
    assert max(rows for _statements, rows in many.values()) <= MOST
    assert min(rows for _statements, rows in many.values()) > 0


def test_every_page_is_among_them(offices: list[Person]):
    house = offices[0].app.extensions["house"]
    there = {rule.endpoint.removeprefix("desk.") for rule, method in ROUTES if method == "GET"} - ELSEWHERE
    urls = offices[0].app.url_map.bind("x")
    assert {urls.match(f"/staff/{path.partition('?')[0]}")[0].removeprefix("desk.") for _name, path in pages(house)} == there
