"""After months of silence nothing personal is said before the second fact, whatever is written or tapped."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.desk import claim
from bot.engine.messages import OpenCase, Tap
from tests.engine.scripts import NASTY, slow
from tests.flows.worker import FORM, REAL, Worker, worker

BORN = date(1985, 1, 25)
SECRETS = ("Siti", "9901", "Latuhalat", "1985", "0123", "Rp12.400")
WRONG = ["24-1-1984", "25-1-1986", "1 Januari 1980"]
WORDS = ["halo", "lanjut", "lanjut siti aminah", "hapus", "hapus siti aminah", "ubah", "ubah nama", "kembali", "ya", "data saya",
         "hapus data", "tarik persetujuan", "status", "cek status saya", "mau daftar", "tambah", "menu",
         "petugas", "1", "2", "5", "setuju", *NASTY]
TAPS = ["resume 1", "really 1", "delete 1", "new data", "start data", "about data", "about data erase", "about identity", "new identity",
        "prove", "about status", "change nik", "change", "back", "start registration", "about privacy", "menu"]
acts = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(WRONG), st.sampled_from(TAPS).map(lambda id: Tap("", id)))


def stranger(script: list[str]) -> Worker:
    """Somebody at the number of who wrote months ago."""
    chat = worker(script)
    told = {**REAL.facts, "births": frozenset({BORN})}
    chat.world = replace(chat.world, facts={**told, "stranger": True})
    chat.hear("halo")
    chat.world = replace(chat.world, facts=told)
    chat.accepted, chat.queued = chat.accepted[-1:], []
    return chat


def said(chat: Worker) -> str:
    words = [chat.speaking(chat.world).words(choice.label) for say in chat.accepted for choice in say.choices]
    return "\n".join([*words, *map(chat.read, chat.accepted)]).replace("17-8-1985", "")


@given(st.integers(3, len(FORM)), st.lists(acts, max_size=10))
@slow
def test_nothing_is_told_to_a_stranger(at, script):
    chat = stranger(FORM[:at])
    for act in script:
        chat.hear(tap=act._replace(stamp=chat.after)) if isinstance(act, Tap) else chat.hear(act)
    assert not [secret for secret in SECRETS if secret in said(chat)]
    assert "1" not in [draft.id for draft in chat.state.drafts]


@pytest.mark.parametrize("at", range(3, len(FORM) + 1))
def test_with_the_second_fact_everything_is_as_it_was(at):
    before = worker(FORM[:at]).state
    chat = stranger(FORM[:at])
    chat.hear(tap=Tap(chat.after, "prove"))
    chat.hear(WRONG[0])
    chat.hear("25 Januari 1985")
    assert chat.state.drafts == before.drafts
    assert chat.state.front == before.front
    assert not chat.state.tries


def test_after_three_wrong_answers_the_right_one_does_not_help():
    chat = stranger(FORM)
    for answer in ["data saya", *WRONG, "25-1-1985", "data saya", "25-1-1985"]:
        chat.hear(answer)
    for id in ("about identity", "new identity"):
        chat.hear(tap=Tap(chat.after, id))
        chat.hear("25-1-1985")
    assert chat.state.locked
    assert [effect for effect, _shown in chat.effects if isinstance(effect, OpenCase)] == [OpenCase("identity")]


def test_an_officer_gives_new_tries():
    chat = stranger(FORM)
    for answer in ["data saya", *WRONG]:
        chat.hear(answer)
    chat.save(claim(chat.state, "ani"))
    chat.hand_back()
    for answer in ["data saya", "25-1-1985"]:
        chat.hear(answer)
    assert not chat.state.tries
    assert not chat.state.locked


def test_a_lively_talk_is_never_locked():
    chat = worker(FORM)
    chat.save(claim(chat.state, "ani"))
    chat.hand_back()
    assert not chat.state.locked
    assert not chat.state.tries
