# SPDX-License-Identifier: Apache-2.0
"""我的网格 and the campaign page in a real browser: taps, offline, bars and their lists."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from events.models import Claimant, Event
from fieldwork.models import CampaignTarget, WorkLog
from registers.models import ReadingLog
from tests.county import point_in
from tests.fieldwork.conftest import Town, live_town
from tests.product import wait_until

__all__ = ["live_town"]

pytestmark = pytest.mark.browser

STORED = """() => new Promise((resolve) => {
  const asked = indexedDB.open("patrol");
  asked.onsuccess = () => {
    const count = asked.result.transaction("items").objectStore("items").count();
    count.onsuccess = () => { asked.result.close(); resolve(count.result > 0); };
  };
})"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def accessible(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], page.url


OpenGrid = Callable[[], Page]


@pytest.fixture
def grid_page(
    live_town: Town, product: Callable[..., Any], window: Callable[..., Page]
) -> OpenGrid:
    """lin's phone at 我的网格, its shell kept, while 小旅馆消防排查 runs."""
    live_town.campaign()
    site = product()
    lon, lat = point_in(live_town.grid)

    def open_page() -> Page:
        page = window(
            site.url + "/m/",
            live_town.lin,
            viewport={"width": 390, "height": 844},
            geolocation={"longitude": lon, "latitude": lat, "accuracy": 8},
            permissions=["geolocation"],
        )
        page.locator(".shoot").wait_for()
        page.evaluate("() => navigator.serviceWorker.ready")
        page.reload()
        page.get_by_role("link", name="我的网格").click()
        return page

    return open_page


def test_nothing_found_and_a_target_looked_at(grid_page: OpenGrid, live_town: Town) -> None:
    page = grid_page()
    page.get_by_role("button", name="今日无异常").first.click()
    expect(page.get_by_text("✓ 今日已报无异常")).to_have_count(1)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    accessible(page)
    page.get_by_role("link", name="看对象").click()
    # The grid's own list names the inn, too: the campaign's row is meant.
    page.locator("a.row[href*='target=']", has_text="平安旅馆").click()
    page.get_by_label("灭火器在不在").check()
    page.locator(".send").click()
    expect(page.locator("a.row", has_text="专项排查 · 平安旅馆")).to_be_visible()
    zero, looked = WorkLog.objects.order_by("id")
    assert (zero.zero, looked.zero, looked.faults) == (True, False, ["c2"])
    assert CampaignTarget.objects.get(done_at__isnull=False).place == live_town.inns[0]


def test_a_person_is_opened_and_visited_without_a_network(
    grid_page: OpenGrid, live_town: Town
) -> None:
    page = grid_page()
    page.get_by_role("button", name="人", exact=True).click()
    page.locator("a.row", has_text="李○○").click()
    page.get_by_role("button", name="打开,用于走访").click()
    expect(page.get_by_role("heading", name="李阿婆")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="记一次走访").click()
    page.locator("#text").fill("灶台边堆着纸箱")
    wait_until(lambda: page.evaluate(STORED), "the half-written visit on the phone")
    # The camera kills the page on a small phone: what was written is there again.
    page.reload()
    expect(page.locator("#text")).to_have_value("灶台边堆着纸箱")
    page.context.set_offline(True)
    page.locator(".send").click()
    expect(page.locator(".row.waiting")).to_contain_text("等网络")
    page.context.set_offline(False)
    expect(page.locator(".row.waiting")).to_have_count(0)
    log = WorkLog.objects.get()
    assert (log.person, log.text) == (live_town.elder, "灶台边堆着纸箱")
    assert ReadingLog.objects.get().purpose == "visit"


def test_a_report_takes_its_claimant_from_the_registers(
    live_town: Town, product: Callable[..., Any], window: Callable[..., Page]
) -> None:
    page = window(product().url + "/m/#/report", live_town.lin, service_workers="block")
    page.get_by_role("button", name="邻里纠纷").click()
    page.locator("#text").fill("楼上漏水")
    page.get_by_role("button", name="从底数选人或场所").click()
    page.locator("#pick").fill("李")
    page.locator("button.line").click()
    expect(page.get_by_text("诉求人 李阿婆 13800001234")).to_be_visible()
    page.locator(".send").click()
    page.locator(".row.delivered").wait_for()
    assert Event.objects.get().address == "桥头弄3号"
    assert Claimant.objects.get().phone == "13800001234"
    assert (ReadingLog.objects.get().purpose, ReadingLog.objects.get().fields) == (
        "report",
        ["name", "phone"],
    )


def test_the_campaign_page_and_the_desks_picker(
    live_town: Town, product: Callable[..., Any], window: Callable[..., Page]
) -> None:
    site = product()
    page = window(site.url + "/campaigns/", live_town.chen, viewport={"width": 1366, "height": 768})
    accessible(page)
    page.locator("#title").fill("九小场所排查")
    page.locator("#to_on").fill(page.locator("#from_on").input_value())
    page.get_by_label("石桥村").check()
    page.locator("#register").select_option("place")
    page.get_by_role("button", name="发起").click()
    expect(page.locator(".coverage tbody tr")).to_have_count(1)
    accessible(page)
    page.locator(".coverage tbody").get_by_role("link", name="2").last.click()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.goto(site.url + "/desk/")
    page.locator("#reg-open").click()
    page.locator("#reg-pick").fill("1234")
    page.locator("#reg-picked button").click()
    expect(page.locator("#reg-name")).to_have_value("李阿婆")
    expect(page.locator("#reg-address")).to_have_value("桥头弄3号")
