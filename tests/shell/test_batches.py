"""Whenever the process dies that works off a file: every row is done once, and none waits for ever."""
from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from bot import batches as shell
from bot.sheets.members import Terms, judged
from bot.sheets.reading import Row
from storage import audit, batches, enrolments, rotation, tables
from storage.batches import Line
from tests.conversations.staff import by
from tests.shell.kills import copied, every_kill
from tests.shell.phone import Phone
from tests.shell.test_retention import DAY, KEEPING
from tests.shell.test_rotation import BOTH, ONLY_NEW

TERMS = Terms("Pemkab Contoh", "SK 460/12/2026", "8171", 1)
Left = tuple[list[Any], ...]


def member_list(phone: Phone, count: int) -> str:
    """A list that was sent in, not accepted yet."""
    rows = [Row(n, {"nik": f"32730117088{n}9901", "name": "Budi Hartono", "work": "Nelayan"}) for n in range(1, count + 1)]
    lines = list(judged(rows, TERMS, phone.conversation.world.rules, phone.clock.now.date(), lambda niks: set()))
    assert not any(line.why for line in lines)
    return phone.house.batches.add("members", TERMS._asdict(), lines, by(phone.house, "citra"))


def results(phone: Phone) -> str:
    """What came back for the one who has registered here."""
    with phone.database.read() as connection:
        (one,) = enrolments.listed(connection, phone.vault)
    body = {"receipt": one.number, "status": "registered", "kpj": "12345678901", "reason": ""}
    return phone.house.batches.add("results", {}, [Line(2, body)], by(phone.house, "citra"))


def left(url: str, id: str) -> Left:
    """Let the next round go on; give what is left."""
    phone = Phone(url)
    phone.house.tick()
    with phone.database.read() as connection:
        batch = batches.get(connection, phone.vault, id)
        lines = [(line.number, line.status, line.why, line.body, bool(line.enrolment))
                 for line in batches.lines(connection, phone.vault, id)]
        enrolled = connection.execute(sa.select(tables.enrolment.c.item, tables.enrolment.c.status).order_by(tables.enrolment.c.item)).all()
        said = connection.execute(sa.select(tables.message.c.seq, tables.message.c.status).order_by(tables.message.c.seq)).all()
        entries = connection.execute(sa.select(tables.audit.c.what).order_by(tables.audit.c.what)).scalars().all()
        assert all(chain.whole for of in audit.CHAINS for chain in audit.verify(connection, phone.vault, of))
    phone.database.close()
    return [(batch.status, batch.lines, batch.done, batch.refused)], lines, list(enrolled), list(said), list(entries)


@pytest.mark.parametrize("kind", ["members", "results"])
def test_a_file_is_worked_off_whole_whenever_the_process_dies(phone: Phone, scratch, record_property, kind: str, monkeypatch):
    monkeypatch.setattr(shell, "SOME", 2)
    if kind == "results":
        phone.register()
    id = member_list(phone, 3) if kind == "members" else results(phone)
    phone.database.close()

    def work(url: str, fuse: Any = None) -> None:
        victim = Phone(url)
        if fuse:
            fuse.lay(victim.database)
        victim.house.batches.accept(id, by(victim.house, "citra"))
        victim.house.batches.work(id)
        victim.database.close()

    with copied(phone.database.url, scratch) as url:
        work(url)
        calm = left(url, id)
    assert calm[0] == [("done", 3, 3, 0) if kind == "members" else ("done", 1, 1, 0)]
    assert all(line[1:] == ("done", None, None, True) for line in calm[1])
    points = []
    for point, url in every_kill(phone.database.url, scratch, work):
        points.append(point)
        again = Phone(url)
        again.house.batches.accept(id, by(again.house, "citra"))        # whoever waits presses it again
        again.database.close()
        assert left(url, id) == calm, point
    assert len(points) > 30
    record_property("kill_points", len(points))


def test_a_file_that_nobody_accepts_is_deleted_and_a_report_goes_with_the_cases(phone: Phone):
    phone.conversation.keeping = KEEPING
    open, done = member_list(phone, 2), member_list(phone, 3)
    phone.house.batches.accept(done, by(phone.house, "citra"))
    phone.house.tick()

    def there(at: Any) -> list[str]:
        phone.clock.now = at
        phone.house.tick()
        with phone.database.read() as connection:
            left = [batch.id for batch in batches.listed(connection, phone.vault)]
            assert {row.batch_id for row in connection.execute(sa.select(tables.line.c.batch_id))} == set(left)
            return left

    now = phone.clock.now
    assert there(now + batches.OPEN - DAY) == [done, open]
    assert there(now + batches.OPEN + DAY) == [done]
    assert there(now + KEEPING.cases - DAY) == [done]
    assert there(now + KEEPING.cases + DAY) == []


def test_what_waits_in_a_file_opens_with_the_new_key_alone(phone: Phone):
    id = member_list(phone, 2)
    assert {"batch", "line"} <= {name for name, _count in rotation.rotate(phone.database, BOTH)}
    with phone.database.read() as connection:
        assert [line.body and line.body["name"] for line in batches.lines(connection, ONLY_NEW, id)] == ["Budi Hartono"] * 2
        assert batches.get(connection, ONLY_NEW, id).terms["document"] == TERMS.document


def test_one_row_that_can_not_be_read_keeps_no_other_waiting(phone: Phone, monkeypatch):
    phone.register()
    id = results(phone)
    phone.house.batches.accept(id, by(phone.house, "citra"))
    monkeypatch.setattr(phone.house.progress, "register", lambda *args, **kwargs: 1 / 0)
    phone.house.tick()
    with phone.database.read() as connection:
        assert [line.why for line in batches.lines(connection, phone.vault, id)] == [batches.Why("fault")]
        assert batches.get(connection, phone.vault, id).status == "done"
