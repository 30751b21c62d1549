"""What a yes holds for, what is kept before it, and what is forgotten without it."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.confirms import Consent
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf
from bot.engine.messages import Agreed, Begin, Forget
from bot.engine.steps import Step
from bot.engine.turns import due
from bot.texts import _, plain
from tests.engine.household import SAVE, Enrol
from tests.engine.kinds import Money
from tests.engine.phone import FLOWS, NOON, WORLD, Chat
from tests.engine.scripts import FORM, HOUSE, NIK, NIK2, QUOTE, slow
from tests.engine.test_releases import release
from tests.engine.watch import asked, chat, copy, here


def effects(watched, kind):
    return [effect for effect, _shown in watched.effects if type(effect) is kind]


@pytest.mark.parametrize("script", [FORM, HOUSE])
def test_rules_change_between_summary_and_yes(script):
    watched = chat(script)
    watched.price(2)
    result = watched.hear("yes")
    assert not result.effects
    assert "right?" in plain(result.says[-1].text).lower()
    assert [type(effect) for effect in watched.hear("yes").effects] == [Agreed, Enrol]


def test_a_new_version_of_the_consent_is_asked_again():
    watched, flow = chat(FORM), release(FLOWS["registration"])
    vars(flow)["consent"].version = "2"
    watched.world = replace(WORLD, flows={**FLOWS, "registration": flow})
    assert here(watched).path == "consent"
    watched.hear("hm")
    Chat.hear(watched, "yes")
    assert [yes.version for yes in effects(watched, Agreed)] == ["1", "2"]
    assert here(watched).path == "confirm"


def test_a_yes_covers_what_the_summary_does_not_say():
    watched = chat(HOUSE)
    edit, yes = watched.arrive("ubah code jadi cd34"), watched.arrive("yes")
    watched.turn(*edit)
    assert not watched.turn(*yes).effects


def test_a_yes_under_an_old_summary_binds_nothing():
    watched = chat(FORM)
    stamp = watched.after
    watched.hear("ubah income jadi 3 juta")
    result = watched.tap("yes", stamp)
    assert not result.effects
    assert "earlier question" in plain(result.says[-1].told[0])
    assert here(watched).path == "confirm"


@pytest.mark.parametrize("script", [FORM[:1], FORM])
@pytest.mark.parametrize("said", ["ya?", "yes, but why", "Ya??"])
def test_nothing_unsure_binds(script, said):
    watched = chat(script)
    before = watched.draft.saved
    watched.hear(said)
    assert watched.draft.saved == before


def test_no_yes_is_so_sure_that_it_binds_unseen():
    sure = OneOf({"yes": (_("I agree"), "setuju"), "no": (_("I refuse"), "")}, alone=True)
    flow = type("Registration", (Flow,), {"consent": Consent(_("May we keep your details?"), sure, version="1"), "finish": lambda form: ()})
    phone = Chat(world=replace(WORLD, flows={"registration": flow}))
    phone.hear("start registration")
    phone.staff("One moment")
    assert not phone.hear("setuju").effects
    assert [type(effect) for effect in phone.hear("setuju ").effects] == [Agreed, Forget]


def test_a_consent_comes_first():
    consent = FLOWS["registration"].steps[1]
    with pytest.raises(TypeError, match="before a consent"):
        type("Early", (Flow,), {"work": Step(SAVE, _("Work?")), "consent": consent})


def test_back_over_the_consent_holds_aside_what_it_kept():
    watched = chat([*FORM[:2], f"{NIK}, 2 juta", "back", "back"])
    assert here(watched).path == "consent"
    assert watched.draft.saved == {"intro": ("said", "bot")}
    assert set(watched.draft.aside) == {"income"}
    other = copy(watched)
    other.later(24)
    assert "2000000" not in other.stored
    watched.hear("yes")
    assert watched.draft.saved["income"] == ("2000000", "worker")


class Estimate(Flow):
    income = Step(Money(), _("Earned how much?"))

    def finish(self):
        yield Begin("registration", {"income": self.saved["income"]})


def test_what_leads_on_into_a_form_waits_for_its_consent():
    phone = Chat(world=replace(WORLD, flows={**FLOWS, "estimate": Estimate}))
    phone.hear("start estimate")
    result = phone.hear("2 juta")
    assert (result.effects, [event.what for event in result.events]) == ((Forget("1"),), ["answered", "ended", "started"])
    assert phone.draft.aside == {"income": ("2000000", "worker")}
    assert "income" not in phone.draft.saved
    phone.hear("yes")
    assert phone.draft.saved["income"] == ("2000000", "worker")


def test_every_yes_that_binds_is_agreed_to_once():
    watched = chat([*FORM, "yes"])
    assert [(yes.draft, yes.step, yes.version) for yes in effects(watched, Agreed)] == [("1", "consent", "1"), ("1", "confirm", "")]
    watched.hear("ya")
    assert len(effects(watched, Agreed)) == 2
    other = chat([*FORM, "no", "back", "yes"])
    assert [yes.step for yes in effects(other, Agreed)] == ["consent", "confirm"]
    assert not effects(chat(["register", "no"]), Agreed)


def test_volunteered_before_consent_is_held_aside_and_dropped_on_a_no():
    watched = chat([f"register, {NIK}, 2 juta"])
    assert NIK in watched.stored
    assert NIK not in str(watched.state.drafts[0].saved)
    refused = copy(watched)
    assert "Noted" not in str(refused.hear("no").says)
    assert NIK not in refused.stored
    watched.hear("yes")
    assert watched.state.drafts[0].saved["nik"] == (NIK, "worker")
    assert watched.state.drafts[0].aside == {}


@given(st.integers(0, 23), st.integers(0, 30))
@slow
def test_only_what_was_held_aside_is_dropped_after_a_day(first, second):
    watched = chat([*FORM[:4], "menu", "household", f"{NIK}, petani", "menu", "new registration", NIK2])
    kept = [replace(draft, aside={}, since="") for draft in watched.state.drafts]
    watched.later(first)
    assert NIK2 in watched.stored
    assert not effects(watched, Forget)
    watched.later(second)
    old = first + second >= 24
    assert [replace(draft, aside={}, since="") for draft in watched.state.drafts] == kept
    assert (NIK2 in watched.stored) != old
    assert effects(watched, Forget) == [Forget("3")] * old
    assert due(watched.state) == (None if old else NOON + timedelta(hours=24))


def test_the_first_message_after_a_day_finds_nothing_held_aside():
    watched = chat([f"register, {NIK}, 2 juta"])
    watched.world = replace(watched.world, now=NOON + timedelta(hours=24))
    assert Forget("1") in watched.hear("yes").effects
    assert NIK not in watched.stored
    assert here(watched).path == "nik"


@pytest.mark.parametrize(("script", "forgotten"), [
    (["register", "no"], ["1"]),
    (["household", "yes", "hapus", "1"], ["1"]),
    (QUOTE, ["1"]),
    ([*FORM[:4], "menu", *QUOTE], ["2"]),
    (["household", "yes", "hapus", "2"], []),
    (["benefits", "1"], []),
    ([*FORM[:5], "benefits", "2"], []),
    ([*FORM, "menu"], []),
    ([*FORM, "yes"], []),
])
def test_a_form_without_an_effect_is_forgotten(script, forgotten):
    assert [effect.draft for effect in effects(chat(script), Forget)] == forgotten


def test_a_late_yes_gets_its_number():
    watched = chat([*FORM, "yes"])
    result = watched.hear("ya")
    assert "number R-1" in plain(result.says[0].text)
    assert not result.effects
    assert asked(watched) != watched.after
    assert watched.hear("hm").says[-1].choices == WORLD.menu
