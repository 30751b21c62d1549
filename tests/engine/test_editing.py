"""Going back, changing, leaving, deleting and being away lose nothing that was not given up."""
from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.engine.confirms import Confirm
from bot.engine.messages import Forget
from bot.texts import plain
from tests.engine.phone import FLOWS, words
from tests.engine.scripts import FORM, HOUSE, NIK, NIK2, slow
from tests.engine.watch import asked, chat, forms, here, now

INTERRUPTS = [
    ["what does it cost?"], ["english"], ["petugas"], ["i just fell"], ["benefits", "1"], ["benefits", "benefits", "2"],
    ["benefits", "back"], ["benefits", "lanjut"], ["hapus", "2"], ["hapus", "english", "back"], ["hapus", "lanjut"],
]


@given(forms(), st.sampled_from(INTERRUPTS))
@slow
def test_interrupts_are_transparent(old, interrupt):
    drafts, stamp = old.state.drafts, asked(old)
    for said in interrupt:
        old.hear(said)
    assert old.state.drafts == drafts
    assert asked(old) == stamp
    assert old.after == stamp
    assert not old.state.topic
    assert not old.state.asking


@given(forms())
@slow
def test_back_and_the_same_answer_is_where_you_were(old):
    draft, stamp = old.draft, asked(old)
    old.hear("back")
    assume(old.state.front and "add" not in str(old.accepted[-1].choices[-1:]))
    if draft.editing is not None:
        assert old.draft.saved == draft.saved
        assert old.draft.editing is None
    elif gone := set(draft.saved) - set(old.draft.saved):
        path = "consent" if "consent" in gone else gone.pop()        # what was kept by the consent goes aside with it
        old.hear("yes" if isinstance(here(old).step, Confirm) else draft.saved[path][0])
        assert old.draft.saved == draft.saved
        assert asked(old) == stamp


@given(forms(), st.sampled_from(["menu", "household", "register", "hapus data"]))
@slow
def test_leaving_and_coming_back_loses_nothing(old, errand):
    draft, stamp = old.draft, asked(old)
    old.hear(errand)
    old.hear(f"lanjut {draft.id}")
    assert old.draft.saved == draft.saved
    assert asked(old) == stamp


@given(forms(), st.integers(0, 3), st.sampled_from(["?", "12", "1 2", ""]))
@slow
def test_the_old_value_stays_until_the_new_one_is_valid(old, number, wrong):
    draft = old.draft
    names = [name for name in ("name", "nik", "income", "code") if name in draft.saved]
    assume(names and draft.editing is None)
    name = names[number % len(names)]
    old.hear(f"ubah {name} jadi {wrong}")
    if name == "income":
        old.hear("500")
    assert old.draft.saved == draft.saved
    assert old.draft.editing == name
    old.hear("back")
    assert old.draft == draft


def test_an_old_tap_changes_its_own_answer_only():
    watched = chat(HOUSE)
    stamp = next(say.stamp for say in watched.accepted if "What work does Tumini" in words(say))
    watched.tap("other", stamp)
    saved = watched.draft.saved
    assert saved["helpers/1/work"] == ("other", "worker")
    assert [v[0] for p, v in saved.items() if p.endswith("work")] == ["other", "driver"]


def test_a_verb_with_an_unknown_object_is_no_answer():
    for said in ["hapus budi", "ubah budi", "tambah budi", "lanjut kerja"]:
        watched = chat(FORM[:3])
        watched.hear(said)
        assert "name" not in watched.draft.saved, said


def test_a_changed_answer_is_read_back():
    assert "Noted: Income: 3000000" in chat([*FORM[:7], "ubah income jadi about 3000000"]).shown


def test_a_label_that_names_two_names_neither():
    watched = chat(HOUSE)
    saved = watched.draft.saved
    watched.hear("ubah name jadi Budi")
    assert watched.draft.saved == saved
    assert "Which one" in watched.shown
    watched.hear("ubah helpers/2/name jadi Budi")
    assert [watched.draft.saved[f"helpers/{n}/name"][0] for n in (1, 2)] == ["Tumini", "Budi"]


def test_no_item_is_added_while_one_is_being_filled_in():
    watched = chat([*HOUSE[:7], "tambah", "tambah", "Asep", "ubah code", "add helpers"])
    assert watched.draft.saved["helpers"] == ("1 2", "worker")
    assert here(watched).path == "helpers/2/nik"


@pytest.mark.parametrize("change", [[], ["ubah"], ["ubah code"], ["ubah Tumini"], ["ubah Tumini", "1"]])
@pytest.mark.parametrize("add", ["tambah", "add helpers"])
def test_a_new_item_is_asked_for_whatever_was_being_changed(change, add):
    watched = chat([*HOUSE, *change, add])
    assert here(watched).path == f"helpers/{watched.state.serial}/name"
    assert watched.draft.editing is None


def test_an_item_that_is_gone_leaves_nothing_and_its_number_is_not_used_again():
    watched = chat([*HOUSE, "hapus Tumini"])
    assert NIK not in watched.stored
    assert NIK2 in watched.stored
    watched.hear("hapus Asep")
    assert NIK2 not in watched.stored
    assert here(watched).path.startswith("helpers/")
    assert here(watched).path not in ("helpers/1/name", "helpers/2/name")


def test_what_is_removed_while_it_is_being_changed_is_not_asked_for():
    watched = chat([*HOUSE, "ubah Asep", "2"])
    assert here(watched).path == "helpers/2/nik"
    watched.hear("hapus Asep")
    assert here(watched).path == "confirm"
    assert "Asep" not in watched.stored


@given(forms(), st.sampled_from(["hapus", "delete {}", "hapus {}"]))
@slow
def test_a_draft_is_deleted_once_it_was_asked(old, said):
    draft, stamp = old.draft, asked(old)
    assume(not here(old).form.at)
    assert not old.hear(said.format(draft.id)).effects
    assert old.state.draft(draft.id) == draft
    assert "Delete" in old.shown
    kept = chat([])
    kept.stored, kept.accepted, kept.consents = old.stored, [*old.accepted], old.consents
    kept.tap(now(kept).say.choices[1].id)
    assert kept.state.draft(draft.id) == draft
    assert asked(kept) == stamp
    assert not kept.state.asking
    kept.tap(f"really {draft.id}")
    assert kept.state.draft(draft.id) == draft
    assert old.hear("1").effects == (Forget(draft.id),)
    assert not old.state.draft(draft.id)
    assert "Deleted" in old.shown


def test_a_yes_to_the_engines_own_question_is_its_button():
    watched = chat(["household", "yes", "hapus", "ya"])
    assert not watched.state.drafts
    watched = chat(FORM[:3])
    watched.later(48)
    for said in ["eh?", "ya"]:
        watched.hear(said)
    assert here(watched).path == "name"
    assert not watched.state.asking


def test_a_yes_to_a_question_that_is_gone_is_no_answer():
    watched = chat(["household", "yes", "menu", *FORM[:2], "hapus 1"])
    watched.world = replace(watched.world, flows={"registration": FLOWS["registration"]})
    watched.hear("eh?")
    watched.hear("ya")
    assert len(watched.state.drafts) == 2
    assert here(watched).path == "nik"


def test_keeping_another_draft_leaves_the_one_in_front():
    watched = chat([*HOUSE[:6], "menu", *FORM[:4]])
    before = watched.state
    for said in ["hapus 1", "2"]:
        watched.hear(said)
    assert watched.state == before
    assert here(watched).path == "work"


@given(forms(), st.sampled_from(["halo", "??", "what does it cost?"]), st.integers(24, 99))
@slow
def test_the_recap_after_a_silence_loses_nothing(old, said, hours):
    draft, stamp = old.draft, asked(old)
    assume(draft.saved and not (here(old).step.name == "name" and said == "halo"))
    old.later(hours)
    old.hear(said)
    assert old.draft.saved == draft.saved
    if "?" not in said or said == "??":
        assert "Welcome back" in old.shown
        old.hear("1")
    assert old.draft == draft
    assert asked(old) == stamp == old.after


@pytest.mark.parametrize(("answer", "path"), [("2 juta", "income"), ("farmer", "work"), ("Siti", "name"), (NIK, "nik"), ("3", "months")])
def test_an_answer_after_a_silence_is_an_answer(answer, path):
    script = FORM[:{"nik": 2, "name": 3, "work": 4, "income": 6, "months": 8}[path]]
    watched = chat(script)
    watched.later(48)
    watched.hear(answer)
    assert path in watched.draft.saved
    assert "Welcome" not in watched.shown


def test_after_a_silence_nothing_is_offered_that_cannot_be_done():
    watched = chat(FORM[:1])
    watched.later(48)
    watched.hear("halo")
    for choice in now(watched).say.choices:
        other = chat([])
        other.stored, other.accepted = watched.stored, [*watched.accepted]
        other.tap(choice.id)
        assert not other.state.asking, plain(choice.label)


@pytest.mark.parametrize("begun", [3, 5])
def test_starting_again_keeps_what_was_begun(begun):
    watched = chat(FORM[:begun])
    draft = watched.draft
    watched.later(48)
    for said in ["eh?", "start again"]:
        watched.hear(said)
    assert watched.state.draft(draft.id) == draft
    assert watched.draft.id != draft.id
    assert here(watched).path == "consent"


def test_what_is_being_changed_survives_leaving():
    watched = chat([*FORM, "ubah income", "menu", "lanjut"])
    assert here(watched).path == "income"
    assert replace(watched.draft, editing=None) == chat(FORM).draft
