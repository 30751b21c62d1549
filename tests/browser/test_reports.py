"""The reports in a real browser: looked at by a supervisor at three widths, by day and by night, and taken along."""
from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from storage import Database, tables
from tests.browser.test_desk import WIDTHS, Staffed, _signed_in

TODAY = datetime.now(UTC).date()
STEPS = ("consent", "nik", "name", "work", "income", "confirm")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    folder = tmp_path_factory.mktemp("reports")
    server = Staffed(folder)
    fill(Database(f"sqlite:///{folder / 'instance' / 'bot.db'}"))
    yield server
    server.kill()


def fill(database: Database) -> None:
    """Totals of a quarter of a year, as they would be added up."""
    chance, rows = random.Random(9), list[dict[str, Any]]()

    def add(day: date, what: str, count: int, **other: str) -> None:
        said = {"flow": "", "step": "", "split": "", "part": "", **other}
        rows.append({"id": tables.new_id(), "day": day, "what": what, **said, "count": count})

    for back in range(1, 90):
        day, forms = TODAY - timedelta(days=back), chance.randrange(60, 100)
        add(day, "started", forms, flow="registration")
        for step in STEPS:
            add(day, "reached", forms, flow="registration", step=step)
            forms -= chance.randrange(8)
            add(day, "answered", forms, flow="registration", step=step)
        add(day, "finished", forms, flow="registration")
        add(day, "refused", 9, flow="registration", step="nik", split="why", part="nik_length")
        add(day, "heard", 12 * forms, split="channel", part="whatsapp")
        add(day, "case opened", 5, split="reason", part="asked")
        add(day, "case answered", 5, split="within", part="30")
        for hour in range(6, 22):
            add(day, "heard", forms, split="hour", part=f"{day.weekday()} {hour:02}")
    with database.begin() as connection:
        connection.execute(tables.tally.insert(), rows)
    database.close()


@pytest.fixture(scope="module")
def supervisor(desk: Staffed, browser: Browser) -> Iterator[Page]:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.set_default_timeout(15_000)
    blocked: list[str] = []
    page.on("console", lambda line: blocked.append(line.text) if "Content Security Policy" in line.text else None)
    yield _signed_in(page, desk, "supervisor")
    page.context.close()
    assert not blocked


@pytest.mark.browser
def test_a_supervisor_looks_and_takes_along(supervisor: Page, tmp_path: Path):
    supervisor.get_by_role("link", name="Laporan", exact=True).click()
    steps = supervisor.get_by_role("img", name="Dari pertanyaan ke pertanyaan")
    expect(steps).to_be_visible()
    supervisor.get_by_role("link", name="7 hari").click()
    expect(supervisor.get_by_label("Dari", exact=True)).to_have_value(str(_today(supervisor) - timedelta(days=6)))
    table = supervisor.locator("#steps details")
    table.locator("summary").click()
    reached = table.locator("tbody tr").first.locator("td").first.inner_text()
    expect(steps).to_contain_text(reached)
    with supervisor.expect_download() as download:
        table.get_by_role("link").click()
    download.value.save_as(tmp_path / "steps.csv")
    assert f"Persetujuan;{reached};" in (tmp_path / "steps.csv").read_text("utf-8-sig")
    supervisor.get_by_role("link", name="Kasus", exact=True).click()
    expect(supervisor.get_by_label("Dari", exact=True)).to_have_value(str(_today(supervisor) - timedelta(days=6)))
    expect(supervisor.get_by_role("img", name="Jawaban pertama")).to_contain_text("30 mnt")


def _today(page: Page) -> date:
    return date.fromisoformat(page.get_by_label("Sampai", exact=True).input_value())


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(width, "dark" if width == 768 else "light") for width in WIDTHS])
def test_nothing_is_in_the_way_of_anybody(desk: Staffed, supervisor: Page, width: int, scheme: Literal["dark", "light"]):
    supervisor.set_viewport_size({"width": width, "height": 900})
    supervisor.emulate_media(color_scheme=scheme)
    for page in ("forms", "cases", "volumes"):
        supervisor.goto(f"{desk.url}/staff/reports?page={page}&from={TODAY - timedelta(days=200)}")
        supervisor.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert [found["id"] for found in Axe().run(supervisor).response["violations"]] == []
        assert supervisor.evaluate("document.documentElement.scrollWidth") <= width, page
        assert supervisor.evaluate(ASTRAY) == [], page


# Shapes that stand outside of their chart, and names that run into their number.
ASTRAY = """[...document.querySelectorAll('.chart svg text, .chart svg rect')].filter(shape => {
    const box = shape.getBoundingClientRect(), card = shape.closest('.chart').getBoundingClientRect()
    const number = shape.nextElementSibling?.matches('text.number') ? shape.nextElementSibling.getBoundingClientRect().left : Infinity
    return box.left < card.left || box.right > Math.min(card.right + 1, number) }).map(shape => shape.outerHTML)"""
