"""A worker's phone in front of the real flows, in Indonesian, without a database."""
from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.engine.messages import Agreed, Heard, Say, Tap, Turn, World
from bot.engine.prompts import Place, prompt
from bot.engine.steps import Slot
from bot.flows.group import EnrolAll
from bot.flows.registration import Enrol
from bot.house import House
from bot.rules.nik import mask
from bot.settings import Settings
from bot.speech import Speech
from tests.engine.phone import Chat

MORNING = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Jakarta"))
SPEECH = Speech()
REAL = House(Settings(office_name="Kantor Cabang Contoh"), lambda: MORNING).world
NIK = "3273016501859901"
CODE = "K7QM-2RTX"
INVITED = json.dumps({"role": "member", "name": "Tumini", "programs": 2, "base": 1_000_000, "payer": "Rina Wijaya"})
FORM = ["mau daftar", "setuju", NIK, "Siti Aminah", "Latuhalat, Ambon", "pedagang", "75rb sehari", "25", "2 program", "3", "0812 0000 0123"]


class Worker(Chat):
    """Checks after every message that the bot spoke, in one bubble, and enrolled nobody unseen."""

    agreed = False
    confirmed = ""      # what the last yes to a price was given to

    def look_up(self, query: str) -> str:
        return CODE if query.startswith("invite ") else INVITED

    def speaking(self, world: World) -> World:
        return replace(world, words=partial(SPEECH.say, language=self.state.language))

    def knowing(self) -> World:
        return self.speaking(super().knowing())

    def read(self, say: Say) -> str:
        return "\n".join(SPEECH.say(text, self.state.language) for text in (*say.told, say.text))

    @property
    def shown(self) -> str:
        return next((self.read(say) for say in reversed(self.accepted) if say.stamp), "")

    def turn(self, heard: Heard, shown: str) -> Turn:
        if heard.tap:
            shown = next((self.read(say) for say in reversed(self.accepted) if say.stamp == heard.tap.stamp), "")
        result = super().turn(heard, shown)
        assert result.says or heard.echo or any(isinstance(effect, Enrol | EnrolAll) for effect in result.effects)
        assert sum(say.kind == "prompt" for say in result.says) <= 1
        given = {effect.step for effect in result.effects if isinstance(effect, Agreed)}
        self.agreed |= "consent" in given
        self.confirmed = shown if "confirm" in given else self.confirmed
        for effect in result.effects:
            if isinstance(effect, Enrol):
                self.enrolled(effect, shown)
            elif isinstance(effect, EnrolAll):
                self.enrolled_all(effect)
        return result

    def enrolled_all(self, effect: EnrolAll) -> None:
        """Nobody without a yes of their own or a declaration, and each at the price that was confirmed."""
        assert self.agreed
        for one in effect.people:
            assert mask(one.form["nik"]) in self.confirmed
            assert one.form["name"] in self.confirmed
            assert one.declared or self.world.facts.get("agreed")
            assert rupiah(sum(total for _month, total in one.form["quotes"][0])) in self.confirmed
            assert one.form["nik"] not in self.confirmed

    def enrolled(self, effect: Enrol, shown: str) -> None:
        form = effect.form
        assert self.agreed
        assert mask(form["nik"]) in shown
        assert form["name"] in shown
        for quote in form["quotes"]:
            assert rupiah(sum(total for _month, total in quote)) in shown
        assert form["nik"] not in shown


def rupiah(amount: int) -> str:
    return f"Rp{amount:,}".replace(",", ".")


def worker(script: list[str], world: World = REAL) -> Worker:
    chat = Worker(world=world)
    for said in script:
        chat.hear(said)
    return chat


def act(chat: Worker, what: str, arg: Any) -> None:
    """Do one thing that a person may do; a tap counts buttons from the newest on."""
    match what:
        case "hear":
            chat.hear(arg)
        case "burst":
            for arrived in [chat.arrive(text) for text in arg]:
                chat.turn(*arrived)
            chat.deliver()
        case "tap":
            if buttons := [Tap(say.stamp, choice.id) for say in chat.accepted for choice in say.choices]:
                chat.hear(tap=buttons[-1 - arg % len(buttons)])
        case "later":
            chat.later(arg)
        case "media":
            chat.hear(media=arg)


def copy(old: Worker) -> Worker:
    new = replace(old, queued=[*old.queued], accepted=[*old.accepted], seen={*old.seen}, effects=[*old.effects])
    new.agreed = old.agreed
    return new


def place(chat: Worker) -> Place:
    found = prompt(chat.state, chat.knowing()).place
    assert found
    return found


def slot(chat: Worker) -> Slot:
    found = place(chat).slot
    assert found
    return found


def tap(chat: Worker, choice: str) -> Turn:
    return chat.hear(tap=Tap(chat.after, choice))
