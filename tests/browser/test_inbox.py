# SPDX-License-Identifier: Apache-2.0
"""The inbox as people see it: a badge that follows at the desk, a bell and a push on the phone."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from events.actions.deliver import deliver_owed
from events.models import Claimant, Delivery, Event
from notices.models import Notice, PushSubscription, Reply, SenderSetting
from tests.browser.test_desk import axe_finds_nothing
from tests.events.conftest import live_walk
from tests.notices.servers import Browser
from tests.product import wait_until
from tests.walk import Walk

__all__ = ["live_walk"]

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
Window = Callable[..., Page]
# What a browser answers whose maker can be reached.
SUBSCRIBES = """
([told, has]) => {
  let kept = null;
  const toJSON = () => JSON.parse(told);
  const unsubscribe = async () => { kept = null; return true; };
  const made = { ...toJSON(), toJSON, unsubscribe };
  PushManager.prototype.subscribe = async () => (kept = made);
  PushManager.prototype.getSubscription = async () => kept;
  kept = has ? made : null;
}
"""
# The browser gives up what it had kept, and says so to the service worker alone.
GIVES_UP = """
async () => {
  let asked = null, waited = null;
  PushManager.prototype.subscribe = async (options) => { asked = options; };
  const event = new ExtendableEvent("pushsubscriptionchange");
  event.oldSubscription = { options: { userVisibleOnly: true, applicationServerKey: "k" } };
  event.waitUntil = (work) => { waited = work; };
  self.dispatchEvent(event);
  await waited;
  return asked;
}
"""


def carry_out() -> None:
    """A worker's round in this process; the bell is rung across to the server's."""
    Delivery.objects.filter(status="owed").update(due_at=timezone.now())
    while deliver_owed(outside=False):
        pass


def test_the_desks_badge_is_live_and_the_keyboard_reads_it(
    live_walk: Walk, product: Callable[..., Any], window: Window
) -> None:
    site, event = product(), live_walk.to("accepted")
    page = window(f"{site.url}/desk/", live_walk.wang, viewport=LAPTOP)
    expect(page.locator("#fresh")).to_have_attribute("data-state", "on")
    expect(page.locator("#bell-count")).to_be_empty()
    live_walk.dispatch(event)
    carry_out()
    expect(page.locator("#bell-count")).to_have_text("1")
    expect(page.locator("#bell")).to_have_attribute("aria-label", "消息,1 条未读")

    page.keyboard.press("m")
    row = page.locator("#inbox-rows li")
    expect(row).to_have_class("unread")
    expect(row).to_contain_text(f"{event.number} 派给平安法治,请签收")
    axe_finds_nothing(page, "inbox")
    row.locator("a").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#inbox")).not_to_be_visible()
    expect(page.locator("#detail")).to_contain_text(event.number)
    expect(page.locator("#bell-count")).to_be_empty()
    wait_until(lambda: Notice.objects.get(to_user=live_walk.wang).read_at, "the reading")
    a_resident_is_told(page, event)


def a_resident_is_told(page: Page, event: Event) -> None:
    """From the list that stands above the messages, once somebody asked for a reply."""
    asking = Claimant.objects.create(event=event, name="张国强", wants_reply=True)
    line = Delivery.objects.filter(event=event).latest("pk").line
    reply = Reply.objects.create(
        event=event, claimant=asking, line=line, template="moved_on", made_at=timezone.now()
    )
    page.locator("#bell").click()
    expect(page.locator("#replies")).to_contain_text(event.number)
    page.get_by_role("button", name="已告知").click()
    expect(page.locator("#replies-box")).not_to_be_visible()
    wait_until(lambda: Reply.objects.get(pk=reply.pk).told_at, "the telling")


def accepted(walk: Walk) -> Event:
    event = walk.to("accepted")
    carry_out()
    return event


def test_the_phones_bell_opens_the_inbox_and_the_event(
    live_walk: Walk, product: Callable[..., Any], window: Window
) -> None:
    event = accepted(live_walk)
    site = product()
    page = window(f"{site.url}/m/", live_walk.lin, viewport=PHONE, permissions=["notifications"])
    bell = page.locator(".bell")
    expect(bell).to_have_attribute("aria-label", "消息,1 条未读")
    bell.click()
    row = page.locator(".row.unread")
    expect(row).to_contain_text(event.number)
    axe_finds_nothing(page, "inbox on the phone")
    row.click()
    expect(page.locator("#main")).to_contain_text("经过")
    page.goto(f"{page.url.split('#')[0]}#/")
    expect(page.locator(".bell")).to_have_attribute("aria-label", "消息,0 条未读")
    # A second one comes while the phone is looked at again; all are read at once.
    accepted(live_walk)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".bell-count")).to_have_text("1")
    page.locator(".bell").click()
    page.get_by_role("button", name="全部标为已读").click()
    expect(page.locator(".row.unread")).to_have_count(0)
    push_is_switched_on_by_hand(live_walk, site.url, page)


def push_is_switched_on_by_hand(live_walk: Walk, url: str, page: Page) -> None:
    """The browser's maker is out of reach here: its answer to `subscribe` is put in its place."""
    browser = Browser("https://fcm.googleapis.com/fcm/send/test")
    told = json.dumps({"endpoint": browser.endpoint, "keys": browser.keys})
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    assert PushSubscription.objects.count() == 0  # nothing before somebody asks for it
    page.evaluate(SUBSCRIBES, [told, False])
    page.goto(f"{url}/m/#/mine")
    page.get_by_label("有新消息时通知我").check()
    wait_until(lambda: PushSubscription.objects.filter(user=live_walk.lin).exists(), "it")
    payload = {"id": "one", "title": "派来的事", "body": "路面 SQ1", "event": 7, "asks": True}
    for _twice in range(2):
        push(page, url, payload)
    shown = wait_until(lambda: notifications(page), "the notification")
    assert shown == [["派来的事", "路面 SQ1", "one"]]  # the same again takes the first one's place
    push_is_renewed(live_walk, page)
    page.get_by_label("有新消息时通知我").uncheck()
    wait_until(lambda: not of_lin(live_walk, "renewed again"), "its end")
    # Whoever switched it off is asked for nothing any more.
    browser = Browser("https://fcm.googleapis.com/fcm/send/unwanted")
    starts_with(page, browser, has=False)
    assert not of_lin(live_walk, "unwanted")
    SenderSetting.objects.create(county=live_walk.county.county, push_on=False)
    page.reload()
    page.get_by_label("大字").wait_for()
    assert page.get_by_label("有新消息时通知我").count() == 0


def push_is_renewed(live_walk: Walk, page: Page) -> None:
    """Under an open page by the service worker, which cannot tell whose it is and says it to the
    page; else at the next visit."""
    renewed = Browser("https://fcm.googleapis.com/fcm/send/renewed")
    page.evaluate(
        SUBSCRIBES, [json.dumps({"endpoint": renewed.endpoint, "keys": renewed.keys}), True]
    )
    (worker,) = page.context.service_workers
    assert worker.evaluate(GIVES_UP) == {"userVisibleOnly": True, "applicationServerKey": "k"}
    wait_until(lambda: page.evaluate("() => 1") and of_lin(live_walk, "renewed"), "the new one")
    starts_with(page, Browser("https://fcm.googleapis.com/fcm/send/renewed again"), has=False)
    wait_until(lambda: of_lin(live_walk, "renewed again"), "another new one")
    page.get_by_label("有新消息时通知我").wait_for()


def starts_with(page: Page, browser: Browser, *, has: bool) -> None:
    """The page is opened anew in a browser that keeps this subscription, or would make it."""
    told = json.dumps([json.dumps({"endpoint": browser.endpoint, "keys": browser.keys}), has])
    page.add_init_script(f"({SUBSCRIBES})({told})")
    page.reload()
    page.get_by_label("大字").wait_for()


def of_lin(live_walk: Walk, tail: str) -> bool:
    """Whether the server would send lin's messages to this endpoint."""
    endpoint = f"https://fcm.googleapis.com/fcm/send/{tail}"
    return PushSubscription.objects.filter(user=live_walk.lin, endpoint=endpoint).exists()


def push(page: Page, url: str, payload: dict[str, Any]) -> None:
    """Deliver a push to the page's service worker, as the browser would."""
    session = page.context.new_cdp_session(page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: found.extend(each["registrationId"] for each in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    # Words of the browser are heard only while Playwright waits for something.
    wait_until(lambda: page.evaluate("() => 1") and found, "the worker's registration")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": url, "registrationId": found[0], "data": json.dumps(payload)},
    )
    session.detach()


def notifications(page: Page) -> Any:
    return page.evaluate(
        "() => navigator.serviceWorker.ready.then((one) => one.getNotifications())"
        ".then((all) => all.map((one) => [one.title, one.body, one.tag]))"
    )
