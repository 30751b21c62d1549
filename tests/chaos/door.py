"""One process on trial: the bot's own commands, on the trial's clock, and every call to a provider says which message it carries."""
from __future__ import annotations

import os
import threading
from contextvars import ContextVar
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path
from signal import SIGKILL
from typing import Any

from flask.cli import ScriptInfo
from telegram.request import HTTPXRequest

import bot.outbox
import storage.outbox
from bot.app import create_app
from bot.handlers import telegram, whatsapp
from bot.settings import Settings
from tests.chaos.clock import Clock

carried: ContextVar[str] = ContextVar("carried", default="")


@dataclass(frozen=True)
class Trial:
    """What all processes of a trial share."""

    folder: Path
    settings: dict[str, Any]
    clock: Clock


class Request(HTTPXRequest):
    """Telegram takes no id of ours, so the address of a call says it, where the stand-in alone looks."""

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        return await super().do_request(f"{url}?id={carried.get()}", *args, **kwargs)


class Telegram(telegram.Telegram):
    def send(self, to: str, bubble: Any, stamp: str, id: str) -> str:
        carried.set(id)
        return super().send(to, bubble, stamp, id)


def run(trial: Trial, *words: str) -> None:
    """Do what `flask WORDS` does, until killed; with the trial itself this ends too."""
    os.setsid()
    os.chdir(trial.folder)
    log = os.open(trial.folder / "log", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    os.dup2(log, 1)
    os.dup2(log, 2)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    app = create_app(Settings.model_validate(trial.settings))
    house = app.extensions["house"]
    house.clock = trial.clock
    _quicken(trial.clock.rate)
    telegram.HTTPXRequest = Request       # type: ignore[attr-defined]
    token, url = trial.settings["telegram_bot_token"], trial.settings["telegram_api_url"]
    house.telegram = Telegram(token, house.speech, url)
    app.cli.main(args=list(words), prog_name="flask", obj=ScriptInfo(create_app=lambda: app))


def _quicken(rate: float) -> None:
    """What is waited for in real seconds passes as fast as the clock; a lease is over when the clock says so, however busy the machine."""
    telegram.READ /= rate
    whatsapp.WAIT = (5, whatsapp.WAIT[1] / rate)        # type: ignore[assignment]
    bot.outbox.CHORES /= rate
    storage.outbox.LEASE *= 5


def _die_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os.killpg(0, SIGKILL)
