"""The web chat as a person meets it: in a real browser, at 360 pixels, by keyboard and on a bad signal."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

HTML = "<img src=x onerror=alert(1)><b>Siti</b> & {{ 7*7 }}"
TALK = re.compile(r"/(messages|leave)\b")


def say(page: Page, text: str) -> None:
    page.locator("#field").fill(text)
    page.locator("#field").press("Enter")


def ask_for_consent(page: Page) -> None:
    say(page, "bang mau daftar")
    expect(page.locator(".me .text")).to_have_text(["bang mau daftar"])
    expect(page.locator(".me ~ .bot.live button").nth(1)).to_be_visible()


def said(page: Page) -> list[str]:
    return page.locator(".turn .text").all_inner_texts()


def cut(route: Route) -> None:
    route.abort("connectionfailed")


def test_it_greets_first_and_looks_like_nobody_else(page: Page) -> None:
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    expect(page.locator(".me")).to_have_count(0)
    expect(page.locator(".disclaimer")).to_contain_text("BPJS Ketenagakerjaan")
    expect(page.locator("html")).to_have_attribute("lang", "id")


def test_a_wish_leads_to_consent_with_buttons(page: Page) -> None:
    ask_for_consent(page)
    expect(page.locator(".turn.live")).to_have_count(1)


def test_a_tap_is_a_message(page: Page) -> None:
    ask_for_consent(page)
    button = page.locator(".turn.live button").first
    label = button.inner_text()
    button.click()
    expect(page.locator(".me .text")).to_have_text(["bang mau daftar", label])
    expect(page.locator(".me ~ .me ~ .bot").first).to_be_visible()


def test_a_reload_keeps_the_talk(page: Page) -> None:
    ask_for_consent(page)
    before = said(page)
    page.reload()
    expect(page.locator(".turn .text")).to_have_text(before)
    expect(page.locator(".turn.live button").first).to_be_visible()


def test_selesai_wipes_the_talk_for_the_next_person(page: Page) -> None:
    ask_for_consent(page)
    page.locator("#field").fill("3201 2345")
    page.get_by_role("button", name="Selesai").click()
    for _ in range(2):
        expect(page.locator(".me")).to_have_count(0)
        expect(page.locator(".bot .text").first).to_be_visible()
        expect(page.locator("#field")).to_have_value("")
        assert "bang mau daftar" not in page.content()
        page.reload()


def test_typed_html_is_text(page: Page) -> None:
    say(page, HTML + "\nbaris dua")
    expect(page.locator(".me .text")).to_have_text(HTML + " baris dua")
    expect(page.locator(".me:not(.pending) ~ .bot").first).to_be_visible()
    page.reload()
    expect(page.locator(".me .text")).to_have_text(HTML + " baris dua")
    assert page.locator("#log").locator("img, b").count() == 0
    assert "\n" in page.locator(".me .text").inner_text()


def test_nothing_scrolls_sideways(page: Page) -> None:
    say(page, "panjang" * 60)
    expect(page.locator(".me:not(.pending) ~ .bot").first).to_be_visible()
    for part in ("html", "#pane", "#log"):
        assert page.locator(part).evaluate("part => part.scrollWidth <= part.clientWidth"), part


def test_everything_is_large_enough_for_a_thumb(page: Page) -> None:
    ask_for_consent(page)
    for control in page.locator("button:visible, textarea:visible").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, control.inner_text()


def test_the_keyboard_is_enough(page: Page) -> None:
    expect(page.locator("#field")).to_be_focused()
    page.keyboard.type("bang mau daftar")
    page.keyboard.press("Enter")
    last = page.locator(".me ~ .bot.live button").last
    expect(last).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(last).to_be_focused()
    assert last.evaluate("button => getComputedStyle(button).outlineStyle") != "none"
    label = last.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".me .text").last).to_have_text(label)
    expect(page.locator("#field")).to_be_focused()
    page.keyboard.type("satu")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dua")
    expect(page.locator("#field")).to_have_value("satu\ndua")


def test_what_is_said_while_the_server_is_away_arrives_later(page: Page) -> None:
    page.route(TALK, cut)
    say(page, "bang mau daftar")
    say(page, "halo?")
    expect(page.locator(".pending .mark").first).not_to_be_empty()
    page.reload()
    expect(page.locator(".pending .text")).to_have_text(["bang mau daftar", "halo?"])
    page.unroute(TALK)
    expect(page.locator(".me:not(.pending) .text")).to_have_text(["bang mau daftar", "halo?"])
    expect(page.locator(".pending")).to_have_count(0)
    expect(page.locator(".me .mark").first).to_be_empty()


@pytest.mark.parametrize("status", [429, 503])
def test_who_has_to_wait_is_told_and_loses_nothing(page: Page, status: int) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=status, json={"error": "Mohon tunggu 2 detik…"}, headers={"Retry-After": "2"})

    page.route(TALK, refuse, times=1)
    say(page, "bang mau daftar")
    expect(page.locator("#status")).to_have_text("Mohon tunggu 2 detik…")
    expect(page.locator(".me .text")).to_have_text(["bang mau daftar"])
    expect(page.locator(".me ~ .bot.live button").nth(1)).to_be_visible()
    expect(page.locator("#status")).to_have_text("")


def test_an_answer_lost_on_the_way_doubles_nothing(page: Page) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route(TALK, lose, times=1)
    say(page, "bang mau daftar")
    expect(page.locator(".me:not(.pending) ~ .bot.live button").first).to_be_visible()
    shown = said(page)
    page.reload()
    expect(page.locator(".turn .text")).to_have_text(shown)
    assert shown.count("bang mau daftar") == 1


def test_selesai_without_a_signal_still_reaches_the_server(page: Page) -> None:
    ask_for_consent(page)
    page.route(TALK, cut)
    page.get_by_role("button", name="Selesai").click()
    expect(page.locator(".turn")).to_have_count(0)
    page.reload()
    page.unroute(TALK)
    expect(page.locator(".bot .text").first).to_be_visible()
    expect(page.locator(".me")).to_have_count(0)


def test_who_walks_away_is_asked_and_then_forgotten(page: Page) -> None:
    page.clock.install()
    page.reload()
    ask_for_consent(page)
    idle = float(page.locator("body").get_attribute("data-idle-minutes") or 0)
    page.clock.fast_forward(int(idle * 60_000) + 1_000)
    stay = page.get_by_role("dialog").get_by_role("button")
    expect(stay).to_be_focused()
    stay.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(".me")).to_have_count(1)
    page.clock.fast_forward(int(idle * 60_000) + 1_000)
    expect(stay).to_be_visible()
    page.clock.fast_forward(31_000)
    expect(page.locator(".me")).to_have_count(0)
    expect(page.locator(".bot .text").first).to_be_visible()


def test_the_page_is_light_and_trusts_only_itself(page: Page, live_url: str) -> None:
    weight = 0
    hosts = set()
    with page.expect_response(re.compile("/messages")):
        page.on("request", lambda request: hosts.add(request.url.startswith(live_url)))
        response = page.reload()
    assert response is not None
    assert "default-src 'self'" in response.headers["content-security-policy"]
    files = page.evaluate("performance.getEntriesByType('resource').map(file => file.name)")
    for address in [live_url, *(file for file in files if "/static/" in file)]:
        weight += len(page.request.get(address).body())
    assert 0 < weight < 60_000
    assert hosts == {True}
