# SPDX-License-Identifier: Apache-2.0
"""撤销派发 at the desk: ten seconds counted down, one key; and what its other forms ask."""

import pytest
from playwright.sync_api import expect

from grids.actions.postings import post_person
from tests.browser.test_desk import OpenDesk, axe_finds_nothing, desk, live_walk, shown, state_of
from tests.product import wait_until
from tests.walk import Walk

__all__ = ["desk", "live_walk"]

pytestmark = pytest.mark.browser


def test_a_dispatch_is_undone_by_one_key(live_walk: Walk, desk: OpenDesk) -> None:
    event = live_walk.report()
    live_walk.report(text="桥面还有一处")
    page = desk(live_walk.chen)
    shown(page, event)
    page.keyboard.press("d")
    page.keyboard.type("平安法治")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    toast = page.locator("#toasts")
    expect(toast).to_contain_text("已派发")
    expect(toast.get_by_role("button", name="撤销")).to_contain_text("(8)")  # it counts down
    assert state_of(event) == "dispatched"
    axe_finds_nothing(page, "a dispatch that may be undone")

    page.keyboard.press("z")
    wait_until(lambda: state_of(event) == "accepted", "the undoing")
    expect(toast).to_contain_text("已撤销派发")
    # It is on the right again, to be sent where it belongs.
    shown(page, event)
    expect(page.locator("#dock [data-move=dispatch]")).to_be_visible()
    expect(page.locator(".timeline li").last).to_contain_text("撤销派发")
    page.keyboard.press("z")  # nothing is left to undo
    expect(toast).to_contain_text("已撤销派发")


def test_too_late_is_said(live_walk: Walk, desk: OpenDesk) -> None:
    event = live_walk.to("accepted")
    page = desk(live_walk.chen, f"?queue=mine&event={event.pk}")
    shown(page, event)
    page.keyboard.press("d")
    page.keyboard.type("平安法治")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("已派发")
    live_walk.sign(live_walk.fresh(event))
    page.locator("#toasts").get_by_role("button", name="撤销").click()
    expect(page.locator("#toasts")).to_contain_text("已经签收")
    assert state_of(event) == "processing"


def test_a_head_names_who_has_it_and_the_page_says_who_supports(
    live_walk: Walk, desk: OpenDesk
) -> None:
    fields = {"to": live_walk.station.code, "supports": [live_walk.platforms["order"].code]}
    event = live_walk.go(live_walk.report(), "dispatch", live_walk.chen, **fields)
    event = live_walk.go(event, "sign", live_walk.ma)
    post_person(live_walk.he, live_walk.station, "station_officer", by=None)

    page = desk(live_walk.ma, "?queue=mine")
    shown(page, event)
    page.locator("#dock [data-move=assign_person]").click()
    page.get_by_role("radio", name="何热线").check()
    page.get_by_role("button", name="指定人").click()
    expect(page.locator(".facts")).to_contain_text("指定人何热线")

    # The supporting office finds it in its own queue and says what it did.
    page = desk(live_walk.wang, "?queue=mine")
    expect(page.locator("#queues [aria-current] .count")).to_have_text("1")
    shown(page, event)
    expect(page.locator(".facts")).to_contain_text("协办未反馈")
    page.locator("#dock [data-move=support_done]").click()
    page.get_by_label("协办结果").fill("已清走占道的摊子")
    page.locator("#dock form").get_by_role("button", name="协办完成").click()
    expect(page.locator("#toasts")).to_contain_text("协办完成")
    expect(page.locator("#queues [aria-current] .count")).to_have_text("0")
