# SPDX-License-Identifier: Apache-2.0
"""What the wall does with what it hears: the client rule, silence, refusal, old data."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from tests.browser.wall_bench import COUNTY, WallBench, delta, sensitive, snapshot, step

pytestmark = pytest.mark.browser

MATTERS = [
    {"code": "01", "name": "矛盾纠纷", "matters": [{"code": "0101", "name": "邻里纠纷"}]},
    {"code": "03", "name": "安全生产", "matters": [{"code": "0301", "name": "消防通道堵塞"}]},
]
FOLD = """async ({start, messages}) => {
  const fold = await import("/static/governance/wall/fold.js");
  const state = fold.fromSnapshot(start);
  const outcomes = messages.map((message) => fold.applyDelta(state, message));
  return {outcomes, seq: state.seq, counts: state.counts, points: [...state.points.values()],
          recent: state.recent.map((each) => each.seq), rows: fold.newestEvents(state, 8)};
}"""


@pytest.fixture
def bench(browser: Browser, county: SimpleNamespace) -> Iterator[WallBench]:
    client = Client()
    client.force_login(county.sun)
    made = WallBench(browser, client)
    made.answers["/api/v1/matters/"] = {"json": MATTERS}
    made.greet = lambda line: line.send(json.dumps(snapshot(10, counts={"open": 3})))
    yield made
    made.close()


def fold(page: Page, start: dict[str, Any], *messages: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = page.evaluate(FOLD, {"start": start, "messages": list(messages)})
    return result


def test_the_client_rule(bench: WallBench) -> None:
    page = bench.open()
    start = snapshot(10, counts={"open": 3}, recent=[step(10, 7)])

    known = fold(page, start, delta(step(9), step(10), open=99))
    assert (known["outcomes"], known["counts"], known["seq"]) == (["ignored"], {"open": 3}, 10)

    next_one = fold(page, start, delta(step(11, 8), open=4))
    assert (next_one["outcomes"], next_one["counts"], next_one["seq"]) == (
        ["applied"],
        {"open": 4},
        11,
    )

    overlap = fold(page, start, delta(step(9, 1), step(10, 7), step(11, 8), open=4))
    assert (overlap["outcomes"], overlap["recent"]) == (["applied"], [11, 10])

    gap = fold(page, start, delta(step(12, 8), open=5))
    assert (gap["outcomes"], gap["counts"], gap["seq"]) == (["gap"], {"open": 3}, 10)

    outside = fold(page, start, delta(step(11), open=4) | {"to": 14, "steps": []})
    assert (outside["seq"], outside["recent"]) == (14, [10])


def test_points_follow_the_steps(bench: WallBench) -> None:
    page = bench.open()
    point = [1, 120.62, 29.97, "green", "0301", "order", "grid"]
    start = snapshot(10, points=[point])

    moved = fold(page, start, delta(step(11, 1, lamp="red", lon=120.63)))
    assert moved["points"] == [[1, 120.63, 29.97, "red", "0301", "order", "grid"]]
    for gone in (
        step(11, 1, state="closed", lamp="none"),
        step(11, 1, state="draft"),
        step(11, 1, lon=None, lat=None),
        sensitive(11, 1),
    ):
        assert fold(page, start, delta(gone))["points"] == []
    day = step(11, None, state=None, lon=None, lat=None)
    after = fold(page, start, delta(day, today__reported=0))
    assert (after["points"], after["rows"], after["counts"]) == (
        [point],
        [],
        {"today.reported": 0},
    )


def test_windows_are_bounded_and_show_each_event_once(bench: WallBench) -> None:
    page = bench.open()
    many = [delta(step(11 + n, n % 30)) for n in range(300)]
    result = fold(page, snapshot(10), *many)
    assert (len(result["recent"]), result["recent"][0], len(result["rows"])) == (40, 310, 8)
    assert len({row["event"] for row in result["rows"]}) == 8


def test_numbers_are_the_counts_and_what_was_drawn_is_told(bench: WallBench) -> None:
    page = bench.open()
    expect(page.locator("[data-count='open']")).to_have_text("3")
    bench.say(delta(step(11), open=1234, open__lamp__red=2))
    expect(page.locator("[data-count='open']")).to_have_text("1,234")
    expect(page.locator(".tiles [data-count='open.lamp.red']")).to_have_text("2")
    expect(page.locator("#ledger-line")).to_have_text("第11号 · bbbbbbbb")
    bench.wait(lambda: bench.heard[-1:] == [{"type": "drawn", "seq": 11}], "drawn")


def test_a_row_says_what_where_whence_and_how_it_stands(bench: WallBench) -> None:
    page = bench.open()
    bench.say(delta(step(11, 1, lamp="red", state="processing")))
    row = page.locator("#event-list li").first
    expect(row.locator(".cell-matter")).to_have_text("消防通道堵塞")
    expect(row.locator(".cell-place")).to_have_text("石桥镇 石桥村")
    expect(row.locator(".cell-source")).to_have_text("网格")
    expect(row.locator(".cell-state")).to_have_text("超时 · 处置中")
    expect(row.locator(".cell-lamp")).to_have_text("■")


def test_a_sensitive_row_says_village_and_major_only(bench: WallBench) -> None:
    page = bench.open()
    bench.say(delta(sensitive(11)))
    row = page.locator("#event-list li").first
    expect(row.locator(".cell-matter")).to_have_text("敏感事件 · 矛盾纠纷")
    expect(row.locator(".cell-place")).to_have_text("石桥镇 石桥村")
    expect(row.locator(".cell-source")).to_have_text("")
    expect(page.locator("#map-shown")).to_contain_text("图上 0")


def test_a_gap_is_asked_about_and_healed(bench: WallBench) -> None:
    page = bench.open()
    expect(page.locator("#ledger-line")).to_have_text("第10号 · aaaaaaaa")
    bench.say(delta(step(15), open=9))
    bench.wait(lambda: {"type": "resync"} in bench.heard, "a resync")
    expect(page.locator("[data-count='open']")).to_have_text("3")
    bench.say(snapshot(15, counts={"open": 9}))
    expect(page.locator("[data-count='open']")).to_have_text("9")


def test_a_beat_of_another_chain_is_asked_about(bench: WallBench) -> None:
    page = bench.open()
    expect(page.locator("#ledger-line")).to_contain_text("10")
    bench.say({"type": "beat", "seq": 10, "h": "cccccccc", "at": None})
    bench.wait(lambda: {"type": "resync"} in bench.heard, "a resync")


def test_seven_seconds_of_silence_are_a_dead_line(bench: WallBench) -> None:
    page = bench.open(clock=True)
    expect(page.locator("#ledger-line")).to_contain_text("10")
    bench.greet = lambda line: None
    page.clock.run_for(6_500)
    assert len(bench.lines) == 1
    expect(page.locator("#chip")).to_contain_text("▲ 重连中 · 截至")
    page.clock.run_for(1_500)
    bench.wait(lambda: len(bench.lines) == 2, "a second socket")
    assert (bench.query()["since"], bench.query()["h"]) == (["10"], ["aaaaaaaa"])
    bench.say(delta(step(11), open=4))
    expect(page.locator("#chip")).to_have_text("● 实时")


def test_old_data_look_old(bench: WallBench) -> None:
    page = bench.open(clock=True)
    expect(page.locator("#chip")).to_have_text("● 实时")
    expect(page.locator(".watermark")).to_be_hidden()
    bench.greet = lambda line: line.close()
    page.clock.run_for(31_000)
    expect(page.locator("#chip")).to_contain_text("■ 数据停滞 · 截至")
    expect(page.locator(".watermark")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.panel')).filter") != "none"
    assert page.evaluate("getComputedStyle(document.querySelector('.wall-head')).filter") == "none"


def test_waits_grow_to_eight_seconds_and_differ(bench: WallBench) -> None:
    page = bench.open()
    waits = page.evaluate(
        """async () => {
          const {backOff} = await import("/static/governance/wall/client.js");
          return [0, 1, 2, 3, 4, 5, 40].map((n) => [0, 0.5, 1].map((r) => backOff(n, r)));
        }"""
    )
    assert [round(middle) for _, middle, _ in waits] == [400, 800, 1600, 3200, 6400, 8000, 8000]
    assert all(least < middle <= most <= 8000 for least, middle, most in waits)


def test_a_refused_device_shows_nothing_but_that(bench: WallBench) -> None:
    page = bench.open()
    expect(page.locator("[data-count='open']")).to_have_text("3")

    def refuse(line: WebSocketRoute) -> None:
        line.close(code=4403)

    bench.greet = refuse
    bench.lines[-1].close(code=4403)
    expect(page.locator(".refused")).to_be_visible()
    expect(page.locator(".notice-title")).to_have_text("未授权设备")


def test_a_first_day_says_so(bench: WallBench) -> None:
    bench.greet = lambda line: line.send(json.dumps(snapshot(0, h="")))
    page = bench.open()
    expect(page.locator("#no-events")).to_be_visible()
    expect(page.locator("#quiet")).to_be_visible()
    expect(page.locator("#hour-peak")).to_have_text("今日尚无上报")


def test_nothing_grows_with_the_deltas(bench: WallBench) -> None:
    page = bench.open()
    expect(page.locator("#ledger-line")).to_contain_text("10")
    bench.say(delta(step(11, 1)))
    for n in range(12, 20):
        bench.say(delta(step(n, n)))
    expect(page.locator("#ledger-line")).to_contain_text("19")
    before = page.evaluate("document.querySelectorAll('*').length")
    for n in range(20, 420):
        state = "closed" if n % 2 else "reported"
        bench.say(delta(step(n, n, state=state, lamp=("green", "red")[n % 2]), open=n))
    expect(page.locator("#ledger-line")).to_contain_text("419")
    assert page.evaluate("document.querySelectorAll('*').length") == before


def test_the_name_of_the_county_is_on_the_map_once(bench: WallBench) -> None:
    page = bench.open()
    names = page.locator(".map-labels span")
    expect(names).to_have_text(["石桥镇", "望湖镇"])
    bench.say(delta(step(11), **{"open__unit__339901100000": 7}))
    expect(names.first).to_have_text("石桥镇7")
    expect(page.locator("#t-map")).to_have_text("云溪县")
    assert bench.lines[-1].url.endswith(f"/ws/wall/{COUNTY}/")


def test_villages_are_called_as_people_call_them(bench: WallBench) -> None:
    page = bench.open()
    called = page.evaluate(
        """async (names) => {
          const {Names} = await import("/static/governance/wall/names.js");
          return names.map((name) => new Names().path({code: "1", name}, "0"));
        }""",
        ["壁下村委会", "壁下村民委员会", "东海居委会", "东海社区居委会", "石桥村", "村委会"],
    )
    assert called == ["壁下村", "壁下村", "东海社区", "东海社区", "石桥村", "村委会"]
