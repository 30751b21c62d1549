"""The prompt: what the bot is waiting for now, computed from the state and never stored."""
from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from bot.engine.confirms import Confirm, Consent
from bot.engine.doubt import judge
from bot.engine.flows import Flow
from bot.engine.kinds import Refusal
from bot.engine.messages import Begin, Choice, Erase, Event, Forget, OpenCase, Proved, Say, Turn, Unlink, Withdraw, World, digest
from bot.engine.state import Draft, Saved, State
from bot.engine.steps import Slot
from bot.texts import Text, _, listed

OUT = (Choice("back", _("Back")), Choice("menu", _("Menu")), Choice("officer", _("Talk to an officer")))
END = "end"                 # where the last answer of a form leads to
LADDER = (0, 0, 2, 3)       # how many ways out are shown after so many misses; a number never changes its meaning


class Place(NamedTuple):
    """Where a talk stands: the form in front, and what it asks."""

    draft: Draft
    form: Flow
    slot: Slot | None       # None at the menu of what can be changed


class Prompt(NamedTuple):
    """What is asked now; `why` if a stored answer stopped being one."""

    say: Say
    place: Place | None = None      # None at the main menu
    why: Refusal | None = None


def prompt(state: State, world: World, known: Flow | None = None) -> Prompt:
    """Work out what is to be asked. known: the form in front, if that was replayed already."""
    draft = state.open
    if state.asking and (say := _asking(state, world)):
        return Prompt(say)
    if not draft or draft.flow not in world.flows:
        return Prompt(_menu(state, world))
    form = known or form_of(draft, state, world)
    slot = next((s for s in form.path if s.path == draft.editing), form.pending)
    if slot is None or draft.editing in {"", *(item.at for item in form.items())}:
        at = draft.editing or ""
        say = _stamped(state, _("Which one shall I change?"), _changes(form, at), draft.id, "change", at)
        return Prompt(say, Place(draft, form, None))
    kind = slot.step.kind
    choices = (*kind.choices, *slot.step.extras)
    if isinstance(slot.step, Confirm) and not isinstance(slot.step, Consent) and not slot.form.at:
        choices += tuple(dict.fromkeys(Choice(f"add {item.list}", item.add) for item in form.items()))
    choices += OUT[:LADDER[min(state.misses, 3)]]
    say = Say(_whose(slot), choices, slot.stamp(draft.id), kind.numbered)
    return Prompt(say, Place(draft, form, slot), form.why if slot is form.pending else None)


def _whose(slot: Slot) -> Text:
    """The question; of a list it says whom it is about."""
    form = slot.form
    text: Text = slot.step.text(form)
    if not form.parent:
        return text
    named = form.saved.get(form.at + form.subject)
    number = form.parent.values[form.at.split("/")[-3]].index(form) + 1
    whose = _("%(name)s")(name=named[0]) if named else _("person %(number)s")(number=number)
    return _("For: %(whose)s\n%(ask)s")(whose=whose, ask=text)


def form_of(draft: Draft, state: State, world: World) -> Flow:
    """Replay a draft; a topic knows the form it stands over."""
    return world.flows[draft.flow](draft.saved, over(state, world) if draft == state.topic else world)


def over(state: State, world: World) -> World:
    """Let an answer in passing know the form in front, and the others that are open."""
    forms = {draft.id: world.flows[draft.flow](draft.saved, world) for draft in state.drafts if draft.flow in world.flows}
    return replace(world, front=forms.get(state.front), drafts=tuple(forms.values())) if forms else world


def _stamped(state: State, text: Text, choices: tuple[Choice, ...], *where: str) -> Say:
    """Ask something of the engine's own; after misses with the ways out."""
    choices += OUT[:LADDER[min(state.misses, 3)]]
    return Say(text, choices, digest(*where, [choice.id for choice in choices]))


def _changes(form: Flow, at: str) -> tuple[Choice, ...]:
    """The menu that writes itself."""
    own = [Choice(f"change {s.path}", s.step.label) for s in form.path if s.step.label and s.form.at.rstrip("/") == at]
    if at:
        return (*own, Choice(f"delete {at}", _("Remove")))
    return (*own, *(Choice(f"change {item.at}", _("%(name)s")(name=item.whom) if item.whom else _("no name yet")) for item in form.items()))


def _menu(state: State, world: World) -> Say:
    drafts = [d for d in state.drafts if d.flow in world.flows]
    resume = (Choice(f"resume {d.id}", _("Continue: %(whom)s")(whom=whom(d, world))) for d in drafts)
    text = _("Hello! How can I help?") if not state.serial else _("What would you like to do?")
    locked = (Choice("prove", _("Continue my form")),) if state.locked else ()
    spoken = (world.tongues[state.tongue].choice,) if state.tongue in world.tongues else ()
    choices = (*world.menu, *resume, *locked, *spoken)
    return Say(text, choices, digest("menu", [choice.id for choice in choices]))


def _asking(state: State, world: World) -> Say | None:
    """Ask what the engine itself wants to know; nothing if that is no longer so."""
    about, _space, id = state.asking.partition(" ")
    if about == "which":
        topics = tuple(world.topics[key] for key in id.split() if key in world.topics)
        return _stamped(state, _("Which of these do you mean?"), topics, state.asking) if topics else None
    draft = state.draft(id)
    if not draft or draft.flow not in world.flows:
        return None
    name = whom(draft, world)
    if about == "delete":
        yes, no = Choice(f"really {id}", _("Yes, delete it")), Choice(f"resume {state.front}" if state.front else "menu", _("No, keep it"))
        return _stamped(state, _("Delete this form (%(whom)s) and all its answers?")(whom=name), (yes, no), state.asking)
    go_on, anew = Choice(f"resume {id}", _("Go on")), Choice(f"new {draft.flow}", _("Start again"))
    form = world.flows[draft.flow](draft.saved, world)
    done = tuple(s.step.label for s in form.path if s.step.label and s is not form.pending and s.path in draft.saved)
    change = (Choice("change", _("Change an answer")),) if done else ()
    text = _("Welcome back. We had begun a form (%(whom)s). Filled in: %(done)s. Shall we go on?")
    return _stamped(state, text(whom=name, done=listed(done) if done else _("nothing yet")), (go_on, *change, anew), state.asking)


def whom(draft: Draft, world: World) -> Text | str:
    """Say whom a form is for."""
    flow = world.flows[draft.flow]
    return draft.saved.get(flow.subject, ("",))[0] or flow.called


def advance(state: State, world: World, *lines: Text, notices: tuple[Say, ...] = (), effects: tuple[object, ...] = (),
            events: tuple[Event, ...] = ()) -> Turn:
    """Keep what was told and looked up, finish what is complete, then ask; all in one bubble."""
    draft, form = state.open, None
    if draft and draft.flow in world.flows and not state.asking:
        form = form_of(draft, state, world)
        lines += tuple(form.due)
        state = state.put(replace(draft, saved={**draft.saved, **form.learnt}))
        if not form.pending and draft.editing is None:
            return _finish(Turn(state, notices, effects, events), draft, form, lines, world)
        form = None if form.learnt else form
    now = prompt(state, world, form)
    told = (*lines, *([now.why.text] if now.why else []))
    asked = now.place.slot.key if now.place and now.place.slot else ""
    return Turn(state, (*notices, replace(now.say, told=told)), effects, _led(events, asked))


def _led(events: tuple[Event, ...], to: str) -> tuple[Event, ...]:
    """Say of what was begun or answered to which question it led."""
    return tuple(event._replace(code=to) if event.what in ("started", "answered") and not event.code else event for event in events)


def _finish(so_far: Turn, draft: Draft, form: Flow, lines: tuple[Text, ...], world: World) -> Turn:
    """Give out what a complete form leads to; one that leads to nothing is forgotten."""
    outs: list[Any] = list(form.finish())
    lines += tuple(out for out in outs if isinstance(out, Text))
    acts = tuple(out for out in outs if not isinstance(out, Text | Begin | Proved))
    topic = draft.id == (so_far.state.topic and so_far.state.topic.id)
    state = replace(so_far.state.drop(so_far.state.open or draft), misses=0, closed=draft.id if acts and not topic else so_far.state.closed,
                    waiting=_waits(so_far.state.waiting, acts))
    if topic:
        state = replace(state, about=next((value for value, _by in draft.saved.values() if value in world.topics), state.about))
    effects = (*so_far.effects, *acts) if acts or topic else (*so_far.effects, Forget(draft.id))
    events = (*_led(so_far.events, END), Event("finished" if acts or topic else "ended", form.key))
    if any(isinstance(act, Erase | Unlink) for act in acts):
        state = state.cleared()
    for out in outs:
        if isinstance(out, Begin):
            state, events = begun(state, out.flow, world, {**out.saved}), (*events, Event("started", out.flow))
        elif isinstance(out, Proved):
            state, told, cases = judge(state, out, draft, world)
            lines, effects = (*lines, *told), (*effects, *cases)
    if state.open or topic or not (lines or acts):      # what an effect leads to says so itself, in a notice
        return advance(state, world, *lines, notices=so_far.says, effects=effects, events=events)
    said = (Say(lines[-1], told=lines[:-1], kind="notice"),) if lines else ()
    return Turn(state, (*so_far.says, *said), effects, events)


def _waits(waiting: bool, acts: tuple[object, ...]) -> bool:
    """Whether the person waits for staff after this."""
    asked = waiting or any(isinstance(act, OpenCase) for act in acts)
    return asked and not any(isinstance(act, Withdraw) for act in acts)


def begun(state: State, flow: str, world: World, aside: Saved | None = None) -> State:
    """Put a new draft in front; what is known for it already is held aside."""
    state = state.settled().count()
    draft = Draft(str(state.serial), flow, aside=aside or {}, since=world.now.isoformat() if aside else "")
    return replace(state, drafts=(*state.drafts, draft), front=draft.id, topic=None)
