# SPDX-License-Identifier: Apache-2.0
"""What every page at a desk must look like: no sideways scrolling, no text cut."""

import gzip

from playwright.sync_api import Page, Response

# Boxes that hide what does not fit, and hold text that does not.
CUT = """() => [...document.querySelectorAll('main *')].filter((each) => {
  const hides = getComputedStyle(each).overflowX !== 'visible' && each.tagName !== 'TEXTAREA';
  return hides && each.textContent.trim() && !each.matches('.visually-hidden, select, input')
    && each.scrollWidth > each.clientWidth + 1;
}).map((each) => each.outerHTML.slice(0, 120))"""


def nothing_is_cut(page: Page) -> None:
    """The page is no wider than its window, and no box hides a part of its text."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(CUT) == []


def weight(page: Page) -> int:
    """Bytes that loading the page anew takes, compressed as they are sent, without photos."""
    answers: list[Response] = []

    def heard(answer: Response) -> None:
        answers.append(answer)

    address = page.url
    page.goto("about:blank")
    page.on("response", heard)
    page.goto(address, wait_until="networkidle")
    page.remove_listener("response", heard)
    texts = (one for one in answers if one.ok and "/photos/" not in one.url)
    return sum(len(gzip.compress(one.body())) for one in texts)
