"""A form finished with the person in a real browser: by chat, and at the stall for who has no phone."""
from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_desk import WIDTHS, Seat, chat, desk, says, seat, telegram, wrote
from tests.standins.bot_api import BotApi

__all__ = ["desk", "seat", "telegram"]
NIK = "3273016501859901"
FIELDS = {"NIK": NIK, "Nama": "Siti Aminah", "Tempat tinggal": "Latuhalat, Ambon", "Pekerjaan": "jual ikan", "Penghasilan": "1,5 juta",
          "Jumlah bulan": "3", "Nomor HP": "0812 0000 0123"}


def fill_in(officer: Page) -> None:
    for label, text in FIELDS.items():
        officer.get_by_label(label, exact=True).fill(text)
    officer.get_by_label("Program", exact=True).select_option("2")


def nothing_is_in_the_way(page: Page) -> None:
    """At three widths axe finds nothing serious, and nothing scrolls sideways."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        findings: list[dict[str, Any]] = Axe().run(page).response["violations"]
        assert [found["id"] for found in findings if found["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_the_officer_types_and_the_worker_taps(telegram: BotApi, seat: Seat):
    siti, officer = chat(telegram), seat("officer")
    for said in ("mau daftar", "setuju", "petugas"):
        wrote(siti, said)
    officer.get_by_role("link", name="Kotak masuk", exact=True).click()
    officer.get_by_role("link", name="Minta bicara dengan petugas").first.click()
    officer.get_by_role("button", name="Ambil kasus ini").click()
    officer.get_by_role("link", name="Isi bersama").click()
    fill_in(officer)
    officer.get_by_label("NIK", exact=True).fill(NIK[:-1])
    officer.get_by_role("button", name="Simpan", exact=True).click()
    expect(officer.get_by_label("NIK", exact=True)).to_have_value(NIK[:-1])
    expect(officer.locator(".hint", has_text="saya hitung 15")).to_be_visible()
    nothing_is_in_the_way(officer)
    siti.write("nama saya Aminah, Siti nama adik")
    expect(officer.locator("#talk")).to_contain_text("nama adik")      # and what is typed is still there
    officer.get_by_label("NIK", exact=True).fill(NIK)
    officer.get_by_label("Nama", exact=True).fill("Aminah")
    officer.get_by_role("button", name="Simpan, asisten melanjutkan").click()
    says(siti, "Sudah benar semua?")
    siti.tap("Ya, benar")
    says(siti, "Nomor tanda terima")


@pytest.mark.browser
def test_somebody_at_the_stall(seat: Seat):
    officer = seat("officer")
    officer.set_viewport_size({"width": 360, "height": 800})
    officer.get_by_role("link", name="Kotak masuk", exact=True).click()
    officer.get_by_text("Ada orang di sini tanpa HP").click()
    officer.get_by_label("Orangnya ada di depan saya").check()
    officer.get_by_role("button", name="Mulai").click()
    expect(officer.locator(".paper")).to_contain_text("Persetujuan, versi")
    nothing_is_in_the_way(officer)
    officer.get_by_label("Lisan").check()
    officer.get_by_role("button", name="Orangnya: Setuju").click()
    fill_in(officer)
    officer.get_by_role("button", name="Simpan", exact=True).click()
    expect(officer.locator(".paper")).to_contain_text("Rp45.600")
    nothing_is_in_the_way(officer)
    officer.emulate_media(media="print")
    expect(officer.locator(".sign")).to_be_visible()
    expect(officer.get_by_role("button", name="Cetak")).to_be_hidden()
    officer.emulate_media(media="screen")
    officer.get_by_label("Tertulis").check()
    officer.get_by_role("button", name="Orangnya: Ya, benar").click()
    expect(officer.locator(".paper")).to_contain_text("Nomor tanda terima")
    officer.get_by_role("button", name="Selesai dengan orang ini").click()
    officer.wait_for_url(re.compile("inbox"))
