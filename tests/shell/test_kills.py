"""Whenever the process dies: the same words, one enrolment, and nothing that waits for ever."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from storage import tables
from tests.shell.kills import copied, every_kill
from tests.shell.phone import ANSWERS, HELLO, Left, Phone, Screen


class Paper(Screen):
    """A channel whose messages outlive the process that sent them."""

    def __init__(self, path: Path, fuse: Callable[[str], None] = lambda point: None) -> None:
        super().__init__()
        self.path, self.fuse = path, fuse
        self.path.touch()

    def send(self, to, bubble, stamp, id):
        self.fuse("before send")
        with self.path.open("a") as paper:
            paper.write(f"{bubble.words!r}\n")
        self.fuse("after send")
        return super().send(to, bubble, stamp, id)

    @property
    def lines(self) -> list[str]:
        return self.path.read_text().splitlines()


def ended(url: str, screen: Screen, text: str = "") -> Left:
    """Let the provider repeat its webhook and the sender sweep, now and after a lease; give what is left."""
    phone = Phone(url, screen=screen)
    if text:
        phone.hear(text, id="killed")
    phone.outbox.sweep()
    phone.clock.later(seconds=61)
    phone.outbox.sweep()
    messages = phone.rows(tables.message)
    assert not [row for row in messages if row["status"] == "queued"]
    assert [row["seq"] for row in messages] == list(range(1, phone.talk.seq + 1))
    assert phone.chain_is_whole
    left = phone.left
    phone.database.close()
    return left


@pytest.mark.parametrize("answer", ["hello", "consent", "nik", "confirm"])
def test_a_turn_is_whole_or_not_at_all(phone, scratch, record_property, answer):
    text = ANSWERS.get(answer, HELLO)
    if answer != "hello":
        phone.register(upto=answer)
    phone.database.close()
    with copied(phone.database.url, scratch) as url:
        calm = ended(url, Screen(), text)

    def hear(url, fuse):
        victim = Phone(url)
        fuse.lay(victim.database)
        victim.hear(text, id="killed")

    points = []
    for point, url in every_kill(phone.database.url, scratch, hear):
        points.append(point)
        assert ended(url, Screen(), text) == calm, point
    assert len(points) > 15
    record_property("kill_points", len(points))


def test_a_delivery_repeats_only_what_it_could_not_mark(phone, scratch, record_property):
    phone.say(HELLO)
    phone.hear("tadi saya jatuh dari kapal, tolong")
    phone.hear("menu")
    address = phone.talk.address
    phone.database.close()
    with copied(phone.database.url, scratch) as url:
        calm, wanted = ended(url, once := Paper(scratch / "calm")), once.lines
    assert len(wanted) == 2

    def sent_to(url):
        return scratch / f"{Path(str(make_url(url).database)).stem}.sent"

    def deliver(url, fuse):
        victim = Phone(url, screen=Paper(sent_to(url), fuse))
        fuse.lay(victim.database)
        victim.outbox.deliver(address)

    points, is_unknown = [], False
    for point, url in every_kill(phone.database.url, scratch, deliver):
        points.append(point)
        is_unknown = point == "after send" or (is_unknown and point != "after commit")
        paper = Paper(sent_to(url))
        assert ended(url, paper) == calm, point
        assert len(paper.lines) == len(wanted) + is_unknown, point
        assert list(dict.fromkeys(paper.lines)) == wanted
    record_property("kill_points", len(points))
