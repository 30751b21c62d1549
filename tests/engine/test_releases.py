"""A release asks nobody again what is still valid."""
from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.engine.confirms import Confirm
from bot.engine.flows import Flow
from bot.engine.steps import Step
from bot.texts import _
from tests.engine.household import SAVE
from tests.engine.phone import FLOWS
from tests.engine.scripts import FORM, HOUSE, NIK, slow
from tests.engine.watch import chat, copy, forms, here, where


def release(flow, drop=(), reword=False, add=False):
    """A later release of a flow."""
    body: dict = {}
    for name, step in vars(flow).items():
        if isinstance(step, Step) and name not in drop:
            body[name] = new = type(step).__new__(type(step))
            new.__dict__.update(step.__dict__)
            if reword:
                new.ask = lambda form, step=step: replace(text := step.text(form), msgid="In short: " + text.msgid)
            if add and name == "savings":
                body["phone"] = Step(SAVE, _("Is this your own phone?"))
        elif not name.startswith("__") and name not in ("steps", "key", *drop):
            body[name] = step
    return type(flow.__name__, (Flow,), body)


def released(old, **how):
    return replace(old.knowing(), flows={key: release(flow, **how) for key, flow in FLOWS.items()})


ANSWERS = {"income": "3 juta", "work": "farmer", "code": "zz99", "nik": NIK, "name": "Budi", "savings": "no", "months": "6"}


@given(forms())
@slow
def test_text_reworded_between_question_and_answer(old):
    slot = here(old)
    said = ANSWERS.get(slot.step.name, "yes")
    new = copy(old)
    new.world = replace(new.world, flows=released(old, reword=True).flows)
    old.hear(said)
    result = new.hear(said)
    if isinstance(slot.step, Confirm):
        assert not result.effects
        assert here(new).path == slot.path
    else:
        assert [d.saved for d in old.state.drafts] == [d.saved for d in new.state.drafts]


@given(forms(), st.sets(st.sampled_from(["intro", "vehicle"])), st.booleans(), st.booleans())
@slow
def test_a_release_never_asks_again_what_is_valid(old, drop, reword, add):
    before = where(old)
    after = where(old, released(old, drop=drop, reword=reword, add=add))
    done = {slot.path for slot in before.form.path if slot is not before.form.pending}
    assert not after.form.pending or after.form.pending.path not in done
    assert not after.form.due


def test_the_answer_being_changed_may_be_dropped_by_a_release():
    old = chat([*FORM, "change vehicle"])
    old.world = replace(old.world, flows={**FLOWS, "registration": release(FLOWS["registration"], drop=["vehicle"])})
    assert here(old)
    assert here(old).path == "confirm"
    old.hear("hm")
    assert old.hear("yes").effects


def test_a_fact_is_looked_up_again_when_its_query_changes():
    watched = chat([*HOUSE, "ubah code jadi cd34"])
    assert "CD34" in watched.draft.saved["office"][0]
    assert watched.draft.saved["office"][1].startswith("2026-11-20T12:00")
    assert "AB12" not in str(watched.state)


def test_proposed_follows_what_it_came_from():
    watched = chat([*FORM, "ubah nik jadi 3201231212129901"])
    assert "1912-12-12 (from your NIK)" in watched.shown
    assert "born" not in watched.draft.saved
    watched.hear("ubah birth date jadi 1-2-1990")
    assert "born 1990-02-01:" in watched.shown
