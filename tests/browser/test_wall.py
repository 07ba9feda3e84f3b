# SPDX-License-Identifier: Apache-2.0
"""The wall in Chromium against real servers: what happens in the county is seen on it."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from governance.queries import read_head, read_snapshot
from grids.actions.displays import make_display_link, revoke_display_link
from grids.directory import unit_by_code
from grids.models import DisplayLink
from tests.county import COUNTY, SHIQIAO
from tests.events.conftest import live_walk
from tests.product import Product
from tests.walk import MINOR_CHILD, Walk

__all__ = ["live_walk"]

pytestmark = pytest.mark.browser

SCREEN = {"width": 1920, "height": 1080}
# What the page itself holds, beside what it shows: read through the module that folds.
SHOWN = """() => Object.fromEntries([...document.querySelectorAll("[data-count]")]
  .map((each) => [each.dataset.count, Number(each.textContent.replaceAll(",", ""))]))"""

# A second is the promise (make bench measures it); the rest is for what else this machine does.
SOON = 5000
OpenWall = Callable[..., Page]


@pytest.fixture
def wall(live_walk: Walk, window: Any) -> OpenWall:
    """Open a unit's wall on a running product, as its display."""

    def open_wall(server: Product, code: str = COUNTY, **options: Any) -> Page:
        unit = unit_by_code(code)
        assert unit is not None
        token = make_display_link(unit, by=None)
        page: Page = window(f"{server.url}/d/{token}", viewport=SCREEN, **options)
        expect(page.locator("#chip")).to_have_text("● 实时")
        expect(page.locator("#wall")).to_have_attribute("data-map", "ready")
        return page

    return open_wall


def agrees(page: Page, code: str = COUNTY) -> None:
    """The page's numbers are those of a fresh snapshot at the ledger number that it shows."""
    unit = unit_by_code(code)
    assert unit is not None
    fresh = read_snapshot(unit)
    expect(page.locator("#ledger-line")).to_have_text(f"第{fresh.seq}号 · {fresh.head.h}")
    for key, shown in page.evaluate(SHOWN).items():
        assert shown == sum(fresh.counts.get(each, 0) for each in key.split("+")), key


def test_an_event_is_seen_from_report_to_close(
    live_walk: Walk, product: Any, wall: OpenWall
) -> None:
    page = wall(product())
    expect(page.locator("#no-events")).to_be_visible()
    event = live_walk.report()
    row = page.locator("#event-list li").first
    expect(row).to_be_visible(timeout=SOON)
    expect(row.locator(".cell-matter")).to_contain_text("路沿石破损")
    expect(row.locator(".cell-place")).to_have_text("石桥镇 石桥村")
    expect(row.locator(".cell-state")).to_have_text("待受理")
    expect(page.locator("#map-shown")).to_have_text("在办 1 · 图上 1")
    agrees(page)
    for move, word in (
        (live_walk.accept, "待分派"),
        (live_walk.dispatch, "待签收"),
        (live_walk.sign, "处置中"),
        (live_walk.finish, "已处置待核查"),
        (live_walk.request_check, "结果核查中"),
        (live_walk.check_pass, "已结案"),
    ):
        event = move(event)
        expect(row.locator(".cell-state")).to_have_text(word, timeout=SOON)
        agrees(page)
    expect(page.locator("#event-list li:visible")).to_have_count(1)
    expect(page.locator("#map-shown")).to_have_text("在办 0 · 图上 0")
    assert Axe().run(page).response["violations"] == []


def test_a_sensitive_event_is_counted_and_not_told(
    live_walk: Walk, product: Any, wall: OpenWall
) -> None:
    page = wall(product())
    event = live_walk.report(matter=MINOR_CHILD, text="涉及小学生,请保密")
    row = page.locator("#event-list li").first
    expect(row.locator(".cell-matter")).to_have_text("敏感事件 · 矛盾纠纷")
    expect(row.locator(".cell-place")).to_have_text("石桥镇 石桥村")
    expect(row.locator(".cell-source")).to_have_text("")
    expect(page.locator("#map-shown")).to_have_text("在办 1 · 图上 0")
    assert event.number not in page.content()
    agrees(page)


def test_a_townships_wall_sees_its_own_only(live_walk: Walk, product: Any, wall: OpenWall) -> None:
    server = product()
    page = wall(server, SHIQIAO)
    expect(page.locator("h1")).to_have_text("石桥镇综合指挥室")
    expect(page.locator(".map-labels span")).to_have_text(["石桥村", "新民村"])
    live_walk.report(live_walk.zhao, lon=120.72, lat=29.92)
    live_walk.report()
    expect(page.locator("[data-count='open']")).to_have_text("1")
    agrees(page, SHIQIAO)


def test_a_killed_server_shows_and_heals(live_walk: Walk, product: Any, wall: OpenWall) -> None:
    server = product()
    page = wall(server)
    live_walk.report()
    expect(page.locator("[data-count='open']")).to_have_text("1")
    server.processes[0].kill()
    expect(page.locator("#chip")).to_contain_text("▲ 重连中 · 截至", timeout=10_000)
    live_walk.report()
    server.processes[0].start()
    expect(page.locator("#chip")).to_have_text("● 实时", timeout=15_000)
    expect(page.locator("[data-count='open']")).to_have_text("2")
    agrees(page)


@pytest.mark.slow
def test_a_revoked_display_goes_dark(live_walk: Walk, product: Any, wall: OpenWall) -> None:
    # The socket's right is asked again every 30 s; here every second.
    page = wall(product(LIVE_RECHECK_SECONDS="1"))
    revoke_display_link(DisplayLink.objects.get(), by=None)
    expect(page.locator(".refused")).to_be_visible(timeout=10_000)


def test_commit_to_drawn_within_a_second(live_walk: Walk, product: Any, wall: OpenWall) -> None:
    page = wall(product())
    waits = []
    for _ in range(10):
        live_walk.report()
        committed = time.monotonic()
        last = read_head(live_walk.county.county.pk).seq
        page.wait_for_function("(n) => Number(wall.dataset.seq) >= n", arg=last, timeout=5000)
        waits.append(time.monotonic() - committed)
    assert sorted(waits)[len(waits) // 2] < 1, waits
