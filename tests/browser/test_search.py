"""An officer looks for somebody, goes to them and back, in a real browser at three widths."""
from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_desk import WIDTHS, Staffed, _signed_in
from tests.desk.test_groups import ASEP, SERTAKAN

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    server = Staffed(tmp_path_factory.mktemp("search"))
    yield server
    server.kill()


@pytest.fixture(scope="module")
def officer(office: Staffed, browser: Browser) -> Iterator[Page]:
    """Somebody has registered two people whom they pay for, and wishes all erased; an officer has signed in."""
    worker, context = browser.new_context(), browser.new_context()
    for text in (*SERTAKAN, "hapus data", "ya, lakukan"):
        answer = worker.request.post(f"{office.url}/messages", data={"id": uuid4().hex, "text": text, "seen": 9999})
        assert answer.ok, answer.text()
    broken: list[str] = []
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda line: broken.append(line.text) if "Content Security Policy" in line.text else None)
    yield _signed_in(page, office, "officer")
    worker.close()
    context.close()
    assert not broken


def fits(page: Page, width: int) -> None:
    """Nothing scrolls sideways, and axe finds nothing serious."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    found = Axe().run(page).response["violations"]
    assert [f"{page.url}: {one['id']}" for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_there_and_back(officer: Page, width: int):
    officer.set_viewport_size({"width": width, "height": 900})
    officer.get_by_role("link", name="Cari", exact=True).click()
    officer.wait_for_url("**/search")
    expect(officer.locator("#text")).to_be_focused()
    officer.keyboard.type("3273.0117.0880 9902")
    officer.keyboard.press("Enter")
    expect(officer.locator("tbody tr")).to_have_count(1)
    expect(officer.locator("tbody")).to_contain_text("3273********9902")
    assert officer.url.endswith("/staff/search/found")
    fits(officer, width)
    officer.locator("tbody a").click()
    expect(officer.locator("main")).to_contain_text("Rina Wijaya")
    expect(officer.locator("main")).to_contain_text("Budi Hartono")
    expect(officer.locator("main")).not_to_contain_text(ASEP)
    expect(officer.get_by_role("button", name=re.compile("hapus di sini"))).to_be_visible()
    fits(officer, width)
    officer.goto(f"{officer.url}/group")
    expect(officer.locator("tbody tr")).to_have_count(2)
    fits(officer, width)
    officer.go_back()
    officer.go_back()       # nothing asks to send a form again
    expect(officer.locator("tbody")).to_contain_text("Asep Sunandar")
    expect(officer.locator("#text")).to_have_value("3273.0117.0880 9902")
    officer.locator("#text").fill("hartono budi")
    officer.get_by_role("button", name="Cari").click()
    expect(officer.locator("tbody")).to_contain_text("Budi Hartono")
