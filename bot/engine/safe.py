"""The words that are heard even while an officer owns the talk."""
from __future__ import annotations

from dataclasses import replace

from bot.engine.commands import about
from bot.engine.messages import Say, Turn, Wish, World, words_in
from bot.engine.state import State
from bot.texts import _

SAFE = {**dict.fromkeys(("stop", "berhenti"), Wish("stop")),
        **dict.fromkeys(("mulai", "start"), Wish("start")),
        **dict.fromkeys(("hapus data", "hapus data saya", "delete my data"), Wish("erase")),
        **dict.fromkeys(("tarik persetujuan", "tarik persetujuan saya", "cabut persetujuan", "withdraw consent"), Wish("withdraw"))}
WISHED = {"stop": _("All right, we stop here, and no reminders come any more. Write MENU to go on, or MULAI to be reminded again."),
          "start": _("All right, reminders come again. Write BERHENTI to stop them."),
          "erase": _("Your wish to have your data deleted is noted; the officer sees to it."),
          "withdraw": _("Your wish to withdraw your consent is noted; the officer sees to it.")}


def safe(text: str, state: State) -> Wish | None:
    """Read a safe word; "mulai" is one only to who had stopped."""
    wish = SAFE.get(" ".join(words_in(text)))
    return None if wish and wish.word == "start" and not state.quiet else wish


def grant(state: State, wish: Wish, world: World) -> Turn:
    """Open what the word asks for; where an officer has the talk, note it. "stop" parks what is in front."""
    if state.owner == "bot" and wish.word in world.wishes and (opened := about(state, world.wishes[wish.word], world)):
        return opened
    if wish.word in ("stop", "start"):
        state = replace(state, quiet=wish.word == "stop", front="", topic=None).settled()
    return Turn(state, (Say(WISHED[wish.word], kind="notice"),), (wish,))
