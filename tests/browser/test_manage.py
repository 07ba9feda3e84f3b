# SPDX-License-Identifier: Apache-2.0
"""The administration as a county keeps it: outlines on trial, seen on a map, put in force."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import nothing_is_cut
from tests.browser.test_desk import axe_finds_nothing
from tests.events.conftest import live_walk
from tests.governance.test_outlines import GRID, GRID2, box, feature
from tests.walk import Walk

__all__ = ["live_walk"]

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1366, "height": 768}
Window = Callable[..., Page]


def looked_at(page: Page, where: str) -> None:
    axe_finds_nothing(page, where)
    nothing_is_cut(page)


def test_outlines_are_tried_on_a_map_and_put_in_force(
    live_walk: Walk, product: Callable[..., Any], window: Window, tmp_path: Path
) -> None:
    live_walk.report()
    site = product()
    page = window(f"{site.url}/manage/outlines/", live_walk.admin, viewport=LAPTOP)
    looked_at(page, "where a file is chosen")
    # The fourth point lies on the wrong side.
    knot = [[120.60, 29.90], [120.65, 29.95], [120.65, 29.90], [120.60, 29.95], [120.60, 29.90]]
    features = [
        feature(GRID, box(120.60, 29.95, 120.62, 30.00)),
        feature(GRID2, box(120.62, 29.95, 120.70, 30.00)),
        feature("339901100202001", knot),
    ]
    file = tmp_path / "网格.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    page.get_by_label("WGS-84").check()
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_role("button", name="试运行").click()
    expect(page.get_by_role("status").first).to_contain_text("修改 2")
    expect(page.locator("#compare-map[data-drawn]")).to_be_visible()
    expect(page.locator("tbody tr").first).to_contain_text("边界自相交")
    looked_at(page, "a dry run")
    page.get_by_role("button", name="让这些边界生效").click()
    expect(page.locator("#main")).to_contain_text("已生效")
    looked_at(page, "in force")


def test_the_log_is_read(live_walk: Walk, product: Callable[..., Any], window: Window) -> None:
    site = product()
    page = window(f"{site.url}/manage/audit/", live_walk.admin, viewport=LAPTOP)
    expect(page.locator("tbody tr").first).to_be_visible()
    looked_at(page, "the audit log")
    page.get_by_label("对象类别").select_option("grids_posting")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("tbody th").first).to_contain_text("任职")
    looked_at(page, "the postings in it")


def test_people_are_tried_and_taken_over(
    live_walk: Walk, product: Callable[..., Any], window: Window
) -> None:
    site = product()
    page = window(f"{site.url}/manage/people/", live_walk.admin, viewport=LAPTOP)
    looked_at(page, "where a table is chosen")
    rows = (
        "用户名,姓名,手机,单位代码,岗位,起,止,语言",
        f"ding,丁一,13700000001,{GRID},网格员,2026-01-01,,",
        f"lin,林小满,13700000009,{GRID},网格员,,2030-12-31,",
        f"bao,包二,12,{GRID},村长,,,",
    )
    page.get_by_label("或粘贴").fill("\n".join(rows))
    page.get_by_role("button", name="试读").click()
    expect(page.get_by_role("status").first).to_contain_text("新人 1")
    looked_at(page, "a dry run of people")
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_role("button", name="下载未设密码者的链接(1 人)")).to_be_enabled()
    page.get_by_label("账号").fill("ding")
    page.get_by_role("button", name="给一个链接").click()
    expect(page.locator(".manage-link")).to_contain_text("/set-password/")
    looked_at(page, "a link shown once")
    address = page.locator(".manage-link").inner_text()
    guest = window(address, None, viewport=LAPTOP)
    looked_at(guest, "where a password is set")


def test_the_home_and_the_admin_behind_it(
    live_walk: Walk, product: Callable[..., Any], window: Window
) -> None:
    """By somebody who is neither staff nor superuser; the admin keeps our strict rules of content:
    a window that is told of a broken one fails the test."""
    live_walk.admin.is_superuser = live_walk.admin.is_staff = False
    live_walk.admin.save()
    site = product()
    page = window(f"{site.url}/manage/", live_walk.admin, viewport=LAPTOP)
    looked_at(page, "the home")
    page.get_by_role("link", name="亮灯比例").click()
    expect(page.locator("#content h1")).to_contain_text("亮灯比例")
    axe_finds_nothing(page, "a table of the admin")
    page.goto(f"{site.url}/admin/duties/lamppercent/add/")
    page.get_by_label("黄灯(%)").fill("90")
    page.get_by_label("县(市、区)").select_option(label="云溪县")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".errorlist").first).to_contain_text("黄灯小于橙灯")
    page.goto(f"{site.url}/admin/grids/unit/{live_walk.grid.pk}/change/")
    expect(page.locator("#id_name")).to_have_value(live_walk.grid.name)
    page.goto(f"{site.url}/admin/grids/unit/")
    expect(page.locator("#result_list tbody tr").nth(2)).to_contain_text("石桥村")
    axe_finds_nothing(page, "the units in the admin")
    page.goto(f"{site.url}/manage/displays/")
    page.get_by_label("名称").fill("指挥大厅左屏")
    page.get_by_role("button", name="新建链接").click()
    expect(page.locator(".manage-link")).to_contain_text("/d/")
    looked_at(page, "display links")
