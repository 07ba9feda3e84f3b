# SPDX-License-Identifier: Apache-2.0
"""A laptop at 125 %, in a place and with people whose names are long: nothing is cut, nothing
needs scrolling sideways, and the page stays light."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from events.models import Event
from grids.directory import forget
from grids.models import Unit
from tests.browser.looks import nothing_is_cut, weight
from tests.browser.test_desk import OpenDesk, desk, live_walk, shown
from tests.walk import Walk

__all__ = ["desk", "live_walk"]

pytestmark = pytest.mark.browser

# What is left of 1366 x 768 at a zoom of 125 %.
ZOOMED = {"width": 1093, "height": 614}
MOST_BYTES = 150_000
TOWN = "积石山保安族东乡族撒拉族自治乡"
GRID = "双江拉祜族佤族布朗族傣族社区居民委员会第十二网格"
CHEN = "古丽米热·阿卜杜热合曼江"
PLACE = "南门大街与人民公园北路交叉口东北角新时代文明实践所门前广场西侧第三根路灯杆旁"


@pytest.fixture
def long_names(live_walk: Walk) -> Event:
    """One event of a grid worker, in a place of long names."""
    Unit.objects.filter(pk=live_walk.shiqiao.pk).update(name=TOWN)
    Unit.objects.filter(pk=live_walk.grid.pk).update(name=GRID)
    for person in (live_walk.chen, live_walk.lin, live_walk.wang):
        User.objects.filter(pk=person.pk).update(display_name=CHEN)
    forget()
    return live_walk.report(address=PLACE, text=PLACE * 12)


def test_nothing_is_cut_at_125_percent(long_names: Event, live_walk: Walk, desk: OpenDesk) -> None:
    page = desk(live_walk.chen, viewport=ZOOMED, device_scale_factor=1.25)
    shown(page, long_names)
    nothing_is_cut(page)
    for key in "adrucw":
        page.keyboard.press(key)
        nothing_is_cut(page)
        escape(page)
    for key in ("i", "?", "f"):
        page.keyboard.press(key)
        nothing_is_cut(page)
        page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.keyboard.press("d")
    nothing_is_cut(page)
    assert weight(page) <= MOST_BYTES


def escape(page: Page) -> None:
    """Put a form away, and a list of choices within it before."""
    page.keyboard.press("Escape")
    if page.locator("#move-title").count():
        page.keyboard.press("Escape")
    expect(page.locator("#move-title")).to_have_count(0)
