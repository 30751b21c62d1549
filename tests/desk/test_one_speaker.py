"""Who speaks, in real processes: a sender inside the provider's call while an officer claims, and a window that is shut."""
from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from bot.app import create_app
from bot.casework import Taken
from bot.engine.messages import Bubble
from bot.handlers.channel import Inbound
from bot.house import House
from bot.settings import Settings
from storage import cases
from tests.conversations import staff
from tests.shell.phone import KEY, Phone, Screen
from tests.standins.bot_api import TOKEN, BotApi, Fault

ROOT = Path(__file__).parents[2]
PERSON = "5000000001"
ANSWER = "Saya bantu ya Bu."


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture
def house(database_url, telegram) -> Iterator[House]:
    app = create_app(Settings.model_validate({
        "database_url": database_url, "secret_key": "tests", "data_keys": f"1:{KEY}", "index_key": KEY,
        "telegram_bot_token": TOKEN, "telegram_api_url": telegram.url}))
    house: House = app.extensions["house"]
    yield house
    house.database.close()


@pytest.fixture
def sender(database_url, telegram, tmp_path) -> Iterator[None]:
    """`flask send`, a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "FLASK_APP": str(ROOT / "wsgi.py"), "DATABASE_URL": database_url, "SECRET_KEY": "tests",
           "DATA_KEYS": f"1:{KEY}", "INDEX_KEY": KEY, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
    with (tmp_path / "sender.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "flask", "send"], cwd=tmp_path, env=env, stdout=log, stderr=log)
        yield
        process.kill()
        process.wait()


def until(happened: Callable[[], object], seconds: float = 20) -> None:
    for _look in range(int(seconds * 50)):
        if happened():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def write(house: House, text: str) -> str:
    done = house.conversation.hear(Inbound("telegram", TOKEN.partition(":")[0], PERSON, uuid4().hex, text))
    assert done
    with house.database.read() as connection:
        (talk_id,) = {row.talk for row in cases.listed(connection, house.vault, status=("waiting", "claimed"))} or {""}
    return talk_id


FAULTS = [Fault(slow=1.5), Fault(slow=1.5, status=500)]


@pytest.mark.parametrize("fault", FAULTS, ids=["slow", "500"])
def test_no_prompt_after_a_claim_that_came_while_one_was_being_sent(house, telegram, sender, fault):
    telegram.faults.append(fault)
    talk = write(house, "petugas")
    until(lambda: telegram.asked("sendMessage"))        # the sender is inside the call, and stays there
    began = len(telegram.asked("sendMessage"))
    ani = staff.by(house, "ani")
    house.casework.claim(talk, ani)
    write(house, "berapa iurannya")
    house.casework.answer(talk, ANSWER, ani)
    until(lambda: any(message.text == ANSWER for message in telegram.accepted), 60)
    after = [call["text"] for call in telegram.asked("sendMessage")[began:]]
    assert [text for text in after if "Petugas Ani" not in text and text != ANSWER] == []
    house.casework.hand_back(talk, ani, settled=True)
    until(lambda: "Mau apa" in telegram.accepted[-1].text, 60)


def test_two_officers_at_once_one_claim(house):
    talk = write(house, "petugas")
    officers = [staff.by(house, name) for name in ("ani", "budi", "citra", "dedi")]
    taken = []
    for officer in officers:
        try:
            house.casework.claim(talk, officer)
        except Taken as other:
            taken.append(str(other))
    assert taken == ["ani"] * 3


@dataclass
class Windowed(Screen):
    """A channel like WhatsApp: shut a day after the person wrote, and able to ask them to write."""

    open: bool = True

    def is_open(self, heard_at: datetime, now: datetime) -> bool:
        return self.open

    def invite(self, to: str, id: str) -> None:
        self.sent.append((to, Bubble("(invitation)")))


def test_an_answer_at_a_shut_window_is_parked_and_comes_first_in_order(database_url):
    channel = Windowed()
    phone = Phone(database_url, screen=channel)
    phone.say("mau daftar")
    phone.say("petugas")
    ani, talk = staff.by(phone.house, "ani"), phone.talk.id
    phone.house.casework.claim(talk, ani)
    phone.outbox.sweep()
    phone.clock.later(hours=25)
    channel.open, channel.sent = False, []
    phone.house.casework.claim(talk, ani)
    phone.house.casework.answer(talk, "Selamat pagi Bu.", ani)
    phone.house.casework.answer(talk, "Sudah kami cek.", ani)
    phone.house.casework.hand_back(talk, ani, settled=True)
    phone.outbox.sweep()
    assert [bubble.words for _to, bubble in channel.sent] == ["(invitation)"]
    assert [(row.kind, row.status) for row in phone.transcript[-3:]] == [("staff", "parked"), ("staff", "parked"), ("prompt", "voided")]
    channel.open = True
    phone.clock.later(hours=2)
    first, second, asked = phone.say("BUKA")
    assert (first, second) == ("Selamat pagi Bu.", "Sudah kami cek.")
    assert "setuju?" in asked
    phone.database.close()
