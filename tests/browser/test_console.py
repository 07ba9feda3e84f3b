# SPDX-License-Identifier: Apache-2.0
"""决策台 in Chromium: what waits stands there with its age, one key opens it at the desk with the
right form, and what comes meanwhile waits for the reader."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from events.models import Event
from tests.browser.looks import nothing_is_cut
from tests.browser.test_desk import LAPTOP, axe_finds_nothing, live_walk
from tests.events.asking import LONGER
from tests.events.test_admit_emergency import wanted
from tests.events.test_arbitrate import disputed
from tests.product import wait_until
from tests.walk import Walk

__all__ = ["live_walk"]

pytestmark = pytest.mark.browser


def test_one_key_from_the_console_to_the_form(live_walk: Walk, product: Any, window: Any) -> None:
    walk = live_walk
    first = walk.go(walk.to("processing"), "request_extension", walk.wang, **LONGER)
    server = product()
    zone = {"viewport": LAPTOP, "timezone_id": "Asia/Shanghai"}
    page = window(f"{server.url}/desk/console/", walk.chen, **zone)
    group = page.locator("[data-kind=extension]")
    expect(group.locator("tbody tr")).to_have_count(1)
    expect(group.locator("tbody")).to_contain_text("王平 提出")
    expect(page.locator("#kinds [data-kind=extension] .count")).to_have_text("1")
    expect(page.locator("#kinds [data-kind=suspension] .count")).to_have_text("0")
    axe_finds_nothing(page, "the console")
    nothing_is_cut(page)
    # What comes meanwhile is counted at once, and stands there when it is asked for.
    page.keyboard.press("j")
    walk.go(walk.to("processing"), "request_extension", walk.wang, **LONGER)
    expect(page.locator("#news")).to_contain_text("1 件新到")
    expect(page.locator("#kinds [data-kind=extension] .count")).to_have_text("2")
    expect(group.locator("tbody tr")).to_have_count(1)
    page.keyboard.press("n")
    expect(group.locator("tbody tr")).to_have_count(2)
    # Enter: the event, its list, and the form with what was asked.
    page.keyboard.press("Enter")
    expect(page.locator("#move-title")).to_contain_text("批准")
    expect(page.locator("#list-title")).to_have_text("延期申请")
    expect(page.locator("#rows tr")).to_have_count(2)
    page.locator(".move-form .button-primary").click()
    wait_until(lambda: Event.objects.get(pk=first.pk).extensions == 1, "the approval")
    page.goto(f"{server.url}/desk/console/")
    expect(group.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="1 件", exact=True).click()
    expect(page.locator("#rows tr")).to_have_count(1)


def test_the_county_rules_admits_and_sees_how_old_it_is(
    live_walk: Walk, product: Any, window: Any
) -> None:
    walk = live_walk
    ruling = disputed(walk)
    event = walk.go(walk.to("accepted"), "push_down", walk.chen, to=walk.village.code)
    walk.go(walk.go(event, "sign", walk.zhou), "admit_emergency", walk.zhou, **wanted(walk))
    server = product()
    zone = {"viewport": LAPTOP, "timezone_id": "Asia/Shanghai"}
    page = window(f"{server.url}/desk/console/", walk.sun, **zone)
    expect(page.locator("[data-kind=arbitrate] tbody tr")).to_contain_text("退回 2 次")
    page.locator("[data-kind=admission] tbody .button-primary").click()
    expect(page.locator("#move-title")).to_contain_text("紧急准入")
    # To approve is to say the same again: all but the reason is filled in.
    page.get_by_label("为什么紧急").fill("汛期")
    page.locator(".move-form .button-primary").click()
    wait_until(lambda: approved(event), "the admission")
    # A link to what was decided meanwhile says so, and opens nothing.
    page.goto(f"{server.url}/desk/?event={event.pk}&move=arbitrate")
    expect(page.locator("#toasts")).to_contain_text("这一步已经不用办了")
    page.goto(f"{server.url}/desk/console/")
    expect(page.locator("#groups tbody tr")).to_have_count(1)
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible(timeout=15_000)
    expect(page.locator("#fresh")).to_contain_text("离线只读")
    expect(page.locator("#groups tbody tr")).to_have_count(1)
    page.context.set_offline(False)
    walk.go(ruling, "arbitrate", walk.sun, to=walk.department.code, reason="归执法局")
    expect(page.locator("#note")).to_contain_text("没有等您决定的事", timeout=15_000)
    axe_finds_nothing(page, "nothing to decide")
    faults_are_told(page)


def faults_are_told(page: Page) -> None:
    """A server that answers with a fault: the time stays that of the last good answer."""
    page.route("**/desk/decisions/*", lambda route: route.fulfill(status=401, json={}))
    expect(page.locator("#fresh")).to_contain_text("没有读到", timeout=15_000)
    expect(page.locator("#trouble")).to_contain_text("在新窗口登录")
    axe_finds_nothing(page, "trouble")
    page.reload()
    expect(page.locator("#trouble")).to_be_visible()
    page.unroute("**/desk/decisions/*")
    page.get_by_role("button", name="再读一次").click()
    expect(page.locator("#note")).to_contain_text("没有等您决定的事")
    expect(page.locator("#trouble")).to_be_hidden()


def approved(event: Event) -> bool:
    return event.admissions.filter(status="approved").exists()
