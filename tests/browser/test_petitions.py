# SPDX-License-Identifier: Apache-2.0
"""申请与督办 in Chromium: asked for at one desk, waiting and decided at another."""

import pytest
from playwright.sync_api import expect

from events.models import Event
from tests.browser.test_desk import OpenDesk, axe_finds_nothing, desk
from tests.events.conftest import live_walk
from tests.product import wait_until
from tests.walk import Walk

__all__ = ["desk", "live_walk"]

pytestmark = pytest.mark.browser


def test_asked_at_one_desk_and_approved_at_another(live_walk: Walk, desk: OpenDesk) -> None:
    event = live_walk.to("processing")
    live_walk.go(event, "supervise", live_walk.sun, kind="yellow", text="三日内办结并回复")
    page = desk(live_walk.wang, f"?queue=mine&event={event.pk}")
    box = page.locator("#petitions")
    expect(box).to_contain_text("三日内办结并回复")
    # What asks stands in its own place; the dock keeps what brings the event on.
    expect(page.locator("#dock")).not_to_contain_text("申请延期")
    box.locator("[data-asks='request_extension']").click()
    form = page.locator(".move-form")
    form.get_by_label("延长多少").fill("2")
    form.get_by_label("时限单位").select_option("work_hour")
    form.get_by_label("为什么要延期").fill("等材料到货")
    form.locator(".button-primary").click()
    expect(box.locator("[data-kind='extension']")).to_contain_text("等 石桥镇 审批")
    axe_finds_nothing(page, "the asking desk")

    page = desk(live_walk.chen, "?queue=to_approve")
    expect(page.locator("#queues [aria-current]")).to_contain_text("待我审批 1")
    box = page.locator("#petitions")
    box.locator("[data-asks='approve_request']").click()
    page.locator(".move-form .button-primary").click()
    expect(box.locator("[data-kind='extension']")).to_contain_text("已批准")
    wait_until(lambda: extensions_of(event) == 1, "the approval")


def extensions_of(event: Event) -> int:
    return Event.objects.values_list("extensions", flat=True).get(pk=event.pk)
