"""A day at the desk in a real browser: a worker on Telegram, an officer, a supervisor, an admin."""
from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server
from tests.standins.bot_api import TOKEN, BotApi
from tests.standins.telegram_person import Person

WIDTHS = (360, 768, 1440)
FORM = ("setuju", "3273016501859901", "Siti Aminah", "Latuhalat, Ambon", "jual ikan", "1,5 juta", "2 program", "3 bulan", "0812 0000 0123")
Seat = Callable[[str], Page]


class Staffed(Server):
    """The server, and staff who were added with the command."""

    def hire(self, name: str, role: str) -> str:
        command = [sys.executable, "-m", "flask", "staff", "add", name, "--role", role, "--json"]
        added = subprocess.run(command, cwd=self._folder, env=self._environ, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        password: str = json.loads(added.stdout)["password"]
        return password


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, telegram: BotApi) -> Iterator[Staffed]:
    hours = "Senin-Minggu 00.00-23.59 WIB"
    server = Staffed(tmp_path_factory.mktemp("desk"), TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url, OFFICE_HOURS=hours)
    yield server
    server.kill()


@pytest.fixture(scope="module")
def seat(desk: Staffed, browser: Browser) -> Iterator[Seat]:
    """Give a browser in which somebody of a role has signed in, by keyboard alone."""
    broken: list[str] = []
    pages: dict[str, Page] = {}

    def sit(role: str) -> Page:
        if role not in pages:
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            page.set_default_timeout(15_000)
            page.on("pageerror", lambda error: broken.append(str(error)))
            page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
            pages[role] = _signed_in(page, desk, role)
        return pages[role]

    yield sit
    for page in pages.values():
        page.context.close()
    assert not broken


def _signed_in(page: Page, desk: Staffed, role: str) -> Page:
    password = desk.hire(role, role)
    page.goto(f"{desk.url}/staff/")
    for name, typed in (("login", role), ("password", password)):      # the name has the focus by itself, the password by Tab
        expect(page.locator(f"[name={name}]")).to_be_focused()
        page.keyboard.type(typed)
        expect(page.locator(f"[name={name}]")).to_have_value(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("inbox|code"))
    if "code" in page.url:
        secret = page.locator("section code").inner_text().replace(" ", "")
        page.keyboard.type(pyotp.TOTP(secret).now())
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("inbox"))
    return page


def chat(telegram: BotApi) -> Person:
    return Person(telegram)


def says(person: Person, words: str, times: int = 1) -> None:
    """Wait until the worker reads this on the phone."""
    for _look in range(300):
        if sum(words in (message.text or "") for message in person.screen) >= times:
            return
        time.sleep(0.05)
    raise AssertionError([message.text for message in person.screen][-3:])


def wrote(person: Person, text: str) -> None:
    """Write, and wait for what comes back."""
    before = len(person.screen)
    person.write(text)
    for _look in range(300):
        if len(person.screen) > before:
            return
        time.sleep(0.05)
    raise AssertionError(f"no answer to {text!r}")


@pytest.mark.browser
def test_a_day_at_the_desk(desk: Staffed, telegram: BotApi, seat: Seat):
    siti, officer = chat(telegram), seat("officer")
    for said in ("mau daftar", *FORM[:3], "petugas"):
        wrote(siti, said)
    expect(officer.locator("tbody tr")).to_have_count(1)        # it appears without a reload
    expect(officer).to_have_title(re.compile(r"^\(1\)"))
    officer.get_by_role("link", name="Minta bicara dengan petugas").click()
    expect(officer.locator("#talk")).to_contain_text("Ambil kasusnya untuk membaca")
    officer.get_by_role("button", name="Ambil kasus ini").click()
    says(siti, "Petugas Officer sekarang menjawab")
    expect(officer.locator("#talk")).to_contain_text("Siti Aminah")
    expect(officer.locator("#talk")).not_to_contain_text(FORM[1])
    expect(officer.locator("#talk")).to_contain_text("••••••••••••••01")
    siti.write("nama di kartu saya beda kak")
    expect(officer.locator("#talk")).to_contain_text("nama di kartu saya beda kak")
    officer.locator("#text").fill("Pakai nama di KTP ya Bu.")
    officer.keyboard.press("Control+Enter")
    says(siti, "Pakai nama di KTP ya Bu.")
    expect(officer.locator("#talk .staff")).to_contain_text("terkirim")
    officer.get_by_role("button", name="Selesai, kembali ke asisten").click()
    says(siti, "Asisten otomatis menjawab lagi")
    for said in (*FORM[3:], "ya benar"):
        wrote(siti, said)
    says(siti, "Nomor tanda terima")
    carry_over(officer, siti)
    everything_is_in_the_audit(seat("admin"))


def carry_over(officer: Page, siti: Person) -> None:
    officer.get_by_role("link", name="Daftar peserta", exact=True).click()
    expect(officer.locator("tbody")).to_contain_text("3273********9901")
    officer.locator("tbody a").first.click()
    expect(officer.locator("main")).not_to_contain_text(FORM[1])
    officer.get_by_label("Tampilkan NIK").fill("dimasukkan ke sistem resmi")
    officer.get_by_role("button", name="Tampilkan").click()
    expect(officer.locator("main")).to_contain_text(FORM[1])
    officer.get_by_role("button", name="Saya yang proses").click()
    officer.get_by_label("Sudah terdaftar: KPJ").fill("123")
    officer.get_by_role("button", name="Sudah terdaftar").click()
    expect(officer.get_by_role("status")).to_contain_text("11 angka")
    officer.get_by_label("Sudah terdaftar: KPJ").fill("12345678901")
    officer.get_by_role("button", name="Sudah terdaftar").click()
    says(siti, "Nomor peserta (KPJ): 12345678901")
    officer.get_by_role("button", name="Iuran sudah masuk").click()
    says(siti, "Iuran sudah masuk. Siti Aminah terlindungi")
    expect(officer.locator("h1")).to_contain_text("Terlindungi")


def everything_is_in_the_audit(admin: Page) -> None:
    admin.get_by_role("link", name="Jejak audit").click()
    for what in ("claimed", "answered", "settled", "revealed", "taken", "registered", "paid"):
        expect(admin.locator("tbody")).to_contain_text(what)
    expect(admin.locator("main")).not_to_contain_text("berubah")


@pytest.mark.browser
def test_a_sent_back_form_returns_under_its_number(telegram: BotApi, seat: Seat):
    budi, officer = chat(telegram), seat("officer")
    for said in ("mau daftar", "setuju", "3273011708809902", "Budi Hartono", *FORM[3:], "ya benar"):
        wrote(budi, said)
    officer.get_by_role("link", name="Daftar peserta", exact=True).click()
    number = officer.locator("tbody a").first.inner_text()
    officer.locator("tbody a").first.click()
    officer.get_by_label("Minta perbaikan: bagian mana").select_option(label="Nama")
    officer.get_by_label("Alasannya, dengan").fill("nama di KTP lain")
    officer.get_by_role("button", name="Minta perbaikan").click()
    says(budi, "nama di KTP lain")
    says(budi, "Siapa nama lengkap", times=2)
    wrote(budi, "Budi Hartanto")
    says(budi, "Sudah benar semua?", times=2)
    wrote(budi, "ya benar")
    officer.get_by_role("link", name="Daftar peserta", exact=True).click()
    expect(officer.locator("tbody tr", has_text=number)).to_contain_text("Budi Hartanto")


@pytest.mark.browser
def test_what_was_typed_is_not_lost_when_the_case_is_gone(desk: Staffed, telegram: BotApi, seat: Seat):
    dewi, officer, supervisor = chat(telegram), seat("officer"), seat("supervisor")
    wrote(dewi, "petugas")
    officer.get_by_role("link", name="Kotak masuk", exact=True).click()
    officer.get_by_role("link", name="Minta bicara dengan petugas").first.click()
    officer.get_by_role("button", name="Ambil kasus ini").click()
    officer.locator("#text").fill("Jawaban yang panjang")
    supervisor.goto(officer.url)
    supervisor.get_by_role("button", name="Kembalikan ke antrean").click()
    officer.get_by_role("button", name="Kirim").click(no_wait_after=True)
    expect(officer.get_by_role("status")).to_contain_text("sudah kembali ke asisten")
    officer.get_by_role("button", name="Ambil kasus ini").click()
    expect(officer.get_by_role("button", name="Kirim")).to_be_visible()
    expect(officer.locator("#text")).to_have_value("Jawaban yang panjang")


@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_in_the_way_of_anybody(desk: Staffed, telegram: BotApi, seat: Seat, width: int):
    """axe finds nothing serious on any page, and none scrolls sideways."""
    admin = seat("admin")
    admin.set_viewport_size({"width": width, "height": 900})
    wrote(chat(telegram), "petugas")
    admin.goto(f"{desk.url}/staff/inbox?folder=waiting")
    case = admin.locator("tbody a").first.get_attribute("href")
    admin.goto(f"{desk.url}/staff/enrolments?status=active")
    enrolled = admin.locator("tbody a").first.get_attribute("href") if admin.locator("tbody a").count() else "/staff/enrolments"
    others = ("inbox?folder=all", "enrolments", "calendar", "canned", "teams", "people", "unheard", "audit", "account", "code", "nowhere")
    for path in (case, enrolled, *(f"/staff/{name}" for name in others)):
        admin.goto(f"{desk.url}{path}")
        findings: list[dict[str, Any]] = Axe().run(admin).response["violations"]
        assert [f"{path}: {found['id']}" for found in findings if found["impact"] in ("serious", "critical")] == []
        assert admin.evaluate("document.documentElement.scrollWidth") <= width, path
