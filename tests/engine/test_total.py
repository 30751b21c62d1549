"""Anything may be heard at any time, and is answered once."""
from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import OpenCase, Tap
from bot.engine.steps import Step
from bot.texts import _, plain
from tests.engine.kinds import Money
from tests.engine.phone import WORLD, Chat, words
from tests.engine.scripts import FORM, HOUSE, NASTY, NIK, NIK2, QUOTE, WORDS, N, act, junk_taps, opening, slow, texts
from tests.engine.watch import asked, chat, copy, forms, here


@given(opening, st.lists(act, max_size=16))
@settings(slow, max_examples=5 * N)
def test_never_silent_never_raises_never_enrols_unseen(start, acts):
    watched = chat(start)
    for what, arg in acts:
        watched.do(what, arg)


@given(opening, st.lists(texts, max_size=8), st.integers(2, 3))
@slow
def test_every_message_many_times_is_every_message_once(start, script, times):
    once, thrice = chat([]), chat([])
    for said in [*start, *script]:
        once.hear(said)
        thrice.burst([said] * times)
    assert once.stored == thrice.stored
    assert once.accepted == thrice.accepted
    assert once.effects == thrice.effects


@pytest.mark.parametrize("script", [[*FORM, "yes"], [*HOUSE, "yes"]])
def test_two_answers_swapped(script):
    for n in range(len(script) - 1):
        watched = chat(script[:n])
        watched.burst([script[n + 1], script[n]])
        for draft in watched.state.drafts:
            for path, (value, _by) in draft.saved.items():
                assert "nik" not in path or value in (NIK, NIK2)
                assert "name" not in path or value in ("Siti Aminah", "Tumini", "Asep")
        for said in ["yes", "1"]:
            watched.hear(said)


@given(forms((FORM, HOUSE, QUOTE[:2])), junk_taps)
@slow
def test_a_tap_on_no_known_choice_changes_no_answer(old, tap):
    stamp, choice = (asked(old) if tap[0] == "0" else tap[0]), tap[1]
    known = {c.id for say in old.accepted for c in say.choices} | {"yes", "no", "farmer", "2"}
    saved = old.draft.saved
    result = old.hear(tap=Tap(stamp, choice))
    verb = choice.strip(" .,!").split(" ")[0].casefold()
    if choice not in known and verb not in ("add", "delete", "menu", "back", "new", "start") and old.state.open:
        assert old.draft.saved == saved
        assert not [e for e in result.events if e.what == "answered"]


def test_a_button_that_is_no_longer_a_command_is_no_name():
    watched = chat(FORM[:3])
    watched.world = replace(WORLD, answers={})
    watched.tap("about cost")
    assert here(watched).path == "name"
    assert "name" not in watched.draft.saved


class Clerk(Flow):
    job = Step(OneOf({"admin": (_("Clerk"), ""), "menu": (_("Cook"), "")}), _("What is your job?"))
    income = Step(Money(), _("Earned how much?"))


@pytest.mark.parametrize(("said", "job"), [("1", "admin"), ("clerk", "admin"), ("admin", "admin"), ("cook", "menu")])
def test_a_choice_named_like_a_command_is_a_choice(said, job):
    phone = Chat(world=replace(WORLD, flows={"clerk": Clerk}))
    phone.hear("start clerk")
    phone.hear(said)
    assert phone.draft.saved == {"job": (job, "worker")}


@pytest.mark.parametrize("script", [FORM, HOUSE, QUOTE, [*FORM[:5], "benefits"]])
@pytest.mark.parametrize("text", NASTY)
def test_hostile_unicode_at_every_question(script, text):
    watched = chat([])
    for said in [*script, "menu"]:
        other = copy(watched)
        other.hear(text)
        assert not re.search(r"\\u(0000|d800|202e|200b)", other.stored)
        watched.hear(said)


def test_what_no_person_typed_is_not_read():
    watched = chat([*FORM[:2], "3201\u200b2345 0506\u202e9901\x00"])
    assert watched.draft.saved["nik"] == (NIK, "worker")
    assert chat([*FORM[:8], "３"]).draft.saved["months"] == ("3", "worker")


@pytest.mark.parametrize("text", ["", "...", "?!", "🙂"])
def test_a_message_without_a_word_is_no_choice(text):
    for script in [["benefits"], FORM[:4], FORM[:1]]:
        watched = chat(script)
        drafts = watched.state.drafts
        watched.hear(text)
        assert watched.state.drafts == drafts
        assert "for your family" not in words(watched.accepted[-1])


PATHS = ["consent", "nik", "name", "born", "work", "income", "months", "confirm", "helpers", "helpers/1/nik", "code", "office", "gone"]
junk = st.one_of(st.none(), st.sampled_from(WORDS), st.text(max_size=9))


@given(st.dictionaries(st.sampled_from(PATHS), junk, max_size=5), st.sampled_from([FORM, HOUSE, FORM[:1], HOUSE[:1]]), st.booleans(),
       st.sampled_from(["1", "yes", "2 juta", "hapus", "ubah"]))
@example({"born": "x"}, FORM[:1], True, "yes")
@slow
def test_whatever_is_stored_can_be_read(damage, script, aside, said):
    watched = chat([*script, f"{NIK}, 2 juta"])
    stored = json.loads(watched.stored)
    for path, value in damage.items():
        where = stored["drafts"][0]["aside" if aside else "saved"]
        where.pop(path, None)
        if value is not None:
            where[path] = [value, "worker"]
    for field in ("misses", "asking", "language", "closed"):
        del stored[field]
    del stored["drafts"][0]["editing"]
    watched.stored = json.dumps({**stored, "older": 1})
    super(type(watched), watched).turn(*watched.arrive(said))
    watched.world = replace(WORLD, flows={})
    super(type(watched), watched).turn(*watched.arrive("hi"))


def test_stamps_differ_between_items_and_drafts():
    watched = chat([*HOUSE, "menu", *FORM[:5], "menu", *FORM[:5]])
    stamps: dict = {}
    for say in watched.accepted:
        stamps.setdefault(say.stamp, set()).add(plain(say.text) if "work" in plain(say.text) else "")
    assert all(len(texts) == 1 for texts in stamps.values())
    works = [say.stamp for say in watched.accepted if "What work" in plain(say.text)]
    assert len(set(works)) == len(works) == 4
    assert all(len(stamp) == 12 for stamp in works)


@given(forms(), st.sampled_from(["i just fell", f"i just fell, my nik is {NIK2}", "2 juta, i just crashed"]), st.booleans())
@slow
def test_what_has_happened_wins_anywhere(old, event, photo):
    drafts = old.state.drafts
    result = old.hear(event, media="photo" if photo else "")
    (case,) = result.effects
    assert case == OpenCase("accident", urgent=True)
    assert "119" in result.says[0].text.msgid
    assert old.state.drafts == drafts


def test_what_has_happened_is_heard_while_an_officer_owns_the_talk():
    watched = chat(FORM[:3])
    watched.claim()
    result = watched.hear("i just fell")
    assert isinstance(result.effects[0], OpenCase)
    assert result.effects[0].urgent
    assert "119" in result.says[0].text.msgid
    assert watched.state.owner == "Rina"
    assert copy(watched).hear("hapus data").effects
    assert not watched.hear("halo").says
