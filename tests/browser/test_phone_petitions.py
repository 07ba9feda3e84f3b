# SPDX-License-Identifier: Apache-2.0
"""申请与督办 on the phone: the grid worker signs and answers an order, and asks for more time."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from events.models import Event, Request, Supervision
from tests.browser.test_phone import WCAG, OpenPhone, phone, town
from tests.product import wait_until
from tests.walk import WASTE, Walk

__all__ = ["phone", "town"]

pytestmark = pytest.mark.browser


def test_an_order_is_answered_and_more_time_is_asked_for(town: Walk, phone: OpenPhone) -> None:
    event = town.report(matter=WASTE)
    event = town.go(town.go(event, "accept", town.lin), "take", town.lin)
    town.go(event, "supervise", town.qian, kind="yellow", text="请今天清掉并回复")
    page = phone()
    page.get_by_role("link", name="黄牌督办").click()
    box = page.locator(".petitions")
    expect(box).to_contain_text("请今天清掉并回复")
    box.get_by_role("button", name="签收督办单").click()
    wait_until(lambda: order_of(event) == "signed", "the signature")
    box.get_by_role("link", name="回复督办单").click()
    page.locator("textarea").fill("已经清掉")
    page.locator(".send").click()
    expect(box).to_contain_text("回复:已经清掉")
    box.get_by_role("link", name="申请延期").click()
    page.get_by_label("延长多少").fill("1")
    # In what it is measured is filled in: as the matter's own limit is.
    page.get_by_label("为什么要延期").fill("清运车在修")
    page.locator(".send").click()
    expect(box).to_contain_text("等 石桥村 审批")
    asked = Request.objects.get(event_id=event.pk)
    assert (asked.kind, asked.limit, asked.limit_unit) == ("extension", 1, "work_hour")
    found = Axe().run(page, options={"runOnly": WCAG})
    assert not found.response["violations"], found.generate_report()


def order_of(event: Event) -> str:
    return Supervision.objects.values_list("state", flat=True).get(event_id=event.pk)
