"""Signing in with an account at a real OpenID provider (idpyoidc, in a process of its own), in a real browser."""
from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT
from tests.browser.test_desk import Staffed
from tests.standins.openid_op import CLIENT, PASSWORD, SECRET


class Provider:
    """idpyoidc behind an address, until it is stopped."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self, public_url: str) -> None:
        command = [sys.executable, "-m", "tests.standins.openid_op", str(self.port), public_url]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _try in range(200):
            try:
                urllib.request.urlopen(f"{self.url}/.well-known/openid-configuration", timeout=1)
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError("the provider does not answer")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def provider() -> Provider:
    return Provider()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Staffed]:
    server = Staffed(tmp_path_factory.mktemp("openid"), OPENID_ISSUER=provider.url, OPENID_CLIENT_ID=CLIENT, OPENID_CLIENT_SECRET=SECRET)
    provider.start(server.url)
    yield server
    provider.stop()
    server.kill()


@pytest.fixture(scope="module")
def admin(desk: Staffed, browser: Browser) -> Page:
    """Signed in with password and code, as ever."""
    page = fresh(browser)
    password = desk.hire("admin", "admin")
    page.goto(f"{desk.url}/staff/sign-in")
    page.get_by_label("Nama").fill("admin")
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(re.compile("code"))
    secret = page.locator("section code").inner_text().replace(" ", "")
    page.get_by_label(re.compile("Kode|6 angka")).fill(pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("inbox"))
    return page


def fresh(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.set_default_timeout(15_000)
    return page


def connect(admin: Page, desk: Staffed, login: str, account: str) -> None:
    """An admin lets somebody in, and says under which account the provider knows them."""
    admin.goto(f"{desk.url}/staff/people")
    admin.get_by_label("Petugas baru").fill(login)
    admin.get_by_role("button", name="Tambah").click()
    expect(admin.get_by_role("status")).to_contain_text("Kata sandinya")
    admin.get_by_label(re.compile("Email atau nomor akunnya")).fill(account)
    admin.locator("form", has=admin.locator("#account")).get_by_role("button").click()
    admin.wait_for_load_state()
    expect(admin.locator("#account")).to_have_value(account)


def sign_in(page: Page, desk: Staffed, name: str, to: str = "") -> None:
    page.goto(f"{desk.url}/staff/{to}")
    page.get_by_role("link", name="Masuk dengan akun kantor").click()
    page.get_by_label("Nama").fill(name)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk akun").click()
    page.wait_for_url(f"{desk.url}/**")


@pytest.mark.browser
def test_an_account_opens_the_desk_to_who_was_let_in(desk: Staffed, browser: Browser, admin: Page):
    connect(admin, desk, "ani", "ani@kantor.example")
    ani, stranger, unproven = (fresh(browser) for _person in range(3))
    sign_in(ani, desk, "ani", "enrolments?status=active")
    ani.wait_for_url(f"{desk.url}/staff/enrolments?status=active")        # where she wanted to go
    expect(ani.get_by_role("navigation").first).to_contain_text("ani")
    for page, name in ((stranger, "stranger"), (unproven, "unproven")):
        sign_in(page, desk, name)
        expect(page.get_by_role("status")).to_contain_text("Belum ada petugas di sini dengan akun ini")
        page.goto(f"{desk.url}/staff/inbox")
        expect(page).to_have_url(re.compile("sign-in"))
    ani.get_by_role("button", name="Keluar").click()
    expect(ani.get_by_role("link", name="keluar juga dari akun kantor")).to_be_visible()
    ani.goto(f"{desk.url}/staff/inbox")
    expect(ani).to_have_url(re.compile("sign-in"))


@pytest.mark.browser
def test_who_is_let_in_no_more_is_out_at_once(desk: Staffed, browser: Browser, admin: Page):
    connect(admin, desk, "budi", "budi@kantor.example")
    budi = fresh(browser)
    sign_in(budi, desk, "budi")
    budi.wait_for_url(re.compile("inbox"))
    admin.get_by_role("button", name="Tidak boleh masuk lagi").click()
    expect(admin.locator("h1")).to_contain_text("sudah keluar")
    budi.reload()
    expect(budi).to_have_url(re.compile("sign-in"))
    sign_in(fresh_one := fresh(browser), desk, "budi")
    expect(fresh_one.get_by_role("status")).to_contain_text("Belum ada petugas")


@pytest.mark.browser
def test_without_the_provider_the_password_still_opens(desk: Staffed, browser: Browser, provider: Provider):
    server_again = fresh(browser)
    provider.stop()
    desk.kill()
    desk.start()        # a process that has not asked the provider yet
    server_again.goto(f"{desk.url}/staff/sign-in")
    server_again.get_by_role("link", name="Masuk dengan akun kantor").click()
    expect(server_again.get_by_role("status")).to_contain_text("sedang tidak bisa dihubungi")
    expect(server_again.get_by_label("Kata sandi")).to_be_visible()
