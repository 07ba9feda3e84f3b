# SPDX-License-Identifier: Apache-2.0
"""图表 in Chromium: drawn under the strict policy, beside a table, a click to the list behind."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import nothing_is_cut
from tests.browser.test_desk import LAPTOP, axe_finds_nothing, live_walk
from tests.walk import Walk

__all__ = ["live_walk"]

pytestmark = pytest.mark.browser

# Where the n-th shape of a chart stands on the page.
SHAPE = """([name, n]) => {
  const canvas = document.querySelector(`[data-chart=${name}] canvas`);
  const { x, y } = Chart.getChart(canvas).getDatasetMeta(0).data[n].getProps(['x', 'y'], true);
  const box = canvas.getBoundingClientRect();
  return [box.left + x, box.top + y];
}"""


def press(page: Page, chart: str, n: int, left: int = 0) -> None:
    page.locator(f"[data-chart={chart}] canvas").scroll_into_view_if_needed()
    x, y = page.evaluate(SHAPE, [chart, n])
    page.mouse.click(x - left, y)


def test_a_point_of_a_chart_opens_its_list(live_walk: Walk, product: Any, window: Any) -> None:
    walk = live_walk
    walk.to("closed")
    event = walk.report(by=walk.zhao, grid=walk.far_grid.code)
    address = f"{product().url}/indicators/?show=filing"
    page = window(address, walk.sun, viewport=LAPTOP, timezone_id="Asia/Shanghai")
    expect(page.locator("[data-chart] canvas")).to_have_count(2)
    expect(page.get_by_role("img", name="立案率 · 按单位")).to_be_visible()
    page.get_by_text("随时间的数").click()
    expect(page.locator(".points tbody tr").last).to_contain_text("50.0%")
    axe_finds_nothing(page, "indicators with charts")
    nothing_is_cut(page)
    press(page, "parts", 0, left=4)
    expect(page.locator("h1")).to_have_text("石桥镇 · 立案率")
    page.go_back()
    last = page.evaluate("Chart.getChart(document.querySelector('canvas')).data.labels.length - 1")
    press(page, "trend", last)
    expect(page.locator("main")).to_contain_text("共 2 件")
    expect(page.locator("main")).to_contain_text(event.number)


def test_a_units_page_leads_to_its_lists(live_walk: Walk, product: Any, window: Any) -> None:
    live_walk.to("processing")
    live_walk.to("closed")
    base, order = product().url, live_walk.platforms["order"]
    zone = {"viewport": LAPTOP, "timezone_id": "Asia/Shanghai"}
    page = window(f"{base}/units/{order.code}/?show=filing", live_walk.sun, **zone)
    expect(page.locator("h1")).to_have_text("石桥镇 平安法治")
    expect(page.locator("[data-chart=trend] canvas")).to_be_visible()
    axe_finds_nothing(page, "a unit's page")
    nothing_is_cut(page)
    held = page.locator(".card", has_text="在手的事件")
    held.get_by_role("link", name="1", exact=True).first.click()
    expect(page.locator("#rows tr")).to_have_count(1)
    expect(page.locator("#narrows")).to_contain_text("处置中")
    # From the event back to the page of whoever holds it.
    page.locator("#detail nav a", has_text="单位页").click()
    expect(page.locator("h1")).to_have_text("石桥镇 平安法治")
    page.locator(".trail a").last.click()
    expect(page.locator("h1")).to_have_text("石桥镇")
    page.locator(".card", has_text="本单位承办").locator("h2 a").click()
    expect(page.locator("#narrows")).to_contain_text("承办单位")
    expect(page.locator("#list-note")).to_contain_text("这个筛选下没有事件")
