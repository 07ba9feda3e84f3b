# SPDX-License-Identifier: Apache-2.0
"""常用语: sentences that forms offer; a county edits its own."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from events.actions import MOVES
from events.actions.texts import remove_standard_text, save_standard_text
from events.models import StandardText
from events.refusals import NotAllowed
from events.standard_texts import SHIPPED
from tests.events.clients import ROOT, as_
from tests.walk import Walk

PATH = f"{ROOT}/desk/texts/"


def offered(by: Any) -> list[dict[str, str]]:
    answer = as_(by).get(PATH)
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()
    return found


def test_what_ships_is_offered_until_a_county_has_its_own(walk: Walk) -> None:
    assert MOVES.keys() | {""} >= SHIPPED.keys()
    shipped = offered(walk.chen)
    assert {"move": "", "text": "请抓紧办理,按时反馈。"} in shipped
    county = walk.county.county
    late = StandardText(county=county, move="", text="请按时办结。", rank=2)
    first = StandardText(county=county, move="dispatch", text="请到现场。", rank=1)
    for row in (late, first):
        save_standard_text(row, by=walk.admin)
    assert (
        offered(walk.chen)
        == offered(walk.lin)
        == [
            {"move": "dispatch", "text": "请到现场。"},
            {"move": "", "text": "请按时办结。"},
        ]
    )
    for row in (late, first):
        remove_standard_text(row, by=walk.admin)
    assert offered(walk.chen) == shipped


def test_only_the_countys_administrator_edits(walk: Walk) -> None:
    row = StandardText(county=walk.county.county, text="x")
    for by in (walk.chen, walk.wu, walk.lin):
        with pytest.raises(NotAllowed):
            save_standard_text(row, by=by)
    assert not StandardText.objects.exists()
    assert APIClient().get(PATH).status_code == 401


def test_the_administrator_edits_them_in_the_admin(walk: Walk, client: Client) -> None:
    client.force_login(walk.admin)
    county = walk.county.county
    page = "/admin/events/standardtext/"
    assert "每一步" in client.get(f"{page}add/").content.decode()
    body = {"county": county.pk, "move": "close", "text": "已答复。", "rank": 0}
    assert client.post(f"{page}add/", body).status_code == 302
    row = StandardText.objects.get()
    assert (row.move, row.text) == ("close", "已答复。")
    assert client.post(f"{page}add/", body | {"move": "fly"}).status_code == 200
    assert client.post(f"{page}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not StandardText.objects.exists()
    client.force_login(walk.chen)
    assert client.get(page).status_code == 302
