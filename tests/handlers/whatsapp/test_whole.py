"""The whole way, on both databases: a signed webhook in, a turn, the outbox, Twilio's wire, and the person's next tap."""
from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from bot.handlers.whatsapp import WhatsApp, pages
from bot.outbox import Outbox
from storage.talks import At
from tests.handlers.whatsapp.conftest import PUBLIC_URL, WORDS
from tests.shell.phone import ANSWERS, HELLO, NUMBER, PRICE, Phone, Screen
from tests.standins.twilio_api import TOKEN, Fault, TwilioApi
from tests.standins.twilio_person import US, Person


class Line(Phone):
    """A phone whose messages travel by WhatsApp."""

    def __init__(self, url: str, twilio: TwilioApi, channel: WhatsApp, address: str) -> None:
        super().__init__(url, address, screen=Screen("whatsapp"))
        self.at = At("whatsapp", US, address)
        self.outbox = Outbox(self.database, self.vault, [channel], self.clock)
        self.reports: list[tuple[str, str, str]] = []
        app = Flask(__name__)
        app.register_blueprint(pages(self.conversation.hear, lambda address: None, lambda *what: self.reports.append(what), TOKEN,
                                     PUBLIC_URL, OSError, lambda params: None))
        self.person = Person(app.test_client(), twilio, PUBLIC_URL, address)

    def say(self, text: str = "", **more: str) -> list[str]:  # type: ignore[override]
        """Write, let the sender look once, and read what came."""
        before = len(self.person.got)
        assert self.person.say(text, **more).status_code == 200
        self.outbox.sweep()
        return [one.shown.body for one in self.person.got[before:]]

    def go_on(self, *, upto: str = "", **other: str) -> None:
        for _question in ANSWERS:
            if (path := self.asked) and path != upto:
                self.say({**ANSWERS, **other}[path])

    def tap(self, title: str) -> None:
        assert self.person.tap(title).status_code == 200
        self.outbox.sweep()

    @property
    def titles(self) -> list[str]:
        return [title for title, _id in self.person.got[-1].shown.choices]


@pytest.fixture(params=["whatsapp:+6281200000123", "whatsapp:ID.13491208655302741918"], ids=["phone", "bsuid"])
def line(request, database_url: str, twilio: TwilioApi, channel: WhatsApp) -> Iterator[Line]:
    line = Line(database_url, twilio, channel, request.param)
    yield line
    line.database.close()


def test_a_whole_registration_in_numbered_text(line, twilio):
    line.say(HELLO)
    assert "\n1. " in line.person.got[-1].shown.body
    line.say("1")                                                   # consent, by its number
    line.go_on(upto="confirm")
    assert any(PRICE in one.shown.body for one in line.person.got)
    assert any(re.search(NUMBER, said) for said in line.say("1"))
    assert len(line.left.enrolments) == 1
    assert line.chain_is_whole


def test_a_whole_registration_by_taps(line, twilio, channel):
    channel.contents.sync(WORDS["news"], WORDS["open"])
    line.say(HELLO)
    line.tap(line.titles[0])
    line.go_on(upto="confirm")
    before = len(line.person.got)
    line.tap(line.titles[0])
    assert any(re.search(NUMBER, one.shown.body) for one in line.person.got[before:])
    assert len(line.left.enrolments) == 1
    assert "\n1. " not in "".join(one.shown.body for one in line.person.got)


def test_everything_twice_is_once(line, twilio):
    for n, text in enumerate([HELLO, *ANSWERS.values()]):
        for _time in range(2):
            line.say(text, MessageSid=f"SM{n:032x}")
    assert len(line.left.enrolments) == 1
    assert len({one.callback for one in line.person.got}) == len(line.person.got)


def test_what_twilio_refuses_for_now_goes_out_later_and_once(line, twilio):
    twilio.faults.append(Fault(20429))
    assert line.say(HELLO) == []
    line.clock.later(minutes=10)
    line.outbox.sweep()
    assert len(line.person.got) == 1


def test_a_report_comes_back_under_our_own_id(line, twilio):
    line.say(HELLO)
    line.person.report(line.person.got[0], "read")
    line.person.report(line.person.got[0], "failed", "63016")
    ours = next(message.id for message in line.transcript if message.way == "out")
    assert line.reports == [(ours, "read", ""), (ours, "failed", "63016")]


@pytest.mark.parametrize("what", [
    {"MediaContentType0": "image/jpeg", "NumMedia": "1"}, {"MediaContentType0": "audio/ogg", "NumMedia": "1"},
    {"MediaContentType0": "model/obj", "NumMedia": "1"}, {"Latitude": "-3.7", "Longitude": "128.1"}, {"MessageType": "unsupported"}])
def test_no_kind_of_message_is_met_by_silence(line, what):
    line.say(HELLO)
    assert line.say("", **what)
