# SPDX-License-Identifier: Apache-2.0
"""Questions overlap at a desk that listens all day: an older answer never undoes a newer one."""

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.test_desk import OpenDesk, desk, live_walk, shown
from tests.walk import Walk

__all__ = ["desk", "live_walk"]

pytestmark = pytest.mark.browser

ASK_AGAIN = """async () => {
  const desk = document.querySelector("script[type=module][src*='desk/desk.js']").src;
  (await import(desk.replace("desk.js", "state.js"))).tell("reopen");
}"""
LATER = """async () => {
  const desk = document.querySelector("script[type=module][src*='desk/desk.js']").src;
  const { debounce } = await import(desk.replace("desk.js", "dom.js"));
  window.done = 0;
  window.later = debounce(300, () => { window.done += 1; }, 1500);
}"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


def reads(page: Page, address: str) -> list[Route]:
    """Hold back the answer to the next question for this address; the ones after it pass."""
    held: list[Route] = []

    def first_waits(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(address, first_waits)
    return held


def test_an_older_answer_does_not_undo_a_newer_one(live_walk: Walk, desk: OpenDesk) -> None:
    event = live_walk.report()
    page = desk(live_walk.chen)
    shown(page, event)
    address = f"**/api/v1/events/{event.pk}/"
    old = page.context.request.get(page.url.split("/desk/")[0] + f"/api/v1/events/{event.pk}/")
    held = reads(page, address)

    def is_it(request: Request) -> bool:
        return request.url.endswith(f"/api/v1/events/{event.pk}/")

    with page.expect_request(is_it):
        page.evaluate(ASK_AGAIN)
    state = page.locator("#detail-body .tag.state")
    expect(state).to_have_text("待受理")
    live_walk.accept(event)
    expect(state).not_to_have_text("待受理")
    with page.expect_response(address):
        held[0].fulfill(response=old)
    page.evaluate(DRAWN)
    expect(state).not_to_have_text("待受理")
    expect(page.locator("#dock [data-move=dispatch]")).to_be_visible()


def test_a_refusal_of_a_form_put_away_is_told(live_walk: Walk, desk: OpenDesk) -> None:
    event = live_walk.report()
    page = desk(live_walk.chen)
    shown(page, event)
    held = reads(page, f"**/api/v1/events/{event.pk}/note/")
    page.click("#dock [data-move=note]")
    form = page.locator("#dock form")
    words = form.locator("textarea").first
    words.fill("写了好一会儿的话")
    with page.expect_request(f"**/api/v1/events/{event.pk}/note/"):
        page.keyboard.press("Control+Enter")
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    problem = {"code": "bad_fields", "title": "有误", "errors": {"text": ["这样写不行"]}}
    held[0].fulfill(status=400, content_type="application/problem+json", json=problem)
    toast = page.locator("#toasts .toast.bad")
    expect(toast).to_contain_text(event.number)
    expect(toast).to_contain_text("这样写不行")
    toast.get_by_role("button", name="打开这件").click()
    expect(page.locator("#dock [data-move=note]")).to_contain_text("未发出")
    page.click("#dock [data-move=note]")
    expect(words).to_have_value("写了好一会儿的话")


def test_a_busy_morning_does_not_keep_the_list_waiting(live_walk: Walk, desk: OpenDesk) -> None:
    page = desk(live_walk.chen)
    page.clock.install(time=0)
    page.clock.pause_at(3_600_000)
    page.evaluate(LATER)
    for _ in range(10):  # one every 0.29 s: never the 0.3 s of quiet that the work waits for
        page.evaluate("later()")
        page.clock.run_for(290)
    assert page.evaluate("done") == 1
