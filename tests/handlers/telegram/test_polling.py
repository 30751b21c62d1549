"""Long polling: nothing is confirmed before it was heard, and it goes on after anything."""
from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bot.handlers import telegram as handler
from bot.handlers.channel import Inbound
from tests.standins.bot_api import Fault
from tests.standins.telegram_person import Person


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def hasty(telegram, monkeypatch):
    """Waits for nothing between two tries."""
    monkeypatch.setattr(telegram._stop, "wait", lambda pause: telegram._stop.is_set())
    return telegram


def test_what_is_written_is_heard_once_and_in_order(telegram, api):
    heard: list[str] = []
    siti, budi = Person(api), Person(api)
    siti.write("pertama")
    telegram.poll(lambda inbound: heard.append(inbound.text))
    siti.write("kedua")
    wait_for(lambda: len(heard) == 2)
    budi.write("ketiga")
    wait_for(lambda: len(heard) == 3)
    assert heard == ["pertama", "kedua", "ketiga"]
    wait_for(lambda: not api.pending)
    assert len({call["offset"] for call in api.asked("getUpdates") if "offset" in call}) <= 4


def test_a_webhook_set_before_is_taken_down(telegram, api):
    api.webhook = {"url": "https://old.example.id"}
    heard: list[Inbound] = []
    Person(api).write("halo")
    telegram.poll(heard.append)
    wait_for(lambda: heard)
    assert api.webhook == {}


def test_what_could_not_be_heard_comes_again(hasty, api):
    tries: list[str] = []

    def hear(inbound):
        tries.append(inbound.id)
        if len(tries) == 1:
            assert len(api.pending) == 1
            raise RuntimeError("the database is away")
    Person(api).write("halo")
    hasty.poll(hear)
    wait_for(lambda: len(tries) == 2)
    assert tries[0] == tries[1]
    wait_for(lambda: not api.pending)


@pytest.mark.parametrize("fault", [
    Fault(502), Fault(409, "Conflict: terminated by other getUpdates request"), Fault(429, retry_after=1), Fault(401), Fault(lost="before"),
    Fault(lost="after")])
def test_it_goes_on_after(hasty, api, fault):
    heard: list[Inbound] = []
    api.faults.append(Fault(**{**fault.__dict__, "method": "getUpdates"}))
    Person(api).write("halo")
    hasty.poll(heard.append)
    wait_for(lambda: heard)
    wait_for(lambda: not api.pending)
    assert len(heard) == 1
    assert not api.faults


def test_it_waits_longer_and_longer(telegram, api, monkeypatch):
    pauses: list[float] = []

    def wait(pause):
        pauses.append(pause)
        return len(pauses) > 9
    monkeypatch.setattr(telegram._stop, "wait", wait)
    monkeypatch.setattr(handler, "POLL", 0)
    api.faults.extend([Fault(500, method="deleteWebhook")] * 3 + [Fault(429, retry_after=7, method="deleteWebhook")]
                      + [Fault(500, method="deleteWebhook")] * 6)
    telegram._poll(lambda inbound: None)
    assert pauses == [0, 1, 2, 4, 7, 14, 28, 56, 60, 60]
