# SPDX-License-Identifier: Apache-2.0
"""The stage in a browser: three frames, three identities, seven steps, and the pulled plug."""

import re
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FrameLocator, Page, expect

from events.models import Event, Ledger
from events.verify import verify_county
from tests.conftest import OpenWindow, StartProduct
from tests.demo.conftest import demo

__all__ = ["demo"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SECONDS = 1000
SIZES = [(1366, 768), (1920, 1080)]


@pytest.fixture
def stage(
    demo: SimpleNamespace, product: StartProduct, window: OpenWindow
) -> tuple[Page, SimpleNamespace]:
    """The stage opened by a visitor who has not signed in."""
    running = product(DEMO="true")
    place = {"latitude": 29.975, "longitude": 120.625}
    page = window(
        f"{running.url}/demo/",
        viewport={"width": 1366, "height": 768},
        geolocation=place,
        permissions=["geolocation"],
    )
    expect(_phone(page).locator("#tabs")).to_be_visible(timeout=20 * SECONDS)
    expect(_wall(page).locator("#wall[data-seq]")).to_be_visible(timeout=20 * SECONDS)
    expect(_desk(page).locator("#fresh")).to_have_attribute(
        "data-state", "on", timeout=20 * SECONDS
    )
    return page, demo


def _phone(page: Page) -> FrameLocator:
    return page.frame_locator('[data-seat="phone"] iframe')


def _wall(page: Page) -> FrameLocator:
    return page.frame_locator('[data-seat="wall"] iframe')


def _desk(page: Page) -> FrameLocator:
    return page.frame_locator('[data-seat="desk"] iframe')


def _step(page: Page, number: int) -> None:
    """Press, and wait until the step has its tick."""
    page.locator("#next:not([disabled])").click(timeout=20 * SECONDS)
    made = page.locator(f'#steps [data-step="{number}"]')
    expect(made).to_have_class(re.compile("is-made"), timeout=20 * SECONDS)


def test_seven_steps(stage: tuple[Page, SimpleNamespace]) -> None:
    """Each press is one step of the person it names; every seat shows the same event."""
    page, _demo = stage
    _step(page, 1)
    number = page.locator("#story-number").inner_text()
    assert Event.objects.get().number == number
    _step(page, 2)
    expect(_wall(page).locator("#event-list")).to_contain_text("排水堵塞")
    _step(page, 3)
    pressed = page.locator('[data-person][aria-pressed="true"]')
    expect(pressed).to_have_attribute("data-person", "wang")
    expect(_desk(page).locator("#detail")).to_contain_text(number, timeout=20 * SECONDS)
    _step(page, 4)
    _step(page, 5)
    _step(page, 6)
    _step(page, 7)
    expect(page.locator("#again")).to_be_visible()
    expect(page.locator("#story-said")).to_contain_text("办结")
    expect(_phone(page).locator("main")).to_contain_text("已结案", timeout=40 * SECONDS)
    assert Event.objects.get().state == "closed"
    assert verify_county(Ledger.objects.get()).is_whole


def test_a_hand_on_the_desk_is_noticed(stage: tuple[Page, SimpleNamespace]) -> None:
    """A visitor signs as 王平 in the desk's own page, by its key, and the guide ticks it off."""
    page, _demo = stage
    for number in (1, 2, 3):
        _step(page, number)
    desk = _desk(page)
    expect(desk.locator("#detail")).to_contain_text("排水堵塞", timeout=20 * SECONDS)
    desk.locator("#dock [data-move=sign]").click()
    desk.locator("#dock [data-writes]").click()
    made = page.locator('#steps [data-step="4"]')
    expect(made).to_have_class(re.compile("is-made"), timeout=20 * SECONDS)
    assert Event.objects.get().state == "processing"


def test_pulled_plug_sends_exactly_once(stage: tuple[Page, SimpleNamespace]) -> None:
    """Offline the report stays in the phone, which says so; plugged in it arrives, once."""
    page, _demo = stage
    page.locator("#plug").click()
    expect(_phone(page).locator("#top")).to_contain_text("离线")
    expect(page.locator("#proof")).to_contain_text("服务器上还没有", timeout=20 * SECONDS)
    expect(_phone(page).locator("main")).to_contain_text("待发送")
    assert Event.objects.count() == 0
    page.locator("#plug").click()
    expect(page.locator("#proof")).to_contain_text("还是一件", timeout=30 * SECONDS)
    expect(_phone(page).locator("#top")).to_contain_text("在线")
    assert Event.objects.count() == 1


def test_changed_line_is_found(stage: tuple[Page, SimpleNamespace]) -> None:
    """改一行 names the line; the ledger itself is as it was."""
    page, _demo = stage
    _step(page, 1)
    page.locator("#tamper").click()
    expect(page.locator("#proof")).to_contain_text("找到了", timeout=20 * SECONDS)
    assert verify_county(Ledger.objects.get()).is_whole
    # Nobody would start this server again.
    expect(page.locator("#power")).to_be_disabled()


def test_stage_fits_and_is_accessible(stage: tuple[Page, SimpleNamespace]) -> None:
    """No scrollbar of the window at both sizes, every seat can be enlarged, axe finds nothing."""
    page, _demo = stage
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for seat in ("", "phone", "desk", "wall"):
            page.locator(f'[data-enlarge="{seat}"]').click()
            box = page.locator("#stage").bounding_box()
            assert box is not None and box["x"] + box["width"] <= width
            assert box["y"] + box["height"] <= height
            if seat:
                shown = page.locator(f'[data-seat="{seat}"] .screen').bounding_box()
                assert shown is not None and shown["height"] > 0.7 * height
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
