"""One worker registers on a small phone, while the server is killed in the middle."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

ANSWERS = ["bang mau daftar", "setuju", "3273016501859901", "Siti Aminah", "Latuhalat, Ambon", "jual ikan", "1,5 juta", "2 program", "3",
           "0812 0000 0123"]


def say(page: Page, text: str) -> None:
    before = page.locator(".turn.bot").count()
    page.locator("#field").fill(text)
    page.locator("#field").press("Enter")
    expect(page.locator(".turn.bot")).to_have_count(before + 1)


def test_a_registration_outlives_a_killed_server(page, server) -> None:
    for n, answer in enumerate(ANSWERS):
        if n == 5:
            server.kill()
            server.start()
        say(page, answer)
    summary = page.locator(".turn.bot .text").last
    expect(summary).to_contain_text("NIK 3273********9901")
    page.get_by_role("button", name="Ya, benar").click()
    expect(page.locator(".turn.bot .text").last).to_contain_text(re.compile(r"Nomor tanda terima:\n\w{4}-\w{4}"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
