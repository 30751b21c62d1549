"""One turn of a conversation: (state, heard, world) -> (state, says, effects)."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.engine import commands, doubt, safe, tongues
from bot.engine.answering import Answers, answer, harvest, miss
from bot.engine.kinds import Refusal, Sure
from bot.engine.messages import Event, Forget, Heard, Intent, Need, OpenCase, Say, Turn, Unheard, World, clean
from bot.engine.prompts import Place, Prompt, advance, prompt
from bot.engine.state import State
from bot.texts import Text, _

LONG = timedelta(hours=24)      # a silence after which a form is recapitulated, and what is held aside is dropped
DOUBTS = 2                      # so often in a row it is asked what is meant
YES = ("yes", "ya", "iya", "y", "ok", "oke")


def turn(state: State, heard: Heard, world: World) -> Turn:
    """Hear one message; pure."""
    try:
        expired = expire(state, world.now)
        heard = replace(heard, text=clean(heard.text))
        after = Turn(expired.state) if heard.echo else tongues.hear(doubt.lock(expired.state, world), heard, world, _hear)
        after = _hushed(after)
        return replace(after, effects=(*expired.effects, *after.effects)) if expired.effects else after
    except Need as need:
        return Turn(state, need=need.query)


def expire(state: State, now: datetime) -> Turn:
    """Drop what was volunteered before a consent that did not come."""
    old = [d for d in state.drafts if d.since and now - datetime.fromisoformat(d.since) >= LONG]
    if not old:
        return Turn(state)
    drafts = tuple(replace(d, aside={}, since="") if d in old else d for d in state.drafts)
    return Turn(replace(state, drafts=drafts), effects=tuple(Forget(d.id) for d in old))


def abandon(state: State, ids: Collection[str]) -> Turn:
    """Drop forms nobody has gone on with; nothing is said, it is too long ago."""
    old = [draft for draft in state.drafts if draft.id in ids]
    for draft in old:
        state = state.drop(draft)
    return Turn(state.settled(), effects=tuple(Forget(draft.id) for draft in old),
                events=tuple(Event("abandoned", draft.flow) for draft in old))


def learn(state: State, line: Text, world: World) -> Turn:
    """Tell what has happened elsewhere, and go on with the form in front, which may have waited for it."""
    if state.owner != "bot" or not state.front or state.topic or state.asking:
        return Turn(state, (Say(line, kind="notice"),))
    try:
        return advance(state, world, line)
    except Need as need:
        return Turn(state, need=need.query)


def due(state: State) -> datetime | None:
    """When `expire` has something to do next."""
    return min((datetime.fromisoformat(d.since) + LONG for d in state.drafts if d.since), default=None)


def _hear(state: State, heard: Heard, world: World) -> Turn:
    if wish := safe.safe(heard.text, state):
        return safe.grant(state, wish, world)
    if state.owner != "bot":
        return _event(state, heard, world) or Turn(state)
    now = prompt(state, world)
    shown = now.say.stamp == (heard.tap.stamp if heard.tap else heard.after)
    if choice := heard.tap.choice if heard.tap else _choice(state, now, heard.text, world) if shown else "":
        return _chosen(state, now, heard, choice, shown, world)
    if happened := _event(state, heard, world, now.place if shown else None):
        return happened
    if heard.media:
        told = world.answers.get(heard.media)
        return advance(state, world, told(world) if told else _("I can only read text. Please write it."))
    found, rest = harvest(now.place, heard.text, shown, world)
    if found and now.place:
        answered, intent = answer(state, now.place, found, world), world.meaning(rest, True) if rest.strip() else None
        if intent and intent.kind == "question" and answered.state.open:
            return _both(answered, _replied(answered.state, intent.key, rest, world))
        return _one_at_a_time(answered) if _tells_of_more(found, rest, world) else answered
    return _unsure(state, heard, now, shown, world)


def _tells_of_more(found: Answers, rest: str, world: World) -> bool:
    """Whether what is left of a message answers a question of a list once more: for the next person."""
    return any(hit.sure is Sure.ALONE for slot in found if slot.form.at for hit in slot.step.kind.find(rest, world.now.date()))


def _one_at_a_time(after: Turn) -> Turn:
    """Say that only the first was noted; nothing that was written goes without a word."""
    *others, last = after.says
    line = _("One person at a time, please: the next one comes when this one is complete.")
    return replace(after, says=(*others, replace(last, told=(*last.told, line))))


def _unsure(state: State, heard: Heard, now: Prompt, shown: bool, world: World) -> Turn:
    """Take what was no sure answer for a command, an errand, a question, a maybe, or a miss, in that order."""
    if obeyed := commands.obey(state, heard.text, world):
        return obeyed
    follows = world.follow(heard.text, state.about)
    if follows and follows.kind == "suppose" and (supposed := _supposed(state, now.place, heard.text, world)):
        return supposed
    intent = follows if follows and follows.kind != "suppose" else world.meaning(heard.text, bool(state.open))
    if intent and intent.kind == "errand" and (begun := commands.obey(state, intent.key, world)):
        return _volunteered(begun, heard.text, world)
    if intent and intent.kind == "question":
        recap = _recap(state, world) if intent.key == "greeting" else None
        return recap or _replied(state.settled(), intent.key, heard.text, world)
    if state.topic and state.draft(state.front):
        return _hear(replace(state, topic=None), heard, world)      # not about the topic: about the form
    if state.asking.startswith("which "):
        return _hear(replace(state, asking=""), heard, world)       # none of those: about the form
    if taken := _maybe(state, now.place, heard.text, world) if now.place and shown else _late_yes(state, now, heard.text, world):
        return taken
    if asked := _recap(state, world) or _which(state, intent, world) or _unknown(state, intent, world):
        return asked
    return _missed(state, now.place, heard.text, world) if shown else advance(state, world)


def _missed(state: State, place: Place | None, text: str, world: World) -> Turn:
    """Say that this is no answer, and what one looks like."""
    if place and place.slot:
        return miss(state, place.slot.step.kind.wrong(text, world.now.date()), world, place.slot)
    missed = miss(state, Refusal("unclear", _("I did not understand that yet. Please choose one of these.")), world)
    spoken = any(character.isalpha() for character in text)       # a number or a sign asks nothing
    return replace(missed, effects=(*missed.effects, *([Unheard()] if spoken else ())))


def _supposed(state: State, place: Place | None, text: str, world: World) -> Turn | None:
    """Take what is only supposed for another answer of the topic, which binds nobody."""
    for slot in place.form.path if place and state.topic else ():
        for hit in slot.step.kind.find(text, world.now.date()) if not slot.step.own else ():
            if place and hit.sure >= Sure.ALONE:
                return answer(state, place._replace(slot=slot), {slot: hit.value}, world)
    return None


def _unknown(state: State, intent: Intent | None, world: World) -> Turn | None:
    """Say of a question that nobody here knows the answer; staff see it in their list."""
    if not intent or intent.kind != "unknown" or "unknown" not in world.answers:
        return None
    asked = replace(state, misses=state.misses + 1, asking="")
    return advance(asked, world, world.answers["unknown"](world), effects=(Unheard(),), events=(Event("asked about", code="unknown"),))


def _maybe(state: State, place: Place, text: str, world: World) -> Turn | None:
    """Take what may be an answer and read it back; never for what binds, and never an order."""
    if place.slot and not place.slot.step.own and not commands.orders(text):
        for maybe in place.slot.step.kind.find(text, world.now.date()):
            return answer(state, place, {place.slot: maybe.value}, world, read_back=True)
    return None


def _late_yes(state: State, now: Prompt, text: str, world: World) -> Turn | None:
    """Once more a yes to what is already sent: its number again."""
    number = world.facts.get("receipts", {}).get(state.closed) if state.closed and not now.place and text.casefold() in YES else None
    return Turn(state, (Say(_("Already received: number %(number)s.")(number=number), kind="notice"),)) if number else None


def _which(state: State, intent: Intent | None, world: World) -> Turn | None:
    """In doubt ask what is meant; not for ever."""
    if not intent or intent.kind != "doubt" or state.asking or state.misses >= DOUBTS or not world.topics.keys() & set(intent.key.split()):
        return None
    asked = replace(state, misses=state.misses + 1, asking=f"which {intent.key}")
    return advance(asked, world, events=(Event("refused", code="doubt"),))


def _event(state: State, heard: Heard, world: World, place: Place | None = None) -> Turn | None:
    """What has happened wins anywhere: a line at once, and an urgent case; the form is left as it is, and nothing is asked now."""
    intent = world.alarm(heard.text)
    if not intent:
        return None
    if intent.kind == "report" and place and place.slot and place.slot.step.story:
        return None
    told, case = Say(world.events[intent.key](world), kind="notice"), OpenCase(intent.key, urgent=True)
    here = state.owner == "bot"
    return Turn(replace(state, waiting=state.waiting or here, urgent=here), (told,), (case,))


def _hushed(after: Turn) -> Turn:
    """After something has happened offer nothing of our own accord: what is written goes to staff."""
    state = after.state
    if not state.urgent or state.open:
        return after
    says = tuple(say if say.kind == "notice" else _told(say) for say in after.says)
    return replace(after, state=replace(state, asking=""), says=says)


def _told(say: Say) -> Say:
    *more, last = say.told or (_("The officer reads this too. For anything else write MENU."),)
    return Say(last, told=tuple(more), kind="notice")


def _replied(state: State, key: str, text: str, world: World) -> Turn:
    """Answer a question; a topic that it begins takes what else the message tells."""
    after = commands.reply(state, key, world)
    begun = after.state.topic and after.state.topic != state.topic
    return _volunteered(after, text.replace("?", " "), world) if begun else after


def _volunteered(begun: Turn, text: str, world: World) -> Turn:
    """Take what the message that began an errand or a topic already answers."""
    place = prompt(begun.state, world).place
    found, _rest = harvest(place, text, False, world)
    if not found or not place:
        return begun
    return _both(begun, answer(begun.state, place, found, world))


def _both(first: Turn, then: Turn) -> Turn:
    """Let the newer prompt take the place of the older, which leaves what it told."""
    (*notices, asked), (*more, last) = first.says, then.says
    last = replace(last, told=(*(line for line in asked.told if line not in last.told), *last.told))
    return replace(then, says=(*notices, *more, last), effects=(*first.effects, *then.effects), events=(*first.events, *then.events))


def _recap(state: State, world: World) -> Turn | None:
    """After a long silence say where we were, and ask how to go on."""
    draft = state.draft(state.front)
    if not draft or not draft.saved or world.facts.get("silence", timedelta()) < LONG:
        return None
    return advance(replace(state.settled(), topic=None, asking=f"recap {draft.id}"), world)


def _choice(state: State, now: Prompt, text: str, world: World) -> str:
    """A bare number and a label are the button they were shown with; a yes to the engine's own question is its button."""
    said = text.strip(" .,!)").casefold()
    yes = state.asking.replace("recap", "resume").replace("delete", "really")
    if said in YES and any(choice.id == yes for choice in now.say.choices):
        return yes
    for number, choice in enumerate(now.say.choices, 1):
        if said == world.words(choice.label).casefold() or (now.say.numbered and said == str(number)):
            return choice.id
    return ""


def _chosen(state: State, now: Prompt, heard: Heard, choice: str, shown: bool, world: World) -> Turn:
    """A choice answers the question it hangs under, also an earlier one of the same form; else it is a command."""
    if place := now.place:
        slot = place.slot
        if not shown and heard.tap:
            slot = next((s for s in place.form.path if s.step.label and s.stamp(place.draft.id) == heard.tap.stamp), None)
        if slot and choice in [known.id for known in slot.step.kind.choices]:
            return answer(state, place._replace(slot=slot), {slot: slot.step.kind.load(choice)}, world)
    return commands.obey(state, choice, world) or advance(state, world, _("That button is from an earlier question."))
