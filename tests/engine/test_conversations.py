"""Every file in conversations/ is a chat; the bot must answer it word for word."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine.messages import Say
from bot.texts import plain
from tests.engine.household import Rules
from tests.engine.phone import Chat, words

CHATS = sorted(Path(__file__).parent.joinpath("conversations").glob("*.txt"))


ACTS: dict[str, Callable[..., object]] = {
    "claim": Chat.claim,
    "staff": Chat.staff,
    "fill": lambda chat, what: chat.fill(*what.split(" ", 1)),
    "hand": lambda chat, _back: chat.hand_back(),
    "later": lambda chat, hours: chat.later(int(hours)),
    "dearer": lambda chat: setattr(chat, "world", replace(chat.world, rules=Rules(factor=2))),
    "form": lambda chat: None,
}


def line(say: Say) -> str:
    mark = "(notice) " if say.kind == "notice" else ""
    return mark + "  ".join([words(say), " ".join(f"[{plain(choice.label)}]" for choice in say.choices)]).rstrip()


def play(script: str) -> str:
    """`> words`, `> words x3` (all before our reply), `! claim`, `! staff words`, `! later 30` (hours), `! form` ..."""
    chat, out = Chat(), []
    for said in (line for line in script.splitlines() if line[:2] in ("> ", "! ")):
        out.append(said)
        before, effects = len(chat.accepted), len(chat.effects)
        if said.startswith("!"):
            verb, *rest = said[2:].split(" ", 1)
            ACTS[verb](chat, *rest)
        else:
            typed, _x, times = said[2:].partition(" x")
            for heard in [chat.arrive(typed) for _copy in range(int(times or 1))]:
                chat.turn(*heard)
            chat.deliver()
        out += [*map(line, chat.accepted[before:]), *(f"* {effect}" for effect, _shown in chat.effects[effects:])]
        if said == "! form":
            out += [f"  {path} = {value} ({by})" for d in chat.state.drafts for path, (value, by) in d.saved.items()]
        out.append("")
    return re.sub(r"\b[0-9a-f]{12}\b", "(digest)", "\n".join(out)).rstrip() + "\n"


@pytest.mark.parametrize("chat", CHATS, ids=lambda path: path.stem)
def test_conversation(chat):
    assert play(chat.read_text()) == chat.read_text()
