"""A message is read for all it says, and for nothing it does not say."""
from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given

from bot.engine.messages import Tap
from bot.texts import _, plain
from tests.engine.phone import WORLD, words
from tests.engine.scripts import FORM, HOUSE, NIK, slow
from tests.engine.watch import asked, chat, copy, forms, here, now


@given(forms())
@slow
def test_number_label_button_and_slang_are_one(old):
    stamp, say, slot = asked(old), now(old).say, here(old)
    for number, choice in enumerate(say.choices, 1):
        slang = getattr(slot.step.kind, "slang", {}).items() if choice in slot.step.kind.choices else ()
        ways = [plain(choice.label), plain(choice.label).upper(), *(w for w, v in slang if slot.step.kind.dump(v) == choice.id)]
        by_button = copy(old)
        by_button.hear(tap=Tap(stamp, choice.id))
        for way in [*ways, *([str(number)] if say.numbered else [])]:
            other = copy(old)
            other.hear(way)
            assert other.stored == by_button.stored, (way, choice.id)


def test_a_number_that_is_an_answer_is_no_button():
    for said in ("3", "1"):
        watched = chat([*FORM[:8], said])
        assert watched.draft.saved["months"] == (said, "worker")
        assert f"for {said} months" in watched.shown
    watched = chat(FORM[:8])
    watched.tap("3")
    assert watched.draft.saved["months"] == ("3", "worker")
    watched = chat([*FORM[:8], "x", "x", "x", "4"])
    assert watched.draft.saved["months"] == ("4", "worker")
    assert not watched.state.waiting
    watched = chat([*FORM[:6], "x", "x", "x", "1"])
    assert here(watched).path == "income"
    assert "lowest" in watched.shown


def test_what_is_volunteered_goes_where_it_belongs():
    watched = chat(["register", "yes", f"{NIK}, ojek, 2 juta"])
    assert {path: watched.draft.saved[path][0] for path in ("nik", "work", "income")} == {"nik": NIK, "work": "driver", "income": "2000000"}
    assert words(watched.accepted[-1]).splitlines()[:2] == ["Noted: Work: Driver", "Income: 2000000"]
    assert here(watched).path == "name"
    watched = chat([*HOUSE[:2], f"ab12 {NIK} petani"])
    assert not {path for path in watched.draft.saved if path.startswith("helpers")}


def test_a_refused_answer_takes_no_other_with_it():
    watched = chat([*FORM[:6], "500 ribu, 6 months"])
    assert watched.draft.saved["months"] == ("6", "worker")
    assert "income" not in watched.draft.saved
    assert "lowest" in watched.shown


@given(forms())
@slow
def test_in_doubt_is_asked_what_is_meant_and_nothing_is_lost(old):
    assume(not old.state.misses)
    drafts, stamp = old.state.drafts, asked(old)
    old.hear("perhaps?")
    assert [choice.id for choice in now(old).say.choices] == ["about cost", "about benefits"]
    other = copy(old)
    other.hear("ya")
    assert asked(other) == stamp
    old.hear("1")
    assert "From 16800" in old.shown
    assert asked(old) == stamp
    assert old.state.drafts == other.state.drafts == drafts


def test_in_doubt_is_not_asked_for_ever():
    watched = chat([*FORM[:4], "perhaps", "perhaps?", "perhaps??", "perhaps???", "perhaps ?"])
    assert here(watched).path == "work"
    assert "Please choose" in watched.shown
    watched = chat([*FORM[:4], "perhaps", "petani"])
    assert watched.draft.saved["work"] == ("farmer", "worker")


def test_what_begins_an_errand_is_told_what_stands_before_it():
    assert chat(["quote please, 2 juta"]).shown == "This is only an estimate.\nNoted: Income: 2000000\nWhich work is it?"
    assert chat(["register, 2 juta"]).shown.startswith("Registering takes five minutes.")


def test_a_question_behind_an_answer_takes_nothing_from_it():
    watched = chat([*FORM[:2], f"{NIK}, 2 juta. what does it cost?"])
    assert watched.shown == "Noted: Income: 2000000\nFrom 16800 a month.\nWhat is your name, as on your KTP?"
    watched = chat([*FORM[:6], "500 ribu. what does it cost?"])
    assert "The lowest income" in watched.shown
    assert "From 16800" in watched.shown
    assert here(watched).path == "income"
    watched = chat([*FORM[:2], f"{NIK}, 2 juta. benefits?"])
    assert watched.shown == "Noted: Income: 2000000\nWhich benefit?"
    assert here(watched).path == "which"


def test_an_answer_in_passing_knows_the_form_in_front():
    def earned(world):
        return _("You earn %(income)s.")(income=world.front.values.get("income") if world.front else _("nothing"))

    watched = chat(FORM[:7], replace(WORLD, answers={"cost": earned}))
    assert "You earn 2000000." in words(watched.hear("what does it cost?").says[-1])
    watched.hear("menu")
    assert "You earn nothing." in words(watched.hear("what does it cost? ").says[-1])


def test_a_maybe_gives_way_and_is_read_back():
    watched = chat([*FORM[:6], "about 2000000"])
    assert "Noted: Income: 2000000" in watched.shown
    for said, path in [("petugas", "name"), ("what does it cost?", "name"), ("menu", "")]:
        watched = chat([*FORM[:3], said])
        assert "name" not in str([d.saved for d in watched.state.drafts]).replace("'username'", "")
        assert (here(watched).path if path else "") == path


def test_a_topic_is_over_when_something_else_is_said():
    watched = chat([*FORM[:4], "benefits", "petani"])
    assert watched.draft.saved["work"] == ("farmer", "worker")
    assert not watched.state.topic
    watched = chat([*FORM[:6], "benefits", "3000000"])
    assert "income" not in watched.draft.saved
    assert not watched.state.topic
    assert here(watched).path == "income"


def test_misses_climb_and_an_answer_comes_down():
    watched = chat(FORM[:2])
    assert [len(watched.hear(said).says[-1].choices) for said in "abcd"] == [0, 2, 3, 3]
    watched.hear(NIK)
    assert watched.state.misses == 0
    watched = chat([*FORM, "ubah"])
    assert [len(watched.hear(said).says[-1].choices) for said in ("hm", "eh", "oh")] == [8, 10, 11]
