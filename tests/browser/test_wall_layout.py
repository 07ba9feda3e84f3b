# SPDX-License-Identifier: Apache-2.0
"""The wall at every size: nothing cut, nothing too small, nothing that axe objects to."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.browser.wall_bench import WallBench, sensitive, snapshot, step, whistle

pytestmark = pytest.mark.browser

LAMPS = ("green", "yellow", "orange", "red", "paused", "none")
SIZES = [(1920, 1080), (3840, 2160), (5120, 1440), (1366, 768)]
MATTERS = [{"code": "01", "name": "矛盾纠纷"}, {"code": "0301", "name": "山塘水库、水利设施隐患"}]
CUT = """() => [...document.querySelectorAll("#wall *")].filter((each) => {
  const style = getComputedStyle(each);
  const hides = style.overflowX !== "visible";
  return each.clientWidth && hides && each.textContent.trim()
    && (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 2);
}).map((each) => `${each.className}: ${each.textContent.trim().slice(0, 40)}`)"""
OUTSIDE = """() => [...document.querySelectorAll(".panel *, .wall-head *")].filter((each) => {
  const box = each.getBoundingClientRect();
  const home = each.closest(".panel, .wall-head").getBoundingClientRect();
  return box.width && !each.closest("[aria-hidden]")
    && (box.right > home.right + 1 || box.bottom > home.bottom + 1 || box.left < home.left - 1);
}).map((each) => `${each.tagName} ${each.className}: ${each.textContent.trim().slice(0, 30)}`)"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll("#wall *")]
  .filter((each) => !each.children.length && each.textContent.trim() && each.offsetParent)
  .map((each) => parseFloat(getComputedStyle(each).fontSize)))"""


@pytest.fixture
def bench(browser: Browser, county: SimpleNamespace) -> Iterator[WallBench]:
    client = Client()
    client.force_login(county.sun)
    made = WallBench(browser, client)
    made.answers["/api/v1/matters/"] = {"json": MATTERS}
    made.greet = lambda line: line.send(json.dumps(busy()))
    yield made
    made.close()


def busy() -> dict[str, Any]:
    """A day on which every panel has long numbers and every lamp is lit."""
    counts = {f"hour.{hour}": 40 + 7 * hour for hour in range(24)}
    counts |= {f"open.lamp.{lamp}": 10 ** (1 + n % 3) for n, lamp in enumerate(LAMPS)}
    counts |= {f"open.platform.{p}": 1240 for p in ("party", "economy", "order", "service")}
    counts |= {f"today.source.{s}": 1200 for s in ("grid", "hotline", "resident", "sensor")}
    states = ("reported", "accepted", "dispatched", "processing", "checking", "pending_close")
    counts |= {f"open.state.{state}": 1040 for state in states}
    counts |= {"open": 5120, "today.reported": 24210, "today.closed": 3430}
    counts |= {"open.unit.339901100000": 2560, "open.unit.339901101000": 2560}
    points = [
        [n, 120.602 + (n % 50) * 0.0039, 29.903 + (n // 50) * 0.0019, LAMPS[n % 6], "0301", "", ""]
        for n in range(2500)
    ]
    recent = [step(100 + n, n, lamp=LAMPS[n % 6], state="handled") for n in range(8)]
    told = {"event": 3, "number": "YXX3", "matter": "0301"} | whistle()
    recent.append(sensitive(108, 9))
    return snapshot(108, counts=counts, points=points, recent=recent, whistles=[told])


def drawn(page: Page) -> None:
    expect(page.locator("#wall")).to_have_attribute("data-view", "ready")
    expect(page.locator("#wall")).to_have_attribute("data-map", "ready")
    expect(page.locator(".cell-matter").first).to_contain_text("敏感事件")
    expect(page.locator(".map-labels span").first).to_contain_text("2,560")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_is_cut_or_too_small(
    bench: WallBench, size: tuple[int, int], language: str
) -> None:
    width, height = size
    page = bench.open(viewport={"width": width, "height": height}, language=language)
    if language == "zh-hans":
        drawn(page)
    else:
        expect(page.locator("#wall")).to_have_attribute("data-view", "ready")
    assert page.evaluate(OUTSIDE) == []
    if language == "zh-hans":
        assert page.evaluate(CUT) == []
    assert page.evaluate("[document.documentElement.scrollHeight, innerHeight]") == [height] * 2
    # 18 px on a wall of 1080 lines, in proportion.
    least = 18 * min(width / 1920, height / 1080)
    assert page.evaluate(SMALLEST) >= least - 0.01


def test_an_upright_screen_scrolls_in_one_column(bench: WallBench) -> None:
    page = bench.open(viewport={"width": 420, "height": 900})
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 420
    assert page.evaluate(SMALLEST) >= 14


@pytest.mark.parametrize("fresh", ["live", "stale", "waiting"])
def test_axe_finds_nothing(bench: WallBench, fresh: str) -> None:
    page = bench.open()
    drawn(page)
    page.evaluate("(fresh) => { document.querySelector('#wall').dataset.fresh = fresh; }", fresh)
    assert Axe().run(page).response["violations"] == []


def test_axe_finds_nothing_on_a_refused_screen(browser: Browser, county: SimpleNamespace) -> None:
    bench = WallBench(browser, Client())
    page = bench.open("/d/not-a-token")
    expect(page.locator("h1")).to_have_text("未授权设备")
    assert Axe().run(page).response["violations"] == []
    bench.close()


def test_two_thousand_points_are_painted_and_the_loudest_kept(bench: WallBench) -> None:
    page = bench.open()
    drawn(page)
    expect(page.locator("#map-shown")).to_have_text("在办 5,120 · 图上 2,000")
    reds = page.evaluate(
        """() => {
          const canvas = document.querySelector(".map-points");
          const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let n = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i] === 255 && data[i + 1] === 90 && data[i + 2] === 95) n += 1;
          }
          return n;
        }"""
    )
    assert reds > 2000


def test_the_keyboard_meets_no_trap(bench: WallBench) -> None:
    page = bench.open()
    drawn(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body")
