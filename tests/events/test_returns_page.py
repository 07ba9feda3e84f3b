# SPDX-License-Identifier: Apache-2.0
"""退回矩阵: unit by matter; a number opens what is behind it."""

from django.test import Client

from duties.directory import matter_by_code
from tests.walk import POTHOLE, Walk

WHY = {"reason_code": "wrong_duty", "reason": "不归我们管"}


def test_returns_by_unit_and_matter_and_who_may_look(walk: Walk) -> None:
    for _number in range(2):
        event = walk.go(walk.to("dispatched"), "return_back", walk.wang, **WHY)
    client = Client()
    client.force_login(walk.qian)
    matter = matter_by_code(POTHOLE)
    assert matter is not None
    unit = walk.platforms["order"].pk
    page = client.get("/desk/returns/", {"unit": unit, "matter": matter.id}).content.decode()
    assert f'unit={unit}&amp;matter={matter.id}#behind">2</a>' in page
    assert event.number in page and "不属本单位职责" in page
    client.force_login(walk.zhao)
    assert client.get("/desk/returns/").status_code == 403
    client.force_login(walk.qian)
    assert client.get("/desk/returns/?days=x&unit=x&matter=9").status_code == 200
