"""Lists and results in a real browser: sent in, looked at, accepted, taken out and sent back."""
from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_desk import WIDTHS, Staffed, _signed_in
from tests.desk.test_lists import people

CSV = "text/csv"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    server = Staffed(tmp_path_factory.mktemp("lists"))
    yield server
    server.kill()


@pytest.fixture(scope="module")
def citra(desk: Staffed, browser: Browser) -> Iterator[Page]:
    """A supervisor who has signed in; nothing may break or be blocked."""
    broken: list[str] = []
    page = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True).new_page()
    page.set_default_timeout(20_000)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    yield _signed_in(page, desk, "supervisor")
    page.context.close()
    assert not broken


def send_list(page: Page, data: bytes) -> None:
    page.get_by_role("link", name="Berkas", exact=True).click()
    page.get_by_label("Dikirim oleh").fill("Pemkab Contoh")
    page.get_by_label("Surat yang menjadi dasarnya").fill("SK Bupati 460/12/2026")
    page.get_by_label("Kabupaten atau kota, kalau").fill("Kota Ambon")
    page.get_by_label("Saya menyatakan").check()
    page.locator("#members").set_input_files({"name": "daftar.csv", "mimeType": CSV, "buffer": data})
    page.get_by_role("button", name="Periksa dulu").first.click()


@pytest.mark.browser
def test_a_list_becomes_members_and_the_results_come_back(citra: Page, tmp_path: Path):
    send_list(citra, "\n".join([*people(1500), "7,27103E+15;Budi Hartono;Nelayan"]).encode())
    expect(citra.locator("main")).to_contain_text("1.500 baris bisa diterima")
    citra.get_by_role("link", name="Ditolak").click()
    expect(citra.locator("tbody")).to_contain_text("Ubah format kolom NIK jadi Teks")
    citra.get_by_role("button", name="Terima").click()
    expect(citra.locator("h1")).to_contain_text("Selesai", timeout=60_000)      # the page works it off by itself
    expect(citra.locator("main")).to_contain_text("1.500 dari 1.501 baris selesai, 1 ditolak")
    citra.get_by_role("link", name="Berkas", exact=True).click()
    citra.get_by_label("Untuk apa?").fill("dimasukkan ke sistem resmi")
    with citra.expect_download() as downloading:
        citra.get_by_role("button", name="Unduh").click()
    assert downloading.value.suggested_filename.endswith("belum-dikonfirmasi.xlsx")
    downloading.value.save_as(tmp_path / "bpu.xlsx")
    book = load_workbook(tmp_path / "bpu.xlsx")
    sheet = book.worksheets[0]
    assert sheet.max_row == 1002
    sheet.cell(3, sheet.max_column - 2).value, sheet.cell(4, sheet.max_column - 2).value = "12345678901", "123"
    filled = io.BytesIO()
    book.save(filled)
    citra.locator("#results").set_input_files({"name": "bpu.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": filled.getvalue()})
    citra.get_by_role("button", name="Periksa dulu").last.click()
    expect(citra.locator("tbody tr").nth(1)).to_contain_text("KPJ itu 11 angka")
    citra.get_by_role("button", name="Terima").click()
    expect(citra.locator("tbody tr").first).to_contain_text("Diterima")


@pytest.mark.browser
def test_many_are_moved_at_once(citra: Page):
    citra.get_by_role("link", name="Daftar peserta", exact=True).click()
    citra.get_by_label("Semua di halaman ini").check()
    citra.get_by_role("button", name="Saya yang proses semua ini").click()
    expect(citra.locator("h1")).to_contain_text("50 dari 50 selesai")
    citra.goto(re.sub("/staff/.*", "/staff/enrolments?status=taken", citra.url))
    for n, field in enumerate(citra.locator("[name^=kpj-]").all()[:2]):
        field.fill(f"1234567800{n}")
    citra.get_by_role("button", name="Sudah terdaftar: semua").click()
    expect(citra.locator("h1")).to_contain_text("2 dari 2 selesai")
    expect(citra.locator("tbody")).not_to_contain_text("Belum")


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_in_the_way_of_anybody(desk: Staffed, citra: Page, width: int):
    citra.set_viewport_size({"width": width, "height": 900})
    send_list(citra, "\n".join([*people(3), "1;2;3"]).encode())
    one = citra.url.removeprefix(desk.url)
    for path in (one, "/staff/lists", "/staff/enrolments", "/staff/enrolments?status=taken", "/staff/enrolments?status=registered"):
        citra.goto(f"{desk.url}{path}")
        findings: list[dict[str, Any]] = Axe().run(citra).response["violations"]
        assert [f"{path}: {found['id']}" for found in findings if found["impact"] in ("serious", "critical")] == []
        assert citra.evaluate("document.documentElement.scrollWidth") <= width, path
