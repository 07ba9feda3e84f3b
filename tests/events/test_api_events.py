# SPDX-License-Identifier: Apache-2.0
"""Events over HTTP: report, list, detail, steps, similar: shapes, refusals, who sees what."""

import uuid
from typing import Any

from rest_framework.test import APIClient

from accounts.models import User
from tests.county import point_in
from tests.walk import POTHOLE, Walk


def as_(user: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(User.objects.get(pk=user.pk))
    return client


def body(walk: Walk, **fields: Any) -> dict[str, Any]:
    lon, lat = point_in(walk.grid)
    fresh = {"client_uuid": str(uuid.uuid4()), "matter": POTHOLE, "lon": lon, "lat": lat}
    return fresh | {"text": "桥头路面塌了一块"} | fields


def test_a_report_answers_201_with_the_event_and_where_it_is(walk: Walk) -> None:
    sent = body(walk)
    answer = as_(walk.lin).post("/api/v1/events/", sent)
    assert answer.status_code == 201, answer.data
    event = answer.json()
    assert answer["Location"] == f"/api/v1/events/{event['id']}/"
    assert event["client_uuid"] == sent["client_uuid"]
    assert event["state"] == "reported" and event["state_label"] == "待受理"
    assert event["grid"]["code"] == walk.grid.code
    assert event["holder"]["kind"] == "township"
    assert event["reporter"] == {"name": "林小满"}
    assert "withdraw" in {move["name"] for move in event["moves"]}
