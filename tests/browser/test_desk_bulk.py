# SPDX-License-Identifier: Apache-2.0
"""批量 at the desk: chosen by key, box and range; refused ones say why and stay chosen; a lost
answer doubles nothing; one press takes a batch of dispatches back."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from events.models import Event, Step
from tests.browser.test_desk import (
    OpenDesk,
    axe_finds_nothing,
    desk,
    live_walk,
    row_of,
    state_of,
)
from tests.product import wait_until
from tests.walk import Walk

__all__ = ["desk", "live_walk"]

pytestmark = pytest.mark.browser


def test_many_are_done_at_once_and_two_refused_stay_chosen(live_walk: Walk, desk: OpenDesk) -> None:
    events = [live_walk.report(text=f"第 {number} 处") for number in range(1, 7)]
    page = desk(live_walk.chen)
    expect(page.locator("#rows tr")).to_have_count(6)
    choose_five(page, events)
    # While an event is read the right side is dimmed.
    expect(page.locator("#detail")).not_to_have_attribute("aria-busy", "true")
    axe_finds_nothing(page, "rows chosen")
    page.keyboard.press("a")
    expect(page.locator("#bulk-title")).to_have_text("批量受理 · 5 件")
    # Two of them are no longer what they were when the form was opened.
    page.route("**/ws/desk/", lambda route: route.abort())
    live_walk.go(events[1], "dispatch", live_walk.qian, to=live_walk.platforms["order"].code)
    live_walk.go(events[3], "withdraw", live_walk.lin)
    sent = lose_the_first_answer(page)
    page.keyboard.press("Enter")
    expect(page.locator("#bulk-said")).to_contain_text("没有连上服务器")
    expect(page.locator("#bulk [data-writes]")).to_be_enabled(timeout=15000)
    page.locator("#bulk [data-writes]").click()
    expect(page.locator("#bulk-said")).to_have_text("3 件办成,2 件没办成,还选着。")
    assert sent[0] == sent[1]
    refused = page.locator(".bulk-list .refused")
    expect(refused).to_have_count(2)
    expect(refused.first).to_contain_text(events[1].number)
    expect(refused.first.locator("b")).to_contain_text("现在的状态不能做这一步")
    axe_finds_nothing(page, "refusals")
    for done in (events[0], events[2], events[4]):
        assert state_of(done) == "accepted"
        assert Step.objects.filter(event_id=done.pk, move="accept").count() == 1
    expect(page.locator("#chosen-count")).to_have_text("已选 2 件")
    page.keyboard.press("Escape")
    expect(page.locator("#detail")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#bulk-bar")).to_be_hidden()
    dispatch_all_and_take_them_back(page, events)


def choose_five(page: Page, events: list[Event]) -> None:
    """x, Shift and an arrow, a box, Shift and a click; the last of six is left out."""
    expect(row_of(page, events[0])).to_have_attribute("aria-current", "true")
    page.keyboard.press("x")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("#chosen-count")).to_have_text("已选 2 件")
    row_of(page, events[2]).get_by_role("checkbox").check()
    row_of(page, events[4]).locator(".place").click(modifiers=["Shift"])
    expect(page.locator("#chosen-count")).to_have_text("已选 5 件")
    page.keyboard.press("x")
    expect(page.locator("#chosen-count")).to_have_text("已选 4 件")
    page.keyboard.press("x")
    expect(page.locator("#chosen-count")).to_have_text("已选 5 件")


def lose_the_first_answer(page: Page) -> list[str]:
    """The server does it all, and the page hears nothing of it."""
    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append((route.request.post_data_json or {})["client_uuid"])
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    def only_posts(route: Route) -> Any:
        return lose(route) if route.request.method == "POST" else route.continue_()

    page.route("**/events/moves/*", only_posts)
    page.route("**/events/moves/", only_posts)
    return sent


def dispatch_all_and_take_them_back(page: Page, events: list[Event]) -> None:
    page.keyboard.press("g")
    page.keyboard.press("2")
    expect(page.locator("#platforms [aria-current]")).to_contain_text("经济生态")
    expect(page.locator("#list")).not_to_have_attribute("aria-busy", "true")
    three = [events[0], events[2], events[4]]
    page.keyboard.press("Shift+A")
    for event in (events[1], events[5]):
        row_of(page, event).get_by_role("checkbox").uncheck()
    page.keyboard.press("d")
    expect(page.locator("#bulk-title")).to_have_text("批量派发 · 3 件")
    expect(page.locator(".picks li.at")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("派发 · 3 件办成")
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("已撤销派发 · 3 件")
    wait_until(lambda: {state_of(each) for each in three} == {"accepted"}, "the taking back")
