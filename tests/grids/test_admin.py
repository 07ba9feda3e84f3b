# SPDX-License-Identifier: Apache-2.0
"""The tree in the admin: units change by the actions alone; links are revoked."""

from types import SimpleNamespace

import pytest
from django.test import Client

from grids.actions.displays import make_display_link
from grids.models import DisplayLink, Unit
from grids.queries import display_for


@pytest.fixture
def client(county: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(county.admin)
    return client


@pytest.mark.parametrize("model", ["unit", "unitkind", "posting", "dutyshift", "displaylink"])
def test_every_list_opens(client: Client, county: SimpleNamespace, model: str) -> None:
    make_display_link(county.county, by=None)
    assert client.get(f"/admin/grids/{model}/").status_code == 200


def test_units_are_added_renamed_moved_and_retired(client: Client, county: SimpleNamespace) -> None:
    form = {"code": "339901100201009", "name": "第九网格", "kind": "grid", "platform": ""}
    add = "/admin/grids/unit/add/"
    for wrong, said in (
        ({"parent": county.county.pk}, "不能设在"),
        ({"parent": county.village.pk, "code": "x"}, "单位代码格式不对"),
        ({"parent": county.village.pk, "code": county.grid.code}, "单位代码已存在"),
        ({}, "请选上级单位"),
    ):
        page = client.post(add, form | wrong)
        assert page.status_code == 200 and said in page.content.decode(), said
    assert client.post(add, form | {"parent": county.village.pk}).status_code == 302
    unit = Unit.objects.get(code=form["code"])
    assert unit.path.startswith(county.village.path) and unit.county_id == county.county.pk
    own = f"/admin/grids/unit/{unit.pk}/change/"
    told = {"name": "新第九网格", "parent": county.village2.pk, "active": "on", "code": "1"}
    assert client.post(own, told).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.parent_id, unit.code) == (
        told["name"],
        county.village2.pk,
        form["code"],
    )
    assert "不能设在" in client.post(own, told | {"parent": county.room.pk}).content.decode()
    assert client.post(own, {k: v for k, v in told.items() if k != "active"}).status_code == 302
    unit.refresh_from_db()
    assert not unit.active
    assert "不能再启用" in client.post(own, told).content.decode()
    busy = f"/admin/grids/unit/{county.village.pk}/change/"
    said = client.post(busy, {"name": "石桥村", "parent": county.shiqiao.pk}).content.decode()
    assert "尚有启用的下级单位" in said


def test_the_trees_shape_is_no_forms_to_change(client: Client, county: SimpleNamespace) -> None:
    assert client.post(f"/admin/grids/unit/{county.grid.pk}/delete/").status_code == 403
    root = f"/admin/grids/unit/{county.county.pk}/change/"
    assert client.get(root).status_code == 200
    assert client.post(root, {"name": "改"}).status_code == 403
    move = {"cmd": "move_node", "cut_item": county.grid.pk, "pasted_on": county.far_village.pk}
    client.post("/admin/grids/unit/", {**move, "position": "last-child"})
    assert Unit.objects.get(pk=county.grid.pk).parent_id == county.village.pk


def test_postings_are_not_deleted(client: Client, county: SimpleNamespace) -> None:
    posting = county.lin.postings.get()
    assert client.post(f"/admin/grids/posting/{posting.pk}/delete/").status_code == 403


def test_links_are_revoked(client: Client, county: SimpleNamespace) -> None:
    token = make_display_link(county.county, by=None)
    assert client.get("/admin/grids/displaylink/add/").status_code == 403
    body = {"action": "revoke", "_selected_action": [DisplayLink.objects.get().pk]}
    assert client.post("/admin/grids/displaylink/", body).status_code == 302
    assert display_for(token) is None
