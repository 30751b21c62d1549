"""Lines of the log: one trace from a message to what answers it, readable by people or programs, and nothing of anybody."""
from __future__ import annotations

import io
import json
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from bot import logs
from bot.handlers import whatsapp
from bot.handlers.channel import Inbound
from storage import Away, cases
from tests.conversations.staff import by
from tests.keys import VAULT
from tests.shell.phone import ANSWERS, HELLO
from tests.standins.bot_api import BotApi, Fault
from tests.standins.telegram_person import Person


class Written(list[dict[str, Any]]):
    """The lines, read again."""

    def about(self, message: str) -> list[dict[str, Any]]:
        return [line for line in self if line["message"].startswith(message)]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What processes write to standard error."""
    root, written = logging.getLogger(), io.StringIO()
    before = root.handlers, [logging.getLogger(name).level for name in logs.OURS]
    monkeypatch.setattr("sys.stderr", written)
    logs.set_up("")
    yield written
    root.handlers = before[0]
    for name, level in zip(logs.OURS, before[1], strict=True):
        logging.getLogger(name).setLevel(level)


def read(written: io.StringIO) -> Written:
    return Written(map(json.loads, written.getvalue().splitlines()))


def test_each_turn_of_a_registration_has_one_trace_from_webhook_to_delivery(app: Flask, telegram: BotApi, somebody: Person, lines):
    texts = [HELLO, *ANSWERS.values()]
    for n, text in enumerate(texts):
        if n == 4:
            telegram.faults.append(Fault(429))      # it is sent later, when nobody is hearing anything
        somebody.write(text)
        time.sleep(1.6 if n == 4 else 0)
        app.extensions["house"].outbox.sweep()
    written = read(lines)
    heard = [line["trace"] for line in written.about("heard")]
    assert len(set(heard)) == len(heard) == len(texts)
    sent = [line["trace"] for line in written.about("sent")]
    assert list(dict.fromkeys(sent)) == heard
    assert [line["trace"] for line in written.about("not sent")] == heard[4:5]
    assert len(sent) == len(telegram.accepted) == len(texts)


def test_what_comes_again_has_the_same_trace_and_what_nobody_asked_for_has_none(app: Flask, lines):
    house = app.extensions["house"]
    for id, text in (("7", "petugas"), ("7", "petugas"), ("8", "menu")):
        if done := house.take(Inbound("telegram", "us", "5000000001", id, text)):
            house.outbox.deliver(done.address)
    once, twice, other = (line["trace"] for line in read(lines).about("heard"))
    assert once == twice != other
    with house.database.read() as connection:
        (case,) = cases.listed(connection, house.vault)
    ani = by(house, "ani")
    house.casework.claim(case.talk, ani)
    house.take(Inbound("telegram", "us", "5000000001", "9", "halo bu"))     # which the officer reads
    house.casework.answer(case.talk, "Ada yang bisa dibantu?", ani)
    house.outbox.sweep()
    assert [line.get("trace") for line in read(lines).about("sent")] == [once, other, None, None]


def test_what_a_provider_says_later_has_the_trace_of_what_was_answered(app: Flask, lines):
    house = app.extensions["house"]
    assert house.take(Inbound(whatsapp.NAME, "us", "whatsapp:+6281200000123", "SM1", "menu"))
    with house.database.read() as connection:
        (id,) = connection.exec_driver_sql("select id from message where way = 'out'").scalars()
    house.report(str(id), "delivered", "")
    house.report(str(uuid4()), "delivered", "")
    written = read(lines)
    assert [line.get("trace") for line in written.about("whatsapp says: delivered")] == [written.about("heard")[0]["trace"], None]


def test_a_line_says_what_happened_and_not_in_whose_words(lines):
    try:
        try:
            int("nik 3273012501859901")
        except ValueError as error:
            raise Away("Siti Aminah") from error
    except Away:
        logging.getLogger("bot.outbox").exception("the outbox could not be read")
    logging.getLogger("httpx").warning("GET %s", "https://api.example/To=081200000123")
    logging.getLogger("httpx").info("nobody reads this")
    logging.getLogger("bot.house").info("heard on %(channel)s", {"channel": "web", "message": "not this"})
    failed, foreign, ours = read(lines)
    assert [word for word in failed["error"] if ":" not in word] == ["ValueError", "Away"]
    assert all(f"{Path(__file__).name}:" in word for word in failed["error"] if ":" in word)
    assert foreign["message"] == "GET %s"
    assert (ours["channel"], ours["message"]) == ("web", "heard on web")
    assert "Siti" not in lines.getvalue()
    assert not any(number in lines.getvalue() for number in ("3273", "0812"))


def test_people_read_a_line(lines, monkeypatch):
    monkeypatch.setattr("sys.stderr", lines)
    logs.set_up("plain")
    with logs.trace(VAULT, "web", "1"):
        logging.getLogger("bot.house").warning("it is %s", "late")
    logging.getLogger("bot.house").warning("nobody's")
    line = r"\d\d:\d\d:\d\d warning bot.house: "
    assert re.fullmatch(rf"{line}it is late \[[0-9a-f]{{12}}\]\n{line}nobody's\n", lines.getvalue())


@pytest.mark.parametrize(("asked", "terminal", "json"), [
    ("", True, False), ("", False, True), ("json", True, True), ("plain", False, False)])
def test_a_terminal_is_for_people(lines, monkeypatch, asked, terminal, json):
    monkeypatch.setattr("sys.stderr", lines)
    monkeypatch.setattr(lines, "isatty", lambda: terminal)
    logs.set_up(asked)
    logging.getLogger("bot.house").warning("it is late")
    assert lines.getvalue().startswith("{") is json
