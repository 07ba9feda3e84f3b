# SPDX-License-Identifier: Apache-2.0
"""The tree in the admin is looked at, not changed; links are revoked."""

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


def test_the_tree_is_read_only(client: Client, county: SimpleNamespace) -> None:
    page = f"/admin/grids/unit/{county.village.pk}/change/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"name": "改"}).status_code == 403
    assert client.get("/admin/grids/unit/add/").status_code == 403
    assert client.post(f"/admin/grids/unit/{county.grid.pk}/delete/").status_code == 403
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
