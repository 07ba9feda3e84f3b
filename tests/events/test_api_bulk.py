# SPDX-License-Identifier: Apache-2.0
"""批量: one move on many events, and what may be done with all of them."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from events.models import Step
from grids.models import Posting
from tests.events.clients import ROOT, as_, counted, person
from tests.walk import ADVICE, MINOR_CHILD, Walk


def many(by: Any, move: str, ids: Any, **more: Any) -> Any:
    return as_(by).post(f"{ROOT}/events/moves/", {"move": move, "ids": ids, **more})


def test_one_bad_id_does_not_stop_the_others(walk: Walk) -> None:
    first, second, done = walk.report(), walk.report(), walk.to("processing")
    far = walk.report(by=walk.zhao, grid=walk.far_grid.code)
    ids = [first.pk, done.pk, far.pk, 2**62, second.pk, first.pk]
    answer = many(walk.chen, "accept", ids, fields={"level": 3})
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [(each["id"], each["status"]) for each in results] == [
        (first.pk, 200),
        (done.pk, 409),
        (far.pk, 404),
        (2**62, 404),
        (second.pk, 200),
    ]
    assert results[0]["event"]["state"] == "accepted"
    assert results[1]["problem"]["code"] == "move_not_allowed"
    assert results[1]["problem"].keys() >= {"status", "title", "detail", "code", "state", "moves"}


def test_a_bulk_move_repeated_is_done_once(walk: Walk) -> None:
    ids, uid = [walk.report().pk, walk.report().pk], str(uuid.uuid4())
    many(walk.chen, "note", ids, fields={"text": "看过"}, client_uuid=uid)
    lines = Step.objects.count()
    again = many(walk.chen, "note", ids, fields={"text": "看过"}, client_uuid=uid)
    assert [each["replayed"] for each in again.json()["results"]] == [True, True]
    assert again["Replayed"] == "true"
    assert Step.objects.count() == lines


def test_a_repeat_tells_who_lost_the_event_its_state_alone(walk: Walk) -> None:
    event, uid = walk.to("processing"), str(uuid.uuid4())
    client, body = as_(walk.wang), {"client_uuid": uid, "text": "记一笔"}
    address = f"{ROOT}/events/{event.pk}/"
    assert client.post(f"{address}note/", body).json()["text"] == event.text
    bulk: dict[str, Any] = {"fields": {"text": "看过"}, "client_uuid": str(uuid.uuid4())}
    many(walk.wang, "note", [event.pk], **bulk)
    client = as_(walk.wang)
    Posting.objects.filter(user=walk.wang).update(to_at=timezone.now())
    assert client.get(address).status_code == 404
    again = client.post(f"{address}note/", body)
    assert (again.status_code, again["Replayed"]) == (200, "true")
    told = again.json()
    assert (told["state"], told["text"], told["chain"], told["sensitive"]) == (
        "processing",
        None,
        None,
        False,
    )
    (result,) = many(walk.wang, "note", [event.pk], **bulk).json()["results"]
    assert (result["replayed"], result["event"]["text"]) == (True, None)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, {"move", "ids"}),
        ({"move": "fly", "ids": [1]}, {"move"}),
        ({"move": ["note"], "ids": [1]}, {"move"}),
        ({"move": "note", "ids": []}, {"ids"}),
        ({"move": "note", "ids": list(range(201))}, {"ids"}),
        ({"move": "note", "ids": ["1"]}, {"ids"}),
        ({"move": "note", "ids": [True]}, {"ids"}),
        ({"move": "note", "ids": 3}, {"ids"}),
        ({"move": "note", "ids": [1], "fields": []}, {"fields"}),
        ({"move": "note", "ids": [1], "client_uuid": "x"}, {"client_uuid"}),
        ({"move": "note", "ids": [1], "versions": [1]}, {"versions"}),
        ({"move": "note", "ids": [1], "versions": {"1": "2"}}, {"versions"}),
    ],
)
def test_a_bulk_request_of_the_wrong_shape_is_400(
    walk: Walk, body: dict[str, Any], wrong: set[str]
) -> None:
    answer = as_(walk.chen).post(f"{ROOT}/events/moves/", body)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, wrong)


def test_each_result_of_a_bulk_move_asks_the_role(walk: Walk) -> None:
    event, helper = walk.report(), person(walk, "xu", walk.shiqiao, "leader")
    (result,) = many(helper, "accept", [event.pk]).json()["results"]
    assert (result["status"], result["problem"]["code"]) == (403, "not_allowed")


def test_an_event_that_somebody_moved_meanwhile_is_left_alone(walk: Walk) -> None:
    """Each may name the version it was seen in, as `If-Match` does for one."""
    first, second = walk.report(), walk.report()
    seen = {str(first.pk): first.version, str(second.pk): second.version}
    walk.go(second, "note", walk.qian, text="我来看")
    answer = many(walk.chen, "note", [first.pk, second.pk], fields={"text": "看过"}, versions=seen)
    one, other = answer.json()["results"]
    assert (one["status"], other["status"]) == (200, 412)
    assert other["problem"]["code"] == "stale_version"


def test_a_lost_answer_is_asked_for_again_in_other_batches(walk: Walk) -> None:
    """Each event's receipt is its own: however they are put together again, none is done twice."""
    ids, uid = [walk.report().pk for _each in range(3)], str(uuid.uuid4())
    more = {"fields": {"text": "看过"}, "client_uuid": uid}
    many(walk.chen, "note", ids[:2], **more)
    again = many(walk.chen, "note", [ids[2], ids[1]], **more).json()["results"]
    assert [each.get("replayed", False) for each in again] == [False, True]
    assert Step.objects.filter(move="note").count() == 3


# -- what is offered -----------------------------------------------------------------------------


def offered(by: Any, *ids: int, move: str = "") -> Any:
    asked = {"ids": ",".join(map(str, ids))} | ({"move": move} if move else {})
    return as_(by).get(f"{ROOT}/events/moves/", asked)


def names(answer: Any) -> list[str]:
    return [each["name"] for each in answer.json()["moves"]]


def test_only_what_is_legal_for_all_is_offered(walk: Walk) -> None:
    first, second, busy = walk.report(), walk.report(matter=ADVICE), walk.to("processing")
    both = names(offered(walk.chen, first.pk, second.pk))
    assert {"accept", "dispatch", "reject", "note"} <= set(both)
    assert "revoke" in names(offered(walk.chen, busy.pk))
    mixed = names(offered(walk.chen, first.pk, busy.pk))
    assert "note" in mixed and not {"accept", "dispatch", "revoke"} & set(mixed)
    # One's own undo is offered beside the one event; here it would promise too much.
    assert "undo" not in names(offered(walk.chen, walk.to("dispatched").pk))


def test_the_form_holds_only_choices_open_to_all(walk: Walk) -> None:
    pothole, waste = walk.report(), walk.report(matter=ADVICE)
    form = offered(walk.chen, pothole.pk, pothole.pk, move="accept").json()["form"]
    assert "standard" in form["fields"]["properties"]
    mixed = offered(walk.chen, pothole.pk, waste.pk, move="accept").json()["form"]
    # The standards of two matters have the same numbers and mean different things.
    assert "standard" not in mixed["fields"]["properties"]
    assert mixed["fields"]["properties"].keys() >= {"level", "urgency"}
    sent = offered(walk.chen, pothole.pk, waste.pk, move="dispatch").json()["form"]
    codes = {each["code"] for each in sent["fields"]["properties"]["to"]["x-choices"]}
    assert walk.platforms["order"].code in codes
    assert offered(walk.chen, pothole.pk, move="sign").json()["form"] is None


def test_what_is_out_of_reach_is_said_and_not_offered(walk: Walk) -> None:
    mine = walk.report()
    far = walk.report(by=walk.zhao, grid=walk.far_grid.code)
    answer = offered(walk.chen, mine.pk, far.pk, 2**62).json()
    assert answer["gone"] == [far.pk, 2**62]
    assert offered(walk.chen, far.pk).json() == {"moves": [], "form": None, "gone": [far.pk]}
    secret = walk.report(by=walk.he, matter=MINOR_CHILD)
    assert offered(walk.chen, secret.pk).json()["gone"] == [secret.pk]


def test_what_is_offered_costs_the_same_for_one_and_for_many(walk: Walk) -> None:
    ids = [walk.report().pk for _each in range(6)]
    client = as_(walk.chen)
    costs = []
    for some in (ids[:1], ids):
        with counted() as statements:
            asked = {"ids": ",".join(map(str, some)), "move": "dispatch"}
            assert client.get(f"{ROOT}/events/moves/", asked).json()["form"]
        costs.append(len(statements))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("ids", ["", "a", "1,,2", "1;2", "-1", "9" * 19, "1," * 200 + "1x"])
def test_bad_ids_are_refused(walk: Walk, ids: str) -> None:
    answer = as_(walk.chen).get(f"{ROOT}/events/moves/", {"ids": ids})
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"ids"})
    too_many = ",".join(map(str, range(1, 202)))
    assert as_(walk.chen).get(f"{ROOT}/events/moves/", {"ids": too_many}).status_code == 400
