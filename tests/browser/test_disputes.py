# SPDX-License-Identifier: Apache-2.0
"""Disputes as a hall sees them: from the event to its dispute, steps as forms, nothing cut."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import nothing_is_cut
from tests.browser.test_desk import axe_finds_nothing
from tests.disputes.conftest import Hall
from tests.events.conftest import live_walk
from tests.walk import QUARREL, Walk

__all__ = ["live_walk"]

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1366, "height": 768}
Window = Callable[..., Page]


def test_a_hall_mediates_on_its_pages(
    live_walk: Walk, product: Callable[..., Any], window: Window
) -> None:
    hall = Hall(live_walk.county)
    event, agreed = hall.report(by=hall.chen, matter=QUARREL, source="hall"), hall.agreed()
    site = product()
    page = window(f"{site.url}/desk/?event={event.pk}", hall.chen, viewport=LAPTOP)
    page.get_by_role("link", name="矛盾纠纷化解").click()
    axe_finds_nothing(page, "an event without a dispute")
    nothing_is_cut(page)
    page.get_by_role("button", name="转入化解").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(event.number)

    page.locator("summary", has_text="分流").click()
    form = page.locator("details[open] form")
    form.get_by_label("分流去向").select_option("people")
    form.get_by_role("button", name="分流").click()
    expect(page.locator(".tags")).to_contain_text("已分流")
    page.get_by_role("link", name="看事件").click()
    expect(page.locator("#detail")).to_contain_text(event.number)

    page.goto(f"{site.url}/disputes/{agreed.pk}/")
    expect(page.locator("#clauses")).to_be_visible()
    for each in page.locator("details summary").all():
        each.click()
    axe_finds_nothing(page, "a dispute with its agreement")
    nothing_is_cut(page)
    with page.expect_download() as printed:
        page.get_by_role("link", name="打印稿").click()
    assert printed.value.suggested_filename == f"agreement-{agreed.pk}.pdf"

    page.goto(f"{site.url}/disputes/")
    expect(page.locator("tbody tr")).to_have_count(2)
    axe_finds_nothing(page, "the hall's list")
    nothing_is_cut(page)
