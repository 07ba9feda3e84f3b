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
