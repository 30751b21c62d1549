"""What must hold of the real conversations, whatever is written."""
from __future__ import annotations

import statistics
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.prompts import prompt
from bot.engine.steps import Step
from bot.flows import FLOWS
from bot.flows.handoff import Handoff
from bot.flows.quote import Quote
from bot.flows.reactivation import Reactivation
from bot.flows.registration import Registration
from bot.flows.status import Enrolled
from tests.engine.scripts import NASTY, slow
from tests.flows.worker import FORM, NIK, REAL, SPEECH, act, copy, place, slot, tap, worker

WORDS = [
    *FORM, "2 tahun", "lupa", "12345678901", "mau aktifin lagi", "cek status", "saya sudah bayar", "ini penipuan?",
    "ya", "ya, benar", "betul", "tidak", "iya tapi salah", "batal", "menu", "lanjut", "kembali", "petugas", "hapus",
    "ubah nama jadi Budi", "ubah nik", "ubah", "eh salah nama, harusnya Budi", "berapa iurannya", "apa itu jkk", "kalau kecelakaan gimana",
    "tadi saya jatuh dari motor, tolong", "english", "indonesia", "3 program", "12", "1", "2", "0", "1,5 juta", "tidak tentu", "ojol",
    "assalamualaikum", "makasih", "hapus data", "berhenti", "3273016501859902", "3273012111119901", "x" * 3000, "", "?", "😀",
    "pak sy ojek di plaju palembang mau ikut 2 program utk 3 bln, gaji 2jt an", "dapet apa aja", "nanti saja", "kok mahal",
]
words = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(NASTY), st.text(max_size=30))
acts = st.one_of(
    st.tuples(st.just("hear"), words), st.tuples(st.just("burst"), st.lists(words, max_size=3)),
    st.tuples(st.just("tap"), st.integers(0, 30)), st.tuples(st.just("later"), st.sampled_from([1, 30, 24 * 45])),
    st.tuples(st.just("media"), st.sampled_from(["photo", "sticker", "voice"])))
STOPS = range(2, len(FORM) + 1)
RETURN = ["mau aktifin lagi bpjs saya", "setuju", NIK, "2 tahun", "sendiri", "Siti Aminah", "pedagang", "75rb sehari", "25", "2 program",
          "3", "0812 0000 0123"]
WALKS = {
    "registration": FORM, "quote": ["berapa iurannya", "petani", "75rb sehari", "25"], "benefits": ["dapat apa aja"],
    "reactivation": RETURN, "pay": ["bayarnya dimana"], "paid": ["saya sudah bayar", "kemarin", "di alfamart"], "status": ["cek status"],
    "employer": ["bpjs dari perusahaan", "punya karyawan", "5 orang", "0812 0000 0123"],
    "health": ["sakit bisa pakai bpjs?"], "fraud": ["ini penipuan bukan?", "ya"], "handoff": ["petugas"],
    "claim": ["klaim", "jht", "ya"], "collective": ["kolektif", "pemda", "1500 orang"], "data": ["data saya", "perbaiki"],
    "identity": [], "stranger": ["saya bukan orang itu"], "agreement": ["kode K7QM-2RTX"],
    "sponsor": ["daftarkan asisten rumah tangga saya", "setuju", "Rina Wijaya", "1", "Tumini", NIK, "Sukajadi, Kota Bandung", "art",
                "75rb sehari", "25", "2", "tidak ada", "ada di sini"],
    "roster": ["daftarkan banyak orang", "setuju", "2", "3", "bayar sendiri", "tidak ada", "Budi Hartono", NIK, "Latuhalat, Ambon",
               "nelayan", "1 juta", "tidak ada"],
}
OWN_WORDS = {Handoff.key, "identity"}      # any words are an answer, or months must go by first


@given(st.sampled_from([FORM, RETURN, *WALKS.values()]), st.integers(0, len(RETURN)), st.lists(acts, max_size=12))
@slow
def test_never_silent_never_raises_never_enrols_unseen(walk, start, script):
    chat = worker(walk[:start])
    for what, arg in script:
        act(chat, what, arg)


@pytest.mark.parametrize(("flow", "at"), [
    (flow, at) for flow in FLOWS if flow not in OWN_WORDS for at in range(1, len(WALKS[flow]) + 1)])      # whose answer any words are
@pytest.mark.parametrize("interrupt", [
    ["berapa iurannya"], ["apa itu jkm?"], ["petugas"], ["batal", "lanjut"], ["(photo)"], ["(long)"], ["english"],
    ["kalau kecelakaan gimana"], ["tadi suami saya jatuh di kapal, tolong"], ["makasih"], ["[Baca lengkap]"]], ids=str)
def test_an_interrupt_leaves_the_form_as_it_was_and_asks_again(flow, at, interrupt):
    chat = worker(WALKS[flow][:at])
    leaves = ["batal", *({"quote": [], "health": ["berapa iurannya", "kalau kecelakaan gimana"],
                          "claim": ["berapa iurannya", "kalau kecelakaan gimana"]}.get(flow, ["berapa iurannya"]))]
    if chat.state.topic and interrupt[0] in leaves:
        interrupt = ["petugas"]         # a topic is not parked, a new topic takes its place, and "kecelakaan" answers which one
    before, asked = chat.draft, slot(chat).path
    for said in interrupt:
        act = {"(photo)": lambda: chat.hear(media="photo"), "(long)": lambda: chat.hear("x" * 3000),
               "[Baca lengkap]": lambda: tap(chat, "about privacy")}
        act.get(said, lambda said=said: chat.hear(said))()
    assert (chat.draft, slot(chat).path) == (before, asked)
    assert chat.after == slot(chat).stamp(before.id)


@pytest.mark.parametrize("at", STOPS)
def test_back_and_the_same_answer_is_where_you_were(at):
    chat = worker(FORM[:at])
    before = chat.stored
    chat.hear("kembali")
    chat.hear(FORM[at - 1] if at > 2 else "setuju")
    assert chat.stored == before


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("at", STOPS)
def test_number_label_and_button_are_one(at, language):
    chat = worker([*FORM[:at], *(["english"] if language == "en" else [])])
    asked = prompt(chat.state, chat.knowing()).say
    for number, choice in enumerate(asked.choices, 1):
        button, label = copy(chat), copy(chat)
        tap(button, choice.id)
        label.hear(SPEECH.say(choice.label, language))
        assert label.stored == button.stored, choice
        if asked.numbered:
            typed = copy(chat)
            typed.hear(str(number))
            assert typed.stored == button.stored, choice


@given(st.lists(words, max_size=6), st.integers(2, 3))
@slow
def test_every_message_many_times_is_every_message_once(script, times):
    once, often = worker([]), worker([])
    for said in [*FORM, *script]:
        once.hear(said)
        for heard in [often.arrive(said) for _time in range(times)]:
            often.turn(*heard)
        often.deliver()
    assert once.stored == often.stored
    assert once.effects == often.effects


@pytest.mark.parametrize("at", range(len(FORM)))
def test_two_answers_swapped_agree_to_nothing_unseen(at):
    script = [*FORM, "ya"]
    chat = worker(script[:at])
    for heard in [chat.arrive(script[at + 1]), chat.arrive(script[at])]:
        chat.turn(*heard)
    chat.deliver()
    for draft in chat.state.drafts:
        assert draft.saved.get("nik", (NIK,))[0] == NIK
        assert draft.saved.get("name", ("Siti Aminah",))[0] == "Siti Aminah"
    chat.hear("ya")


def test_a_price_that_changed_overnight_is_shown_before_the_yes_counts():
    chat = worker(FORM, replace(REAL, now=REAL.now.replace(month=12, day=31, hour=23)))
    chat.world = replace(chat.world, now=chat.world.now + timedelta(hours=2))
    result = chat.hear("ya")
    assert not result.effects
    assert "Jan 2027" in chat.shown
    assert "Rp24.800" in chat.shown         # 1 % of the base of Rp1.800.000, and JKM without relief
    assert [type(effect).__name__ for effect in chat.hear("ya").effects] == ["Agreed", "Enrol"]


@pytest.mark.parametrize("flow", FLOWS.values(), ids=lambda flow: flow.key)
def test_every_step_can_be_reached(flow):
    """With the answers at hand, each step is asked, proposed, or guarded by a step before it."""
    names = [step.name for step in flow.steps]
    assert len(names) == len(set(names))
    sent = tuple(Enrolled(f"2222-222{n}", "registration", "taken", f"327301650185990{n}", "Siti Aminah") for n in (7, 8))
    knowing = replace(REAL, facts={**REAL.facts, "enrolments": sent, "stranger": flow.key == "identity"})
    reached = {s.step.name for script in REACH[flow.key] for s in place(worker(script, knowing)).form.path
               if not s.form.at and type(s.step).walk is Step.walk}
    assert reached == {step.name for step in flow.steps if type(step).walk is Step.walk}


REACH = {
    Registration.key: [
        FORM, [*FORM[:4], "desa Mekarsari", "Kota Bandung"], [*FORM[:4], "Kota Bandung", "Sukajadi"],
        [*FORM[:6], "5 juta sekali panen", "1 juta"]],
    Quote.key: [["berapa iurannya", "petani", "75rb sehari", "25"], ["berapa iurannya", "petani", "5 juta sekali panen", "1 juta"]],
    Reactivation.key: [
        RETURN, [*RETURN[:2], "12345678901", NIK, "lupa", "pabrik", *RETURN[5:7], "5 juta sekali panen", "1 juta"]],
    "paid": [[*WALKS["paid"], "50rb"]],
    **{flow: [WALKS[flow]] for flow in (
        "benefits", "pay", "status", "employer", "health", "fraud", "handoff", "claim", "collective", "stranger")},
    "roster": [WALKS["roster"]], "agreement": [WALKS["agreement"]],
    "sponsor": [[*WALKS["sponsor"][:-1], "kirim tautan", "ya benar"]],
    "data": [WALKS["data"], ["data saya", "hapus"]], "identity": [["data saya"]],
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("flow", "at"), [(flow, at) for flow, walk in WALKS.items() for at in range(len(walk) + 1)])
def test_a_prompt_fits_every_channel(flow, at, language):
    """Buttons: WhatsApp takes 1,024 characters, 3 buttons of 20 or 10 rows of 24; Telegram 4,096."""
    chat = worker(["english" if language == "en" else "halo", *WALKS[flow][:at]])
    say = chat.accepted[-1]
    assert len(chat.read(say)) <= 1024
    labels = [SPEECH.say(choice.label, language) for choice in say.choices]
    assert len(labels) <= 10
    assert all(len(label) <= (20 if len(labels) <= 3 else 24) for label in labels)
    assert len(set(labels)) == len(labels)
    assert all(len(choice.id.encode()) + len(say.stamp) + 1 <= 64 for choice in say.choices)


@pytest.mark.parametrize("language", ["id", "en"])
def test_messages_are_short(language):
    """Of every walk through every flow, the consent apart: the median under 300 characters."""
    lengths = []
    for walk in WALKS.values():
        chat = worker(["english" if language == "en" else "halo", *walk])
        lengths += [len(chat.read(say)) for say in chat.accepted if "UU 27/2022" not in chat.read(say) and "KTP," not in chat.read(say)]
    assert statistics.median(lengths) < 300
