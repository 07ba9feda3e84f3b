# SPDX-License-Identifier: Apache-2.0
"""筛选 at the desk: a filter is an address, has a name and goes out as a file; own columns."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.test_desk import OpenDesk, axe_finds_nothing, desk, live_walk, row_of
from tests.walk import ADVICE, Walk

__all__ = ["desk", "live_walk"]

pytestmark = pytest.mark.browser


def test_a_filter_is_a_link_with_a_name_and_a_file(live_walk: Walk, desk: OpenDesk) -> None:
    pothole, advice = live_walk.report(), live_walk.report(matter=ADVICE, source="hotline")
    busy = live_walk.to("processing")
    page = desk(live_walk.chen)
    page.keyboard.press("f")
    expect(page.get_by_label("范围")).to_be_focused()
    page.get_by_label("范围").select_option(label="全部事件")
    expect(row_of(page, busy)).to_be_visible()
    page.locator("#filters").get_by_role("combobox", name="来源").select_option(label="12345热线")
    expect(page.locator("#rows tr")).to_have_count(1)
    expect(row_of(page, advice)).to_be_visible()
    expect(page.locator("#narrows")).to_contain_text("来源: 12345热线")
    name_it(page, "热线来的")
    assert "source=hotline" in page.url and "queue=all" in page.url
    choose_columns(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 Excel").click()
    book = load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert [row[0].value for row in book["事件"].iter_rows(min_row=2)] == [advice.number]
    axe_finds_nothing(page, "filters")

    # The link alone brings the same list, with the same name, for the same person.
    other = desk(live_walk.chen, "?source=hotline")
    expect(other.locator("#list-title")).to_have_text("热线来的")
    expect(other.locator("#saved [aria-current]")).to_have_text("热线来的")
    expect(other.locator("#heads")).to_contain_text("承办")
    expect(other.locator("#rows tr")).to_have_count(1)
    # What looks back over all that ever was has no number.
    expect(other.locator("#saved .count")).to_have_count(0)
    other.get_by_role("button", name="去掉 来源: 12345热线").click()
    expect(row_of(other, pothole)).to_be_visible()
    other.get_by_role("button", name="删去筛选 热线来的").click()
    expect(other.locator("#saved-box")).to_be_hidden()


def test_a_named_filter_shows_how_much_it_holds(live_walk: Walk, desk: OpenDesk) -> None:
    live_walk.report(matter=ADVICE, source="hotline")
    live_walk.report()
    page = desk(live_walk.chen, "?queue=to_accept&source=hotline")
    page.keyboard.press("f")
    page.get_by_label("筛选的名字").fill("热线待受理")
    page.keyboard.press("Enter")
    expect(page.locator("#saved .count")).to_have_text("1")
    live_walk.report(matter=ADVICE, source="hotline")
    expect(page.locator("#saved .count")).to_have_text("2", timeout=15_000)
    # While an event is read the right side is dimmed.
    expect(page.locator("#detail")).not_to_have_attribute("aria-busy", "true")
    axe_finds_nothing(page, "a filter with a number")


def name_it(page: Page, name: str) -> None:
    page.get_by_role("button", name="存下这个筛选").click()
    expect(page.locator(".said-by-filters")).to_contain_text("先给筛选起个名字")
    page.get_by_label("筛选的名字").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator("#saved [aria-current]")).to_have_text(name)
    expect(page.locator("#list-title")).to_have_text(name)


def choose_columns(page: Page) -> None:
    """Four at most: the fifth is refused in words."""
    columns = page.locator("#filters fieldset")
    for name in ("承办", "编号"):
        columns.get_by_label(name).check()
        expect(page.locator("#heads")).to_contain_text(name)
    columns.get_by_label("等级").click()
    expect(page.locator(".said-by-filters")).to_contain_text("最多选 4 列")
    expect(columns.get_by_label("等级")).not_to_be_checked()
