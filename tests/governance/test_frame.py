# SPDX-License-Identifier: Apache-2.0
"""The page frame in a real browser, on a real server."""

import pytest

from tests.conftest import OpenWindow, StartProduct

pytestmark = pytest.mark.browser


def test_a_missing_page_says_so_in_both_languages(
    product: StartProduct, window: OpenWindow
) -> None:
    page = window(product().url + "/no-such-page/")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    assert "没有这一页" in page.inner_text("h1")
    page.click("button[name=language]")
    assert page.locator("html").get_attribute("lang") == "en"
