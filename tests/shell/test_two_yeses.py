"""A sponsor on one channel, a helper on another: submission needs both yeses, whatever comes between them."""
from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.conversation import Conversation
from bot.house import House as Rooms
from storage import enrolments
from tests.shell.phone import SETTINGS, Clock, Phone, Screen

FORM = ("daftarkan asisten rumah tangga saya", "setuju", "Rina Wijaya", "1", "Tumini", "3273016501859901", "Sukajadi, Kota Bandung", "art",
        "tidak tentu", "2", "tidak ada", "kirim tautan", "ya benar")


class House:
    """Bu Rina on WhatsApp, Tumini on Telegram, one clock."""

    def __init__(self, url: str) -> None:
        self.clock = Clock()
        self.rina = Phone(url, "rina", screen=Screen("whatsapp"), clock=self.clock)
        self.tumini = Phone(url, "tumini", screen=Screen("telegram"), clock=self.clock)
        for said in FORM:
            self.rina.say(said)

    @property
    def code(self) -> str:
        (code,) = re.findall(r"KODE (\S+)", self.rina.screen.sent[-1][1].words)
        return f"kode {code}"

    @property
    def sent(self) -> list[str]:
        with self.rina.database.read() as connection:
            return [one.form["name"] for one in enrolments.listed(connection, self.rina.vault)]

    def read(self) -> str:
        """What Bu Rina reads when her phone is looked at again."""
        before = len(self.rina.screen.sent)
        self.rina.outbox.sweep()
        return "\n".join(bubble.words for _to, bubble in self.rina.screen.sent[before:])


@pytest.fixture
def house(database_url):
    house = House(database_url)
    yield house
    house.rina.database.close()
    house.tumini.database.close()


def test_the_code_comes_as_a_link_where_there_is_an_address(database_url):
    settings = SETTINGS.model_copy(update={"database_url": database_url, "twilio_whatsapp_from": "whatsapp:+14155238886",
                                           "telegram_bot_name": "@bpu_bot"})
    assert Rooms(settings, Clock()).links == ("https://wa.me/14155238886?text=KODE%20", "https://t.me/bpu_bot?start=")
    assert Rooms(SETTINGS, Clock()).links == ()
    rina = Phone(database_url, "rina")
    known = {**rina.conversation.world.facts, "links": ("https://t.me/bpu_bot?start=",)}
    rina.conversation.world = replace(rina.conversation.world, facts=known)
    for said in FORM:
        rina.say(said)
    assert re.search(r"Tumini: https://t\.me/bpu_bot\?start=[0-9A-Z]{4}-[0-9A-Z]{4}$", rina.screen.sent[-1][1].words, re.M)
    rina.database.close()


def test_nothing_is_sent_before_the_second_yes(house):
    assert house.sent == []
    shown = " ".join(house.tumini.say(house.code))
    assert "Rina Wijaya ingin mendaftarkan" in shown
    assert not any(secret in shown for secret in ("3273016501859901", "9901", "Sukajadi"))
    assert house.sent == []
    house.tumini.say("setuju")
    assert house.sent == ["Tumini"]
    assert "Tumini sudah setuju" in house.read()


def test_a_no_sends_nothing_and_a_later_yes_counts(house):
    code = house.code
    house.tumini.say(code)
    house.tumini.say("tidak")
    assert house.sent == []
    assert "tidak setuju" in house.read()
    house.tumini.say(code)
    house.tumini.say("setuju")
    assert house.sent == ["Tumini"]


def test_a_yes_that_could_not_be_passed_on_is_passed_on_later(house, monkeypatch):
    house.tumini.say(house.code)
    with monkeypatch.context() as broken:
        broken.setattr(Conversation, "pass_on", lambda self: 0)     # the process ended between the two
        house.tumini.say("setuju")
    assert house.sent == []
    house.rina.conversation.tick()
    house.rina.conversation.tick()
    assert house.sent == ["Tumini"]
    assert house.read().count("Tumini sudah setuju") == 1


def test_a_yes_holds_for_what_was_shown(house):
    code = house.code
    house.tumini.say(code)
    house.rina.say("ubah")
    house.rina.say("Tumini")
    house.rina.say("ubah program jadi 3")
    house.tumini.say("setuju")
    assert house.sent == []


def test_ones_own_code_and_a_strangers_are_no_yes(house):
    assert "untuk orangnya" in " ".join(house.rina.say(house.code))
    assert "tidak kami kenal" in " ".join(house.tumini.say("kode ABCD-2345"))
    assert house.sent == []


def test_an_old_code_is_none(house):
    code = house.code
    house.clock.later(days=31)
    assert "tidak kami kenal" in " ".join(house.tumini.say(code))
