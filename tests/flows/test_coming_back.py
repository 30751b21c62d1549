"""Coming back after a lapse, and what the bot says of a membership: law cases by hand."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.engine.messages import OpenCase
from bot.flows.registration import Enrol
from bot.flows.status import Enrolled, line
from tests.flows.test_properties import RETURN
from tests.flows.worker import REAL, SPEECH, worker


@pytest.mark.parametrize(("gap", "lapsed"), [
    ("sebulan", False), ("2 bulan", False), ("3 bulan", False), ("4 bulan", True), ("5 bulan", True), ("setahun", True), ("lupa", True),
    ("sejak 2022", True)])
def test_arrears_of_up_to_three_months_are_paid_and_nothing_is_requested(gap, lapsed):
    chat = worker([*RETURN[:3], gap])
    assert bool(chat.state.drafts) is lapsed        # what led to nothing is forgotten
    assert ("tanpa denda" in chat.read(chat.accepted[-1])) is not lapsed


def test_old_arrears_are_no_part_of_the_price():
    short, long = (next(effect.form for effect in worker([*RETURN[:3], gap, *RETURN[4:]]).hear("ya").effects if isinstance(effect, Enrol))
                   for gap in ("5 bulan", "10 tahun"))
    # base 1,800,000: JKK 18,000 + JKM 6,800, half of both until December 2026
    assert short["quotes"] == long["quotes"] == [[["2026-11", 12_400], ["2026-12", 12_400], ["2027-01", 24_800]]]


def test_a_request_is_no_registration():
    (effect,) = (effect for effect in worker(RETURN).hear("ya").effects if isinstance(effect, Enrol))
    assert effect.kind == "reactivation"
    assert not any(isinstance(effect, OpenCase) for effect in worker(RETURN).hear("ya").effects)


@pytest.mark.parametrize("when", ["employer", "self"])
def test_a_former_wage_earner_is_told_that_the_employer_must_have_ended_it(when):
    chat = worker([*RETURN[:4], "pabrik" if when == "employer" else "sendiri"])
    assert ("diakhiri dulu oleh perusahaannya" in chat.read(chat.accepted[-1])) is (when == "employer")


@pytest.mark.parametrize(("status", "until", "says"), [
    ("submitted", None, "sudah diterima"), ("taken", None, "dikerjakan"), ("sent_back", None, "perbaiki"),
    ("registered", None, "iuran dibayar"),
    ("active", date(2026, 11, 20), "aktif, dibayar sampai 20 November 2026"), ("active", date(2026, 11, 19), "berakhir 19 November 2026"),
    ("active", date(2026, 8, 20), "berakhir 20 Agustus 2026"), ("active", date(2026, 8, 19), "sudah berakhir"),
    ("lapsed", date(2026, 8, 19), "sudah berakhir"), ("lapsed", None, "sudah berakhir"), ("active", None, "aktif"),
    ("new one", None, "petugas")])
def test_a_status_says_what_officers_recorded_and_no_more(status, until, says):
    one = Enrolled("2B4K-9QRT", "registration", status, "3273016501859901", "Siti Aminah", "12345678901", until)
    said = SPEECH.say(line(REAL, one), "id")
    assert says in said
    assert "terlindungi" not in said
    for private in ("3273016501859901", "Aminah", "12345678901"):
        assert private not in said


@pytest.mark.parametrize("status", ["submitted", "taken", "registered"])
@pytest.mark.parametrize("script", [["mau daftar", "setuju"], RETURN[:2]], ids=["registration", "reactivation"])
def test_a_nik_with_the_officers_gets_its_receipt_again(status, script):
    sent = Enrolled("2B4K-9QRT", "registration", status, RETURN[2], "Siti Aminah")
    chat = worker(script, replace(REAL, facts={**REAL.facts, "enrolments": (sent,)}))
    result = chat.hear(RETURN[2])
    assert "2B4K-9QRT" in chat.read(chat.accepted[-1])
    assert not chat.state.drafts
    assert not any(isinstance(effect, Enrol) for effect in result.effects)


def test_nothing_says_that_money_has_arrived():
    for script in (["saya sudah bayar kemarin di alfamart 50rb"], ["saya sudah bayar", "lupa", "lupa", "lupa"]):
        chat = worker(script)
        said = chat.read(chat.accepted[-1])
        assert "tidak kelihatan" in said
        assert "sudah masuk atau belum" in said
