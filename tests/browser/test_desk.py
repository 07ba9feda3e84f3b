# SPDX-License-Identifier: Apache-2.0
"""The desk in Chromium against a real server: keys, forms, races, 登记, lost connections."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from accounts.models import User
from events.models import Event
from tests.events.conftest import live_walk
from tests.product import wait_until
from tests.walk import Walk

__all__ = ["live_walk"]

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1366, "height": 768}
LARGE = {"width": 1920, "height": 1080}
LETTER = (
    "【短信】我是张国强,电话13812345678,石桥村文化礼堂旁的路面塌了一个坑,"
    "昨天有人骑车摔倒,请尽快派人来修。"
)

OpenDesk = Callable[..., Page]


@pytest.fixture
def desk(live_walk: Walk, product: Any, window: Any) -> OpenDesk:
    """Open the desk as somebody; what is to be on it has been reported before."""
    server: list[Any] = []

    def open_desk(person: User, query: str = "", **options: Any) -> Page:
        if not server:
            server.append(product())
        options = {"viewport": LAPTOP, "timezone_id": "Asia/Shanghai"} | options
        page: Page = window(f"{server[0].url}/desk/{query}", person, **options)
        expect(page.locator("#list")).not_to_have_attribute("aria-busy", "true")
        return page

    return open_desk


def jpeg() -> FilePayload:
    buffer = io.BytesIO()
    Image.linear_gradient("L").save(buffer, "JPEG")
    return {"name": "after.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def row_of(page: Page, event: Event) -> Any:
    return page.locator(f"#row-{event.pk}")


def shown(page: Page, event: Event) -> None:
    """The event stands on the right, its moves below it."""
    expect(page.locator("#detail")).to_contain_text(event.number)
    expect(page.locator("#dock button").first).to_be_visible()


def state_of(event: Event) -> str:
    return Event.objects.values_list("state", flat=True).get(pk=event.pk)


def axe_finds_nothing(page: Page, where: str) -> None:
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == [], where


def test_keys_alone_accept_and_dispatch(live_walk: Walk, desk: OpenDesk) -> None:
    first, second = live_walk.report(), live_walk.report(text="桥尾也塌了")
    third = live_walk.report(text="桥面还有一处")
    page = desk(live_walk.chen)
    expect(page.locator("#rows tr")).to_have_count(3)
    shown(page, first)

    page.keyboard.press("a")
    expect(page.locator("#move-title")).to_contain_text("受理")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("受理")
    wait_until(lambda: state_of(first) == "accepted", "the acceptance")
    # It has left the queue: it stays where it stood, greyed, and the cursor goes on.
    expect(row_of(page, first)).to_have_class("gone")
    expect(row_of(page, second)).to_have_attribute("aria-current", "true")

    shown(page, second)
    page.keyboard.press("d")
    expect(page.locator(".picks li").first).to_be_visible()
    page.keyboard.type("平安法治")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    wait_until(lambda: state_of(second) == "dispatched", "the dispatch")
    expect(row_of(page, third)).to_have_attribute("aria-current", "true")
    expect(page.locator("#queues [aria-current] .count")).to_have_text("1")


def test_the_office_signs_finishes_and_the_ledger_is_told(live_walk: Walk, desk: OpenDesk) -> None:
    event = live_walk.to("dispatched")
    page = desk(live_walk.wang, "?queue=mine")
    shown(page, event)
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    wait_until(lambda: state_of(event) == "processing", "the signature")
    expect(page.locator(".timeline li").last).to_contain_text("签收")
    expect(page.locator(".timeline li").last).to_contain_text("处置中")


def test_a_photo_goes_up_with_the_result_and_opens_large(live_walk: Walk, desk: OpenDesk) -> None:
    event = live_walk.to("processing")
    page = desk(live_walk.wang, "?queue=mine")
    shown(page, event)
    page.locator("#dock [data-move=finish]").click()
    page.get_by_label("处置结果").fill("已填平压实")
    page.locator("#dock input[type=file]").set_input_files([jpeg()])
    expect(page.locator(".upload.sent")).to_have_count(1)
    page.get_by_label("已达到结案条件").check()
    page.keyboard.press("Enter")
    wait_until(lambda: state_of(event) == "handled", "the result")

    reader = desk(live_walk.chen, f"?queue=to_check&event={event.pk}")
    shown(reader, event)
    reader.get_by_role("button", name="放大").first.click()
    expect(reader.locator("#lightbox img")).to_have_js_property("complete", value=True)
    assert reader.locator("#lightbox img").evaluate("image => image.naturalWidth") > 0
    axe_finds_nothing(reader, "lightbox")
    reader.keyboard.press("Escape")
    expect(reader.locator("#lightbox")).to_be_hidden()


def test_the_loser_of_a_race_reads_who_was_faster_and_keeps_the_text(
    live_walk: Walk, desk: OpenDesk
) -> None:
    event = live_walk.report()
    page = desk(live_walk.chen)
    shown(page, event)
    page.route("**/ws/desk/", lambda route: route.abort())
    page.keyboard.press("u")
    page.get_by_label("为什么要上报").fill("超出本镇职权,需要县里协调")
    live_walk.go(event, "dispatch", live_walk.qian, to=live_walk.platforms["order"].code)
    page.keyboard.press("Control+Enter")
    notice = page.locator("#move-notice")
    expect(notice).to_contain_text("派发")
    expect(notice).to_contain_text("待签收")
    expect(page.get_by_label("为什么要上报")).to_have_value("超出本镇职权,需要县里协调")
    expect(page.locator("#dock [data-writes]")).to_be_disabled()
    assert state_of(event) == "dispatched"


def test_what_the_server_refuses_stands_at_its_field(live_walk: Walk, desk: OpenDesk) -> None:
    event = live_walk.report()
    page = desk(live_walk.chen)
    shown(page, event)
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".field.wrong").first).to_contain_text("这一项要填")

    def refuse(route: Route) -> None:
        problem = {"title": "有内容需要修改", "code": "invalid", "errors": {"reason": ["太短"]}}
        route.fulfill(status=400, json=problem, content_type="application/problem+json")

    page.route("**/reject/", refuse)
    page.get_by_label("原因").select_option(index=1)
    page.get_by_label("说明").fill("不归我们管")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".field.wrong")).to_contain_text("太短")
    expect(page.get_by_label("说明")).to_have_value("不归我们管")
    page.unroute("**/reject/")
    page.keyboard.press("Control+Enter")
    wait_until(lambda: state_of(event) == "rejected", "the refusal")


def test_an_answer_that_was_lost_is_asked_for_again(live_walk: Walk, desk: OpenDesk) -> None:
    """The same `client_uuid` goes out twice, so the move is made once."""
    event = live_walk.report()
    page = desk(live_walk.chen)
    shown(page, event)
    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append((route.request.post_data_json or {})["client_uuid"])
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/note/", lose)
    page.keyboard.press("c")
    page.get_by_label("写下进展").fill("已电话联系报告人")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#move-notice")).to_contain_text("没有连上服务器")
    expect(page.locator("#dock [data-writes]")).to_be_enabled(timeout=15000)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("批注")
    expect(page.locator(".timeline").get_by_text("已电话联系报告人")).to_have_count(1)
    assert sent[0] == sent[1]


def test_a_pasted_message_becomes_an_event_with_nothing_retyped(
    live_walk: Walk, desk: OpenDesk
) -> None:
    page = desk(live_walk.chen)
    expect(page.locator("#list-note")).to_contain_text("待受理为空")
    page.keyboard.press("i")
    page.keyboard.insert_text(LETTER)
    expect(page.locator("#reg-phone")).to_have_value("13812345678")
    expect(page.locator("#reg-name")).to_have_value("张国强")
    expect(page.locator("#reg-address")).to_have_value("石桥村文化礼堂旁")
    expect(page.locator("#reg-matters .option")).to_have_count(3)
    expect(page.locator("#reg-matters .option").first).to_contain_text("路面塌陷")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("已登记")
    event = Event.objects.get()
    assert (event.source, event.text, event.matter.name) == ("resident", LETTER, "路面塌陷")
    assert event.claimants.get().phone == "13812345678"
    expect(page.locator("#detail")).to_contain_text("138****5678")


def test_new_rows_wait_behind_a_banner(live_walk: Walk, desk: OpenDesk) -> None:
    first = live_walk.report()
    page = desk(live_walk.chen)
    expect(page.locator("#rows tr")).to_have_count(1)
    expect(page.locator("#fresh")).to_have_text("● 实时")
    second = live_walk.report(text="又来一件", urgency="urgent")
    expect(page.locator("#news")).to_have_text("1 件新到,按 n 载入")
    expect(page.locator("#rows tr")).to_have_count(1)
    page.keyboard.press("n")
    expect(row_of(page, second)).to_be_visible()
    expect(row_of(page, first)).to_have_attribute("aria-current", "true")


def test_without_the_server_the_desk_is_read_only_and_says_since_when(
    live_walk: Walk, product: Any, window: Any
) -> None:
    event, server = live_walk.report(), product()
    page = window(f"{server.url}/desk/", live_walk.chen, viewport=LAPTOP)
    shown(page, event)
    expect(page.locator("#fresh")).to_have_text("● 实时")
    page.keyboard.press("c")
    page.get_by_label("写下进展").fill("写到一半")
    server.processes[0].kill()
    expect(page.locator("#fresh")).to_contain_text("离线只读 · 截至", timeout=15000)
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#dock [data-writes]")).to_be_disabled()
    axe_finds_nothing(page, "offline")
    second = live_walk.report(text="断网时来的")
    server.processes[0].start()
    expect(page.locator("#fresh")).to_have_text("● 实时", timeout=30000)
    expect(page.locator("#news")).to_have_text("1 件新到,按 n 载入")
    expect(page.get_by_label("写下进展")).to_have_value("写到一半")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline").get_by_text("写到一半")).to_have_count(1)
    page.keyboard.press("n")
    expect(row_of(page, second)).to_be_visible()


def test_colleagues_see_who_else_looks(live_walk: Walk, desk: OpenDesk) -> None:
    event = live_walk.report()
    first, second = desk(live_walk.chen), desk(live_walk.qian)
    shown(first, event)
    shown(second, event)
    expect(first.locator("#present")).to_contain_text("钱指挥")
    expect(second.locator("#present")).to_contain_text("陈文书")


@pytest.mark.parametrize("size", [LAPTOP, LARGE, {"width": 1024, "height": 768}])
def test_axe_finds_nothing_and_nothing_is_cut(
    live_walk: Walk, desk: OpenDesk, size: dict[str, int]
) -> None:
    event = live_walk.report()
    page = desk(live_walk.chen, viewport=size)
    shown(page, event)
    axe_finds_nothing(page, "list and detail")
    for key in "adruc":
        page.keyboard.press(key)
        expect(page.locator("#move-title")).to_be_visible()
        axe_finds_nothing(page, f"form of {key}")
        page.keyboard.press("Escape")
        if page.locator("#move-title").count():
            page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.press("Control+Enter")
    axe_finds_nothing(page, "登记 with errors")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    axe_finds_nothing(page, "help")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_the_english_desk_speaks_english(live_walk: Walk, desk: OpenDesk) -> None:
    event = live_walk.report()
    page = desk(live_walk.chen)
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_contain_text("Event desk")
    shown(page, event)
    expect(page.locator("#dock")).to_contain_text("Accept")
    chrome = page.locator(
        "#dock, .keys, .list-head, .list thead, .facts dt, .tag.state"
    ).all_inner_texts()
    assert not [text for text in chrome if any("\u4e00" <= sign <= "\u9fff" for sign in text)]
