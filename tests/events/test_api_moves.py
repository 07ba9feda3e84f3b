# SPDX-License-Identifier: Apache-2.0
"""Moves over HTTP: one at a time, many at once, repeated, stale, refused in the right order."""

import uuid
from typing import Any

import pytest

from events.models import Event, Receipt, Step
from tests.events.clients import as_, path_of
from tests.walk import MINOR_CHILD, Walk


def make(event: Event, move: str, by: Any, **body: Any) -> Any:
    headers = {"If-Match": body.pop("if_match")} if "if_match" in body else {}
    return as_(by).post(path_of(event, f"{move}/"), body, headers=headers)


def test_a_move_answers_200_with_the_event_after_it(walk: Walk) -> None:
    event = walk.report()
    answer = make(event, "accept", walk.chen, level=3)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["state"], body["version"]) == ("accepted", event.version + 1)
    assert answer["ETag"] == f'"{body["version"]}"'
    assert "dispatch" in {move["name"] for move in body["moves"]}
    assert all("fields" in move for move in body["moves"])


def test_a_move_without_a_body_is_a_move_without_fields(walk: Walk) -> None:
    event = walk.to("dispatched")
    answer = as_(walk.wang).generic("POST", path_of(event, "sign/"))
    assert (answer.status_code, answer.json()["state"]) == (200, "processing")


def test_a_repeat_is_answered_and_not_done_again(walk: Walk) -> None:
    event, uid = walk.report(), str(uuid.uuid4())
    first = make(event, "accept", walk.chen, client_uuid=uid)
    lines = Step.objects.count()
    again = make(event, "accept", walk.chen, client_uuid=uid)
    assert (again.status_code, again["Replayed"]) == (200, "true")
    assert again.json()["version"] == first.json()["version"]
    assert Step.objects.count() == lines


def test_a_uuid_belongs_to_one_person(walk: Walk) -> None:
    event, uid = walk.report(), str(uuid.uuid4())
    make(event, "accept", walk.chen, client_uuid=uid)
    answer = make(event, "note", walk.qian, client_uuid=uid, text="知道了")
    assert (answer.status_code, "Replayed" in answer) == (200, False)


def test_one_uuid_for_another_move_or_body_is_409(walk: Walk) -> None:
    event, uid = walk.report(), str(uuid.uuid4())
    make(event, "note", walk.chen, client_uuid=uid, text="一")
    for move, fields in (("note", {"text": "二"}), ("accept", {})):
        answer = make(event, move, walk.chen, client_uuid=uid, **fields)
        assert (answer.status_code, answer.json()["code"]) == (409, "uuid_reused")


def test_a_repeat_is_answered_though_the_move_took_the_event_out_of_reach(walk: Walk) -> None:
    """A sensitive event that went up is no longer the sender's to read; the repeat still is."""
    qian_only = walk.report(by=walk.he, matter=MINOR_CHILD)
    uid = str(uuid.uuid4())
    first = make(qian_only, "escalate", walk.qian, client_uuid=uid, reason="超出权限")
    assert (first.status_code, first.json()["state"]) == (200, "reported")
    assert first.json()["text"] is None and first.json()["number"] is None
    assert as_(walk.qian).get(path_of(qian_only)).status_code == 404
    again = make(qian_only, "escalate", walk.qian, client_uuid=uid, reason="超出权限")
    assert (again.status_code, again["Replayed"]) == (200, "true")
    assert make(qian_only, "escalate", walk.qian, reason="再来").status_code == 404


def test_if_match_makes_the_move_only_on_that_version(walk: Walk) -> None:
    event = walk.report()
    stale = make(event, "accept", walk.chen, if_match=f'"{event.version + 1}"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert stale.json()["version"] == event.version
    assert make(event, "accept", walk.chen, if_match="mine").status_code == 400
    assert make(event, "accept", walk.chen, if_match=f'W/"{event.version}"').status_code == 200


def test_refusals_come_in_one_order(walk: Walk) -> None:
    """404 before 403 before 409 before 400, whatever else is wrong with the request."""
    event = walk.to("processing")
    bad = {"client_uuid": "no uuid", "if_match": "no version", "nonsense": 1}
    assert make(event, "accept", walk.zhao, **bad).status_code == 404
    assert make(event, "accept", walk.lin, **bad).status_code == 403
    assert make(event, "accept", walk.chen, **bad).status_code == 409
    note = make(event, "note", walk.chen, **bad)
    assert note.status_code == 400
    assert make(event, "note", walk.chen, nonsense=1).json()["errors"].keys() == {
        "text",
        "nonsense",
    }


def test_a_used_uuid_tells_no_stranger_anything(walk: Walk) -> None:
    mine, uid = walk.report(by=walk.zhao, grid=walk.far_grid.code), str(uuid.uuid4())
    assert make(mine, "withdraw", walk.zhao, client_uuid=uid).status_code == 200
    other = walk.report()
    assert make(other, "withdraw", walk.zhao, client_uuid=uid).status_code == 404


def test_a_move_the_state_forbids_says_the_state_and_the_moves(walk: Walk) -> None:
    problem = make(walk.to("processing"), "accept", walk.chen).json()
    assert (problem["status"], problem["code"]) == (409, "move_not_allowed")
    assert problem["state"] == "processing"
    assert "revoke" in problem["moves"] and problem["title"]


def test_an_unknown_move_is_404(walk: Walk) -> None:
    event = walk.report()
    for move in ("fly", "submit", "instant_close", "a" * 500):
        assert make(event, move, walk.chen).status_code == 404
    assert as_(walk.chen).get(path_of(event, "accept/")).status_code == 405
    assert make(event, "steps", walk.chen).status_code == 405


def test_a_key_that_no_event_can_have_is_404(walk: Walk) -> None:
    path, uid = f"/api/v1/events/{10**30}/", str(uuid.uuid4())
    assert as_(walk.chen).get(path).status_code == 404
    body = {"client_uuid": uid}
    answer = as_(walk.chen).post(f"{path}accept/", body, content_type="application/json")
    assert answer.status_code == 404


def test_a_refused_move_keeps_no_receipt(walk: Walk) -> None:
    event, uid = walk.report(), str(uuid.uuid4())
    assert make(event, "note", walk.chen, client_uuid=uid).status_code == 400
    assert not Receipt.objects.filter(client_uuid=uid).exists()
    assert make(event, "note", walk.chen, client_uuid=uid, text="补上").status_code == 200


@pytest.mark.parametrize(
    ("move", "fields", "wrong"),
    [
        ("dispatch", {"to": "339901101P3"}, "to"),
        ("dispatch", {"to": 3}, "to"),
        ("dispatch", {"to": None}, "to"),
        ("dispatch", {"to": {}}, "to"),
        ("dispatch", {"to": "339901100P3", "supports": [{}, []]}, "supports"),
        ("reject", {"reason_code": "mood", "reason": "x"}, "reason_code"),
        ("reject", {"reason_code": "not_in_area", "reason": "字" * 70_000}, "reason"),
        ("accept", {"level": 5}, "level"),
        ("accept", {"level": True}, "level"),
        ("accept", {"standard": "77"}, "standard"),
        ("correct", {"matter": "0000", "reason": "x"}, "matter"),
        ("correct", {"place": {"lon": 1, "lat": 1}, "reason": "x"}, "lon"),
    ],
)
def test_a_wrong_field_is_400_and_named(
    walk: Walk, move: str, fields: dict[str, Any], wrong: str
) -> None:
    answer = make(walk.report(), move, walk.chen, **fields)
    assert answer.status_code == 400, answer.content
    assert wrong in answer.json()["errors"], answer.json()
