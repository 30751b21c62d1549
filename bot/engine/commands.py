"""The few words that work anywhere; a button may carry one."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.engine.answering import answer
from bot.engine.confirms import Consent
from bot.engine.doubt import left_to_staff, opened, question
from bot.engine.messages import Event, Forget, OpenCase, TellStaff, Turn, World
from bot.engine.prompts import Place, advance, begun, over, prompt, whom
from bot.engine.state import Draft, State
from bot.engine.steps import WORKER
from bot.texts import _

Obey = Callable[[State, str, World], Turn | None]
WORDS: dict[str, Obey] = {}


def obey(state: State, text: str, world: World) -> Turn | None:
    """Do what a command says, if it is one: a verb, or a verb and its object."""
    verb, _space, what = text.strip(" .,!").partition(" ")
    command = WORDS.get(verb.casefold())
    return command(state, what.strip(), world) if command else None


def orders(text: str) -> bool:
    """Tell a verb with an object, known or not: never an answer that may be."""
    return WORDS.get(text.partition(" ")[0].casefold()) in (resume, change, add, delete)


def word(*words: str) -> Callable[[Obey], Obey]:
    def record(command: Obey) -> Obey:
        WORDS.update(dict.fromkeys(words, command))
        return command
    return record


@word("start")
def start(state: State, key: str, world: World) -> Turn | None:
    """Begin an errand; a form for nobody yet is gone on with."""
    for draft in state.drafts:
        if draft.flow == key and key in world.flows and not isinstance(whom(draft, world), str):
            return advance(replace(state.settled(), front=draft.id, topic=None), world)
    return new(state, key, world)


@word("new")
def new(state: State, key: str, world: World) -> Turn | None:
    """Begin an errand with an empty form, whatever else is open."""
    if state.tries and key in world.personal:
        return prove(state, key, world)
    return advance(begun(state, key, world), world, events=(Event("started", key),)) if key in world.flows else None


@word("menu", "batal", "cancel")
def leave(state: State, what: str, world: World) -> Turn | None:
    """Park the form in front."""
    if what:
        return None
    parked = (Event("parked", state.open.flow),) if state.open else ()
    return advance(replace(state, front="", topic=None, urgent=False).settled(), world, events=parked)


@word("resume", "lanjut", "continue")
def resume(state: State, what: str, world: World) -> Turn | None:
    """Take a parked form up again, by its number or by whom it is for; alone, the one in front or the last."""
    what = what or state.front
    for draft in reversed(state.drafts):
        if draft.flow in world.flows and (not what or what.casefold() in _names(draft, world)):
            return advance(replace(state.settled(), front=draft.id, topic=None), world)
    return None


@word("back", "kembali", "balik", "mundur")
def back(state: State, what: str, world: World) -> Turn | None:
    """Undo the last answer; out of an edit, a topic or a question of the engine's own, undo nothing."""
    if what:
        return None
    if state.topic or state.asking:
        return advance(replace(state, topic=None).settled(), world)
    if not (place := prompt(state, world).place):
        return advance(state.settled(), world)
    draft, form, slot = place
    at = slot.form.at if slot else ""
    if at and len(form.items()) > 1 and not any(path.startswith(at) for path in draft.saved):
        return delete(state, at.rstrip("/"), world)         # an item that was only just added
    done = [s for s in form.path if s is not form.pending and s.path in draft.saved]
    if draft.editing is None and not done:
        return leave(state, "", world)
    left = (Event("went back", done[-1].form.key, done[-1].step.name, slot.key),) if draft.editing is None and slot else ()
    if draft.editing is not None:
        draft = replace(draft, editing=None)
    elif isinstance(done[-1].step, Consent):
        draft = withdraw(draft, done[-1].path, world)
    else:
        draft = draft.without(done[-1].path)
    return advance(state.settled().put(draft), world, events=left)


def withdraw(draft: Draft, consent: str, world: World) -> Draft:
    """Take a consent back: what was kept by it is only held aside again."""
    rest = draft.without(consent).saved
    told = {path: (value, by) for path, (value, by) in rest.items() if by == "bot"}
    aside = {path: rest[path] for path in rest.keys() - told}
    return replace(draft, saved=told, aside=aside, since=world.now.isoformat() if aside else "")


@word("change", "ubah", "ganti", "edit")
def change(state: State, what: str, world: World) -> Turn | None:
    """Change an answer, given its path or label, and perhaps at once: `ubah nama jadi Siti`."""
    state = state.settled()
    place = prompt(state, world).place
    if not place or not any(slot.step.label for slot in place.form.path):
        return None
    name, value = [*re.split(r"(?i)\s+(?:jadi|menjadi|to)\b\s*", what, maxsplit=1), ""][:2]
    named = [s for s in place.form.path if s.step.label and name.casefold() in (s.path, world.words(s.step.label).casefold())]
    if len(named) == 1:         # with two helpers "the name" is nobody's
        draft, (slot,) = replace(place.draft, editing=named[0].path), named
        state = state.put(draft)
        for found in slot.step.kind.find(value, world.now.date()) if value else ():
            return answer(state, Place(draft, place.form, slot), {slot: found.value}, world, read_back=True)
        return advance(state, world, *([slot.step.kind.wrong(value, world.now.date()).text] if value else []))
    at = next((item.at for item in place.form.items() if name and name.casefold() in (item.at, item.whom.casefold())), "")
    return advance(state.put(replace(place.draft, editing=at)), world)


@word("add", "tambah")
def add(state: State, what: str, world: World) -> Turn | None:
    """Begin one more item of a list."""
    place = prompt(state, world).place
    for item in place.form.items() if place else ():
        if place and what in ("", item.list):
            if place.form.pending and place.form.pending.form.at:
                return advance(state.settled().put(replace(place.draft, editing=None)), world)     # one is still being filled in
            return _list(state.settled().count(), place, item.list, "", world)
    return None


@word("delete", "hapus")
def delete(state: State, what: str, world: World) -> Turn | None:
    """Remove an item of the list in front; else ask once whether to delete a draft, by name or number or the one in front."""
    place = prompt(state, world).place
    for item in place.form.items() if place else ():
        if place and what and what.casefold() in (item.at, item.whom.casefold()):
            return _list(state.settled().count(), place, item.list, item.at, world)
    for draft in state.drafts:
        if draft.flow in world.flows and (what.casefold() in _names(draft, world) if what else draft.id == state.front):
            return advance(replace(state, topic=None, asking=f"delete {draft.id}"), world)
    return None


@word("really")
def really(state: State, what: str, world: World) -> Turn | None:
    """Delete the draft that was asked about."""
    draft = state.draft(what)
    if not draft or state.asking != f"delete {what}":
        return None
    events = (Event("deleted", draft.flow),)
    return advance(state.drop(draft).settled(), world, _("Deleted."), effects=(Forget(draft.id),), events=events)


def _list(state: State, place: Place, name: str, gone: str, world: World) -> Turn:
    """Take one item out of a list, or a new one in; nobody ever gets the number of another."""
    items = [item for item in place.form.items() if item.list == name]
    ids = [item.at.split("/")[1] for item in items if item.at != gone]
    told = [_("Removed: %(name)s")(name=item.whom) for item in items if item.at == gone and item.whom]
    draft = replace(place.draft.without(gone), editing=None)
    ids += [] if gone and ids else [str(state.serial)]
    return advance(state.put(replace(draft, saved={**draft.saved, name: (" ".join(ids), WORKER)})), world, *told)


@word("officer", "petugas", "admin", "operator")
def officer(state: State, what: str, world: World) -> Turn | None:
    """Open a case; the bot goes on meanwhile. Where nothing is in front, or at a second call, ask what it is about.

    what: the language they should speak.
    """
    tongue = what.casefold()
    if what and tongue not in world.tongues:
        return None
    promise = world.facts.get("promise") or _("in office hours")
    text = _("An officer will answer you here, %(when)s. We can go on meanwhile.")(when=promise)
    after = replace(state.settled(), waiting=True)
    if what:
        told = TellStaff((("language", tongue),)) if state.waiting else OpenCase(f"language {tongue}")
        return advance(after, world, text, effects=(told,))
    if world.handoff in world.flows and (not state.open or (state.waiting and state.open.flow != world.handoff)):
        after = opened(after, world.handoff, world)
    return advance(after, world, text, effects=() if state.waiting else (OpenCase("asked"),))


@word("open", "buka")
def ask_again(state: State, what: str, world: World) -> Turn | None:
    """Say once more what is asked; on WhatsApp this word opens the window for what was parked."""
    return None if what else advance(state, world)


@word("about")
def about(state: State, what: str, world: World) -> Turn | None:
    """Answer a question by its key; of a longer one the first answer may be given at once: `about claim jht`."""
    key, _space, given = what.partition(" ")
    if key not in world.flows if given else key not in {*world.answers, *world.flows}:
        return None
    if not given or (state.tries and key in world.personal):
        return reply(state.settled(), what if given else key, world)
    return advance(opened(state.settled(), what, world), world, events=(Event("asked about", code=key),))


@word("prove")
def prove(state: State, what: str, world: World) -> Turn | None:
    """Ask for a second fact before anything personal is told; after too many tries only an officer helps."""
    if not state.tries:
        return advance(state, world)
    if state.tries < 0:
        effects = () if state.waiting else (OpenCase("identity"),)
        return advance(replace(state.settled(), waiting=True), world, left_to_staff(world), effects=effects)
    return advance(question(state.settled(), what, world), world)


def reply(state: State, key: str, world: World) -> Turn:
    """Answer a question: a short one in passing, a long one as the topic, in place of any other."""
    if state.tries and key.partition(" ")[0] in world.personal and (asked := prove(state, key, world)):
        return asked
    events = (Event("asked about", code=key),)
    if key in world.topics:         # a greeting or thanks in between is not what is spoken about
        state = replace(state, about=key)
    if key == "greeting" and not state.serial and not state.open:
        return advance(state, world, events=events)         # the first menu greets by itself
    if key in world.answers and (key not in world.flows or state.draft(state.front)):
        return advance(state, world, world.answers[key](over(state, world)), events=events)
    if state.topic and state.topic.flow == key:
        return advance(state, world, events=events)
    return advance(opened(state, key, world), world, events=events)


@word("english", "inggris")
def english(state: State, what: str, world: World) -> Turn | None:
    return None if what else advance(replace(state, language="en", tongue="en"), world)


@word("indonesia", "indonesian")
def indonesian(state: State, what: str, world: World) -> Turn | None:
    return None if what else advance(replace(state, language="id", tongue="id"), world)


def _names(draft: Draft, world: World) -> tuple[str, str]:
    return draft.id, draft.saved.get(world.flows[draft.flow].subject, ("",))[0].casefold()
