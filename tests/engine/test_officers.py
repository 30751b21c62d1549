"""One speaker at a time, and an officer is never taken for the worker."""
from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.desk import hand_back
from bot.engine.messages import OpenCase
from bot.texts import plain
from tests.engine.scripts import FORM, HOUSE, NIK, slow
from tests.engine.watch import chat, forms, here


def test_officers_answer_in_their_own_name_and_never_for_the_worker():
    watched = chat(FORM[:3])
    watched.claim("Rina")
    watched.fill("name", "Siti")
    assert watched.draft.saved["name"] == ("Siti", "Rina")
    for path in ("consent", "confirm", "gone"):
        with pytest.raises(ValueError, match=path):
            watched.fill(path, "yes")
    stored = json.loads(watched.stored)
    stored["drafts"][0]["saved"]["consent"][1] = "Rina"
    watched.stored = json.dumps(stored)
    assert here(watched).path == "consent"


@given(st.sampled_from([FORM, HOUSE]), st.sampled_from(["yes", "ya", "1"]))
@slow
def test_a_yes_to_an_officer_is_no_yes_to_the_summary(script, yes):
    watched = chat(script)
    watched.claim()
    watched.hear(yes)
    watched.staff("Shall I wait?")
    heard = watched.arrive(yes)             # written to the officer, read after the hand-back
    watched.hand_back()
    assert not watched.turn(*heard).effects
    watched.deliver()
    assert watched.hear(yes + " ").effects


def test_a_second_call_opens_no_second_case():
    watched = chat([*FORM[:3], "petugas", "petugas"])
    assert [effect for effect, _shown in watched.effects if isinstance(effect, OpenCase)] == [OpenCase("asked")]
    assert "in office hours" in plain(watched.accepted[-1].told[0])
    assert watched.state.waiting
    watched.claim()
    assert not watched.state.waiting
    watched.hand_back()
    assert watched.hear("petugas").effects


@given(forms())
@slow
def test_claim_and_hand_back_change_no_answer(old):
    drafts, slot = old.state.drafts, here(old)
    old.claim()
    for said in ["halo", "2 juta", "yes", "menu", "hapus"]:
        assert not old.hear(said).says
    old.hand_back()
    assert old.state.drafts == drafts
    assert here(old).path == slot.path
    assert old.state.owner == "bot"


def test_an_officer_can_fill_in_what_is_being_changed():
    watched = chat([*FORM, "ubah income"])
    watched.claim()
    watched.fill("income", "3 juta")
    watched.hand_back()
    assert here(watched).path == "confirm"
    assert watched.draft.saved["income"] == ("3000000", "Rina")


def test_an_officer_can_fill_in_under_a_topic():
    watched = chat([*FORM[:3], "benefits"])
    watched.claim()
    watched.fill("name", "Siti")
    watched.hand_back()
    assert here(watched).path == "work"
    assert not watched.state.topic


def test_what_does_not_fit_is_refused_to_an_officer_too():
    watched = chat(FORM[:6])
    watched.claim()
    for text in ["500", "x"]:
        with pytest.raises(ValueError, match=r"low|amount"):
            watched.fill("income", text)
    assert "income" not in watched.draft.saved


def test_nothing_is_filled_in_before_the_consent():
    watched = chat(FORM[:1])
    watched.claim()
    with pytest.raises(ValueError, match="nik"):
        watched.fill("nik", NIK)
    assert NIK not in watched.stored


def test_a_hand_back_says_what_must_be_looked_up():
    watched = chat(HOUSE)
    watched.claim()
    watched.fill("code", "cd34")
    assert hand_back(watched.state, watched.world).need == "office behind CD34"
