# SPDX-License-Identifier: Apache-2.0
"""Keys of the desk: four at most for a plain dispatch, none while 拼音 composes, one's own keys."""

import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from events.models import DeskSettings, Event
from tests.browser.test_desk import OpenDesk, axe_finds_nothing, desk, live_walk, shown, state_of
from tests.product import wait_until
from tests.walk import Walk

__all__ = ["desk", "live_walk"]

pytestmark = pytest.mark.browser

# Forty events before ten o'clock under `make soak`, a dozen otherwise.
QUEUE = 40 if "SOAK_STEPS" in os.environ else 12

COMPOSE = """key => {
  const told = (kind, type, more) =>
    document.activeElement.dispatchEvent(new kind(type, {bubbles: true, ...more}));
  told(CompositionEvent, "compositionstart", {data: ""});
  told(KeyboardEvent, "keydown", {key, isComposing: true});
  told(KeyboardEvent, "keydown", {key: "Process", keyCode: 229});
  // A browser that does not mark the keys of an input method.
  told(KeyboardEvent, "keydown", {key});
  told(CompositionEvent, "compositionend", {data: "登"});
}"""


class Pressed:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def __call__(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


@pytest.mark.soak
def test_a_queue_is_cleared_by_keys_alone(live_walk: Walk, desk: OpenDesk) -> None:
    """Whom the duty list names stands under the cursor: open, choose, send; four keys at most."""
    events = [live_walk.report(text=f"第{n}处塌了") for n in range(QUEUE)]
    page = desk(live_walk.chen)
    shown(page, events[0])
    a_sentence_goes_in_by_one_pick(page)
    press = Pressed(page)
    for event in events:
        shown(page, event)  # the next one is under the cursor by itself
        press("d")
        expect(page.locator(".picks li.at")).to_contain_text("责任清单主办")
        press("Enter", "Enter")
    wait_until(
        lambda: all(state_of(event) == "dispatched" for event in events), "the last dispatch"
    )
    assert press.count <= 4 * len(events)
    expect(page.locator("#queues [aria-current] .count")).to_have_text("0")
    expect(page.locator("#toasts .toast.bad")).to_have_count(0)


def a_sentence_goes_in_by_one_pick(page: Page) -> None:
    """常用语 stand under every text; what was written stays."""
    page.keyboard.press("c")
    box = page.get_by_label("写下进展")
    box.fill("上午:")
    page.get_by_label("插入常用语").select_option(label="已电话联系诉求人。")
    expect(box).to_have_value("上午:已电话联系诉求人。")
    expect(box).to_be_focused()
    axe_finds_nothing(page, "sentences")
    page.keyboard.press("Escape")


def test_keys_are_ones_own_and_do_nothing_in_inputs_or_while_pinyin_composes(
    live_walk: Walk, desk: OpenDesk
) -> None:
    event = live_walk.report()
    page = desk(live_walk.chen)
    shown(page, event)
    page.keyboard.press("/")
    page.keyboard.type("andi")
    expect(page.locator("#search")).to_have_value("andi")
    page.keyboard.press("Escape")
    for key in "iam?x":
        page.evaluate(COMPOSE, key)
    expect(page.locator("dialog[open], #move-title")).to_have_count(0)

    page.keyboard.press("?")
    expect(page.locator("#help-keys li")).not_to_have_count(0)
    change(page, "register", "a")
    expect(page.locator("#keys-note")).to_contain_text("“a”已经是“受理")
    page.keyboard.press("y")
    expect(page.locator("#keys-note")).to_contain_text("改好了")
    axe_finds_nothing(page, "help sheet")
    page.keyboard.press("Escape")
    expect(page.locator("#reg-open kbd")).to_have_text("y")
    assert DeskSettings.objects.get(user=live_walk.chen).keys == {"register": "y"}

    holds_at_another_computer(desk(live_walk.chen), event)


def holds_at_another_computer(other: Page, event: Event) -> None:
    """The server keeps a person's keys, whatever browser they sit at."""
    shown(other, event)
    other.keyboard.press("i")
    expect(other.locator("#reg-dialog")).to_be_hidden()
    other.keyboard.press("y")
    expect(other.locator("#reg-dialog")).to_be_visible()
    other.keyboard.press("Escape")
    expect(other.locator("#reg-dialog")).to_be_hidden()
    other.keyboard.press("g")
    other.keyboard.press("2")
    expect(other.locator("#platforms [aria-current]")).to_contain_text("经济生态")
    other.keyboard.press("?")
    other.get_by_role("button", name="恢复原来的按键").click()
    expect(other.locator("#reg-open kbd")).to_have_text("i")
    other.locator("#keys-on").uncheck()
    expect(other.locator("#keys-note")).to_contain_text("单键命令已关")
    other.keyboard.press("Escape")
    other.keyboard.press("i")
    expect(other.locator("#reg-dialog")).to_be_hidden()


def change(page: Page, command: str, key: str) -> Any:
    page.locator(f"#key-{command}").click()
    expect(page.locator("#keys-note")).to_contain_text("按一个新键")
    page.keyboard.press(key)
