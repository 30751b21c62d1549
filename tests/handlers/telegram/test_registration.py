"""A whole registration on Telegram, over the wire both ways: webhook in, Bot API out."""
from __future__ import annotations

import re

import pytest
from flask import Flask
from telegram import Contact, Update

from bot.handlers.telegram import HEADER, pages
from bot.outbox import Outbox
from bot.texts import _
from storage import enrolments
from storage.talks import At
from tests.shell.phone import ANSWERS, HELLO, NUMBER, PRICE, SPEECH, Phone
from tests.standins.bot_api import Fault
from tests.standins.telegram_person import Person

SECRET = "a-secret_of-the-tests"


@pytest.fixture
def phone(database_url, telegram):
    """The house with Telegram as its channel; what asks it, asks about the person of `siti`."""
    phone = Phone(database_url)
    phone.outbox = Outbox(phone.database, phone.vault, [telegram], phone.clock)
    yield phone
    phone.database.close()


@pytest.fixture
def siti(phone, telegram, api):
    app = Flask(__name__)
    app.register_blueprint(pages(lambda: telegram, phone.conversation.hear, SECRET, OSError))
    client = app.test_client()

    def give(update):
        answer = client.post("/webhooks/telegram", json=update, headers={HEADER: SECRET})
        phone.outbox.sweep()
        return answer
    siti = Person(api, give)
    phone.at = At("telegram", telegram.account, str(siti.id))
    return siti


def test_from_start_to_receipt(siti, phone, api):
    siti.write("/start")
    assert siti.screen, "nobody is met by silence"
    assert siti.write(HELLO).status_code == 200
    taps = 0
    while path := phone.asked:
        labels = [key.text for row in siti.last.reply_markup.inline_keyboard for key in row] if siti.last.reply_markup else []
        if path in ("consent", "confirm"):
            siti.tap(labels[0])
            taps += 1
        else:
            siti.write(ANSWERS[path])
    receipt = siti.last.text
    assert re.search(NUMBER, receipt)
    assert any(PRICE in message.text for message in siti.screen)
    assert (taps, api.spinning) == (2, set())
    talk = phone.talk
    with phone.database.begin() as connection:
        (enrolment,) = enrolments.listed(connection, phone.vault, talk.id)
    assert enrolment.number in receipt
    assert phone.chain_is_whole


def test_what_comes_twice_is_heard_once(siti, phone):
    once = siti.give
    siti.give = lambda update: (once(update), once(update))
    siti.write(HELLO)
    siti.tap(siti.last.reply_markup.inline_keyboard[0][0].text)
    siti.write(ANSWERS["nik"])
    assert [message.way for message in phone.transcript] == ["in", "out"] * 3


def test_an_old_button_is_recognised(siti, phone):
    siti.write(HELLO)
    consent = siti.last
    label = consent.reply_markup.inline_keyboard[0][0].text
    siti.tap(label)
    asked, count = phone.asked, len(siti.screen)
    siti.tap(label, consent)
    assert (phone.asked, len(siti.screen)) == (asked, count + 1)
    assert siti.last.text.startswith(SPEECH.say(_("That button is from an earlier question."), "id"))


def test_ones_own_contact_is_the_phone_number(siti, phone):
    siti.write(HELLO)
    while phone.asked not in ("phone", ""):
        siti.write(ANSWERS[phone.asked])
    siti.send(Update(1, message=siti.message(contact=Contact("6281200000123", "Siti", user_id=siti.id))))
    assert phone.asked == "confirm"
    assert "0812-****-0123" in siti.last.text


@pytest.mark.parametrize("fault", [Fault(429, retry_after=1), Fault(500), Fault(lost="before")])
def test_what_failed_is_sent_by_a_later_sweep(siti, phone, api, fault):
    api.faults.append(fault)
    siti.write(HELLO)
    phone.clock.later(minutes=2)
    phone.outbox.sweep()
    assert len(siti.screen) == 1
