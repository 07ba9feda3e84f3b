# SPDX-License-Identifier: Apache-2.0
"""吹哨 in Chromium: the desk's panel and code, the phone that scans it, the wall that counts."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from events.models import Event, Summons
from tests.events.conftest import live_walk
from tests.events.whistles import call, crew
from tests.product import wait_until
from tests.walk import Walk

__all__ = ["live_walk"]

pytestmark = pytest.mark.browser

LARGE = {"width": 1920, "height": 1080}
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
CHINA = {"timezone_id": "Asia/Shanghai"}


def axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


def status(unit: Any) -> str:
    return Summons.objects.get(unit=unit).status


def by_account(site: str, event: Event, team: SimpleNamespace, window: Callable[..., Page]) -> None:
    """By account it takes one tap; then the unit says what it did."""
    other = window(
        f"{site}/m/#/event/{event.pk}", team.luo, viewport=PHONE, has_touch=True, **CHINA
    )
    other.get_by_role("button", name="报到").click()
    wait_until(lambda: status(team.police) == "confirmed", "the report-in by account")
    other.get_by_role("link", name="协同结果").click()
    other.get_by_label("本单位办了什么").fill("已疏导交通")
    other.get_by_role("button", name="协同结果").click()
    wait_until(lambda: status(team.police) == "done", "the result")
    axe_finds_nothing(other)


def test_the_code_on_the_desk_is_scanned_by_a_phone(
    live_walk: Walk, product: Callable[..., Any], window: Callable[..., Page]
) -> None:
    team = crew(live_walk)
    event = call(live_walk, team, place="桥头")
    site = product().url
    wall = window(
        f"{site}/wall/339901100000/", live_walk.chen, viewport={"width": 1920, "height": 1080}
    )
    expect(wall.locator("#whistle-count")).to_contain_text("应到 3 已到 0")
    desk = window(
        f"{site}/desk/?queue=whistle&event={event.pk}", live_walk.chen, viewport=LAPTOP, **CHINA
    )
    expect(desk.locator(".whistle-head")).to_contain_text("应到 3 已到 0")
    desk.get_by_text("出示报到码").click()
    picture = desk.locator("#gathering-code img")
    expect(picture).to_be_visible()
    wait_until(lambda: picture.evaluate("image => image.naturalWidth") > 0, "the QR code")
    axe_finds_nothing(desk)
    code = desk.locator("#gathering-code .code").inner_text().replace(" ", "")

    # What the picture says, as a phone's camera would open it.
    address = f"{site}/m/#/event/{event.pk}/report_in/{code}"
    phone = window(address, team.tang, viewport=PHONE, has_touch=True, **CHINA)
    expect(phone.locator("input[type=text]").first).to_have_value(code)
    phone.get_by_role("button", name="报到").click()
    wait_until(lambda: status(team.market) == "confirmed", "the report-in by code")
    assert Summons.objects.get(unit=team.market).by_code

    by_account(site, event, team, window)
    expect(wall.locator("#whistle-count")).to_contain_text("应到 3 已到 2")
    expect(wall.locator("#whistle-units")).to_contain_text("公安局 ✓ 已办")
    expect(desk.locator(".whistle-head")).to_contain_text("应到 3 已到 2")
    police = desk.locator(f"[data-unit='{team.police.code}']")
    expect(police).to_contain_text("已疏导交通")
