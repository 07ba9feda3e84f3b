# SPDX-License-Identifier: Apache-2.0
"""申请与督办 over HTTP: who asked, when, how it stands; what waits for whom; flags and filters."""

from typing import Any

from events.models import Event
from tests.events.asking import LONGER, asked, serve, suspended
from tests.events.clients import ROOT, as_, path_of
from tests.walk import Walk


def detail(event: Event, by: Any) -> Any:
    answer = as_(by).get(path_of(event))
    assert answer.status_code == 200
    return answer.json()


def names(moves: list[dict[str, Any]]) -> list[str]:
    return [move["name"] for move in moves]


def waiting(by: Any) -> tuple[int, list[int]]:
    """What the queue 待我审批 counts, and what its list holds."""
    queues = as_(by).get(f"{ROOT}/desk/queues/").json()["queues"]
    count = next(queue["count"] for queue in queues if queue["key"] == "to_approve")
    rows = as_(by).get(f"{ROOT}/events/?queue=to_approve").json()["results"]
    return count, [row["id"] for row in rows]


def test_a_request_is_told_with_who_asked_and_waits_in_the_deciders_queue(walk: Walk) -> None:
    head = serve("pan", walk.platforms["order"], "platform_head")
    event = walk.go(walk.to("processing"), "request_extension", walk.wang, **LONGER)
    assert waiting(head) == (1, [event.pk])
    for other in (walk.wang, walk.chen, walk.qian, walk.wu, walk.lin):
        assert waiting(other) == (0, [])
    (told,) = detail(event, head)["requests"]
    assert (told["kind"], told["state"], told["by"]) == ("extension", "pending_l1", "王平")
    assert told["unit"]["code"] == told["decider"]["code"] == walk.platforms["order"].code
    assert (told["limit_label"], told["reason"]) == ("1 工作日", "等材料到货")
    assert names(told["moves"]) == ["approve_request", "refuse_request", "withdraw_request"]
    assert names(detail(event, walk.wang)["requests"][0]["moves"]) == ["withdraw_request"]
    assert names(detail(event, walk.chen)["requests"][0]["moves"]) == []
    body = {"request": told["id"], "reason": "确实等料"}
    answer = as_(head).post(path_of(event, "approve_request/"), body)
    assert answer.status_code == 200
    assert answer.json()["requests"][0]["decision"] == "确实等料"
    assert waiting(head) == (0, [])
    assert waiting(walk.chen) == waiting(walk.qian) == (1, [event.pk])
    mine = as_(walk.chen).get(f"{ROOT}/events/?mine=true").json()["results"]
    assert [row["id"] for row in mine] == [event.pk]
    assert "awaiting" in mine[0]["flags"]


def test_an_order_is_told_and_lists_are_filtered_by_it(walk: Walk) -> None:
    event, other = walk.to("processing"), walk.to("processing")
    order = {"kind": "yellow", "text": "三日内办结"}
    answer = as_(walk.sun).post(path_of(event, "supervise/"), order)
    assert answer.status_code == 200
    (told,) = answer.json()["supervisions"]
    assert (told["kind_label"], told["state"], told["late"]) == ("黄牌", "issued", False)
    assert told["from"]["code"] == walk.county.county.code
    assert told["unit"]["code"] == walk.platforms["order"].code
    assert names(told["moves"]) == ["release_supervision"]
    assert names(detail(event, walk.wang)["supervisions"][0]["moves"]) == ["sign_supervision"]
    found = as_(walk.chen).get(f"{ROOT}/events/?supervised=yellow,red").json()["results"]
    assert [(row["id"], row["supervised"]) for row in found] == [(event.pk, "yellow")]
    assert "supervised" in found[0]["flags"]
    assert as_(walk.chen).get(f"{ROOT}/events/?supervised=pink").status_code == 400
    assert detail(other, walk.chen)["supervisions"] == []


def test_phones_in_the_words_are_masked(walk: Walk) -> None:
    event = walk.go(
        walk.to("processing"),
        "request_extension",
        walk.wang,
        **LONGER | {"reason": "业主 13812345678 出差"},
    )
    for reader in (walk.wang, walk.lin):
        assert "13812345678" not in detail(event, reader)["requests"][0]["reason"]


def test_a_suspended_event_says_until_when(walk: Walk) -> None:
    event = suspended(walk)
    told = detail(event, walk.wang)
    assert (told["state"], told["lamp"]) == ("suspended", "paused")
    assert told["suspended_until"] is not None
    assert [clock["lamp"] for clock in told["clocks"] if not clock["stopped"]] == ["paused"]
    assert told["requests"][0]["reason_label"] == "已列入改造计划"
    assert told["requests"][0]["plan"] == "入冬前完成招标"
    paused = as_(walk.chen).get(f"{ROOT}/events/?lamp=paused").json()["results"]
    assert [row["id"] for row in paused] == [event.pk]
    assert asked(event).decided_by == walk.qian
