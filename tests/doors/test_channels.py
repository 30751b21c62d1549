"""Telegram and WhatsApp as the house hangs them: one settings object, both stand-ins on the wire, both databases."""
from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient
from telegram import Update

from bot import house as rooms
from bot.app import create_app
from bot.house import House
from bot.settings import Settings
from storage import Away
from tests.handlers.whatsapp.conftest import PUBLIC_URL
from tests.shell.phone import ANSWERS, HELLO, KEY, NUMBER, Clock
from tests.standins import twilio_api
from tests.standins.bot_api import TOKEN, BotApi
from tests.standins.telegram_person import Person as TelegramPerson
from tests.standins.twilio_api import TwilioApi
from tests.standins.twilio_person import US, Person

SECRET = "a-long-random-word"


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture
def twilio() -> Iterator[TwilioApi]:
    with TwilioApi() as api:
        yield api


@pytest.fixture
def app(database_url: str, telegram: BotApi, twilio: TwilioApi, tmp_path, monkeypatch) -> Iterator[Flask]:
    monkeypatch.setattr(rooms, "INSTANCE", tmp_path)
    app = create_app(Settings.model_validate({
        "database_url": database_url, "secret_key": "tests", "data_keys": f"1:{KEY}", "index_key": KEY, "public_url": PUBLIC_URL,
        "trusted_proxies": 1,
        "telegram_bot_token": TOKEN, "telegram_webhook_secret": SECRET, "telegram_api_url": telegram.url,
        "twilio_account_sid": twilio_api.ACCOUNT, "twilio_auth_token": twilio_api.TOKEN, "twilio_whatsapp_from": US,
        "twilio_api_url": twilio.url}))
    yield app
    app.extensions["house"].telegram.stop()
    app.extensions["house"].database.close()


@pytest.fixture
def house(app: Flask) -> House:
    """Its clock is ours: a person doesn't write eleven messages in a second, and WhatsApp would not take as many answers."""
    house: House = app.extensions["house"]
    house.clock = Clock()
    return house


def sweep(house: House) -> None:
    house.clock.later(seconds=6)        # type: ignore[attr-defined]
    house.outbox.sweep()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def telegram_post(client: FlaskClient, payload: object, secret: str = SECRET):
    return client.post("/webhooks/telegram", json=payload, headers={"X-Telegram-Bot-Api-Secret-Token": secret})


def test_a_registration_over_telegram(client, house, telegram):
    person = TelegramPerson(telegram, lambda update: telegram_post(client, update))
    for said in (HELLO, *ANSWERS.values()):
        assert person.write(said).status_code == 200
        sweep(house)
    assert re.search(NUMBER, person.last.text or "")


def test_a_registration_over_whatsapp(client, house, twilio):
    person = Person(client, twilio, PUBLIC_URL, "whatsapp:ID.13491208655302741918")
    for said in (HELLO, *ANSWERS.values()):
        assert person.say(said).status_code == 200
        sweep(house)
    assert re.search(NUMBER, person.got[-1].shown.body)


def test_where_whatsapp_tells_the_number_it_is_not_asked(client, house, twilio):
    person = Person(client, twilio, PUBLIC_URL, "whatsapp:+6281200000123")
    for path, said in {"hello": HELLO, **ANSWERS}.items():
        if path != "phone":
            person.say(said)
            sweep(house)
    assert re.search(NUMBER, person.got[-1].shown.body)


def test_every_webhook_twice_is_every_webhook_once(client, house, telegram, twilio):
    repeated = TelegramPerson(telegram, lambda update: [telegram_post(client, update) for _time in range(2)])
    for said in (HELLO, "setuju"):
        assert [answer.status_code for answer in repeated.write(said)] == [200, 200]
        sweep(house)
    assert len(repeated.screen) == 2


def test_repeats_in_any_order_change_nothing(client, house, telegram):
    """After every message some earlier ones come again: one answer each, one enrolment."""
    person, dice, updates = TelegramPerson(telegram), Random(7), []
    for n, said in enumerate((HELLO, *ANSWERS.values()), 1):
        updates.append(Update(n, message=person.message(text=said)).to_dict())
        for update in (updates[-1], *dice.choices(updates, k=3)):
            assert telegram_post(client, update).status_code == 200
        sweep(house)
        assert len(person.screen) == n
    with house.database.read() as connection:
        assert connection.exec_driver_sql("select count(*) from enrolment").scalar() == 1
        assert connection.exec_driver_sql("select count(*) from message where way = 'in'").scalar() == len(updates)


def test_a_repeat_is_known_also_when_the_message_is_forgotten(client, house, telegram):
    person = TelegramPerson(telegram)
    first = Update(7, message=person.message(text=f"{HELLO}, nik saya 3273012501859901")).to_dict()
    for update in (first, Update(8, message=person.message(text="tidak")).to_dict()):
        assert telegram_post(client, update).status_code == 200
        sweep(house)
    before = len(person.screen)
    assert telegram_post(client, first).status_code == 200
    sweep(house)
    with house.database.read() as connection:
        rows = connection.exec_driver_sql("select way, body is null from message order by seq").all()
    assert len(person.screen) == before
    assert [(way, bool(empty)) for way, empty in rows] == [("in", True), ("out", True), ("in", True), ("out", False)]


def test_a_stranger_gets_403_and_leaves_nothing(client, house, telegram):
    payload = TelegramPerson(telegram).message(text=HELLO).to_dict()
    assert telegram_post(client, {"update_id": 1, "message": payload}, "wrong").status_code == 403
    assert client.post("/webhooks/whatsapp", data={"Body": HELLO, "From": "x", "To": "y", "MessageSid": "SM1"}).status_code == 403
    with house.database.read() as connection:
        assert connection.exec_driver_sql("select count(*) from message").scalar() == 0


@pytest.mark.parametrize("path", ["/webhooks/telegram", "/webhooks/whatsapp", "/webhooks/whatsapp/status"])
def test_without_settings_every_door_is_shut(database_url, path):
    app = create_app(Settings.model_validate({"database_url": database_url, "secret_key": "t", "data_keys": f"1:{KEY}", "index_key": KEY}))
    headers = {"X-Telegram-Bot-Api-Secret-Token": "", "X-Twilio-Signature": ""}
    assert app.test_client().post(path, data={"Body": "x"}, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/webhooks/telegram", "/webhooks/whatsapp"])
def test_two_megabytes_are_refused(client, path):
    answer = client.post(path, data=b"x" * 2_000_000, headers={"X-Telegram-Bot-Api-Secret-Token": SECRET})
    assert 400 <= answer.status_code < 500


def test_while_the_database_is_away_telegram_is_asked_again_and_twilio_is_spooled(client, house, telegram, twilio, monkeypatch):
    def away(inbound: object) -> None:
        raise Away

    person = TelegramPerson(telegram, lambda update: telegram_post(client, update))
    writer = Person(client, twilio, PUBLIC_URL, "whatsapp:+6281200000123")
    with monkeypatch.context() as outage:
        outage.setattr(house.conversation, "hear", away)
        assert person.write(HELLO).status_code == 503
        assert writer.say(HELLO).status_code == 200
    house.chores()
    sweep(house)
    assert "Setuju" in str(writer.got[-1].shown)


def test_a_report_is_written_down(client, house, twilio):
    person = Person(client, twilio, PUBLIC_URL, "whatsapp:+6281200000123")
    person.say(HELLO)
    sweep(house)
    assert person.report(person.got[-1], "read").status_code == 200
    with house.database.read() as connection:
        assert connection.exec_driver_sql("select status from message where way = 'out'").scalar() == "read"


def test_check_says_what_is_wrong_and_fix_mends_it(app, house, telegram):
    runner = app.test_cli_runner()
    first = runner.invoke(args=["check"]).output
    assert "Telegram sends updates to nobody" in first
    assert "numbered text" in first
    assert "bpu_quick_2" in runner.invoke(args=["whatsapp", "content", "sync"]).output
    assert "Nothing is missing." in runner.invoke(args=["whatsapp", "content", "sync"]).output
    assert "Nothing is wrong." in runner.invoke(args=["check", "--fix"]).output
