# SPDX-License-Identifier: Apache-2.0
"""The registers as a village keeps them: found masked, opened, imported on trial, erased."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registers.models import Person
from tests.browser.looks import nothing_is_cut
from tests.browser.test_desk import axe_finds_nothing
from tests.registers.conftest import town

__all__ = ["live_town", "town"]

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1366, "height": 768}
TABLE = """姓名,电话,住址,关爱标签,网格
王小二,13800001111,桥头弄5号,独居老人,石桥村第一网格
无名氏,12,桥头弄6号,,石桥村第一网格
李阿婆,13800001234,桥头弄3号,,石桥村第一网格
"""


@pytest.fixture
def live_town(transactional_db: None, town: SimpleNamespace) -> SimpleNamespace:
    """The same, really committed."""
    return town


def test_a_village_keeps_its_registers(
    live_town: SimpleNamespace,
    product: Callable[..., Any],
    window: Callable[..., Page],
    tmp_path: Path,
) -> None:
    site = product()
    page = window(f"{site.url}/registers/?register=person", live_town.zhou, viewport=LAPTOP)
    expect(page.locator("tbody tr")).to_have_count(1)
    looked_at(page, "the list")
    page.get_by_role("link", name="李○○").click()
    looked_at(page, "a person, masked")
    page.get_by_label("用途").select_option("visit")
    page.get_by_role("button", name="打开").click()
    expect(page.locator("h1")).to_contain_text("李阿婆")
    looked_at(page, "a person, opened")

    page.goto(f"{site.url}/registers/import/")
    page.get_by_label("底数").select_option("person")
    table = tmp_path / "people.csv"
    table.write_text(TABLE)
    page.get_by_label("文件").set_input_files(table)
    page.get_by_role("button", name="先试一遍").click()
    expect(page.get_by_role("status")).to_contain_text("新增 1")
    expect(page.locator("#main")).to_contain_text("不是电话号码")
    looked_at(page, "a dry run")
    assert Person.objects.count() == 1

    page.goto(f"{site.url}/registers/person/{live_town.elder.pk}/")
    page.get_by_role("link", name="删除个人信息").click()
    looked_at(page, "before erasing")
    page.get_by_label("理由").select_option("asked")
    page.get_by_label("我知道删除后不能恢复").check()
    page.get_by_role("button", name="删除这个人的信息").click()
    expect(page.get_by_role("status")).to_contain_text("已删除这个人的信息")
    assert Person.objects.get().name == ""


def looked_at(page: Page, where: str) -> None:
    axe_finds_nothing(page, where)
    nothing_is_cut(page)
