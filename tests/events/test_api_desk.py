# SPDX-License-Identifier: Apache-2.0
"""The desk's addresses: who am I, queues that count what their lists hold, and suggestions."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from events.models import Ledger
from tests.county import point_in
from tests.events.clients import ROOT, as_
from tests.walk import POTHOLE, Walk


def queues(by: Any) -> dict[str, int]:
    return {each["key"]: each["count"] for each in asked(by)["queues"]}


def asked(by: Any) -> Any:
    answer = as_(by).get(f"{ROOT}/desk/queues/")
    assert answer.status_code == 200
    return answer.json()


def test_me_says_postings_and_what_they_may(walk: Walk) -> None:
    me = as_(walk.chen).get(f"{ROOT}/me/").json()
    assert (me["user"], me["display_name"]) == ("chen", "陈文书")
    (posting,) = me["postings"]
    assert posting["unit"] == {
        "code": walk.room.code,
        "name": "石桥镇综合信息指挥室",
        "kind": "command_room",
    }
    assert posting["acts_for"]["code"] == walk.shiqiao.code
    assert (posting["role"], posting["role_label"]) == ("township_clerk", "综合政务岗")
    assert {"report", "accept", "dispatch", "close"} <= set(me["may"])
    assert "finish" not in as_(walk.he).get(f"{ROOT}/me/").json()["may"]


def test_who_serves_nowhere_has_empty_answers_not_faults(walk: Walk) -> None:
    nobody = User.objects.create_user("nobody", password="x")
    client = as_(nobody)
    assert client.get(f"{ROOT}/me/").json()["may"] == []
    assert client.get(f"{ROOT}/events/?mine=true&q=石桥&queue=mine").json()["results"] == []
    counts = client.get(f"{ROOT}/desk/queues/").json()
    assert counts["seq"] == 0 and {each["count"] for each in counts["queues"]} == {0}
    assert client.get(f"{ROOT}/desk/suggest/?text=石桥村路灯坏了").json()["places"] == []


def test_queues_count_what_their_lists_hold(walk: Walk) -> None:
    walk.report()
    for state in ("accepted", "dispatched", "processing", "handled", "checking", "pending_close"):
        walk.to(state)
    back = {"reason_code": "wrong_duty", "reason": "不属本单位"}
    walk.go(walk.to("dispatched"), "return_back", walk.wang, **back)
    expected = {"to_accept": 1, "due_soon": 0, "mine": 2, "to_check": 2, "returned": 1}
    expected |= {"whistle": 0, "to_approve": 0, "outside": 0}
    assert queues(walk.chen) == expected
    for key, count in expected.items():
        rows = as_(walk.chen).get(f"{ROOT}/events/?queue={key}").json()["results"]
        assert len(rows) == count
    assert queues(walk.wang)["mine"] == 2
    assert queues(walk.lin)["to_check"] == 1
    assert queues(walk.zhao) == dict.fromkeys(expected, 0)


def test_queues_say_as_of_which_ledger_line_and_platforms_by_name(walk: Walk) -> None:
    walk.report()
    answer = asked(walk.chen)
    assert answer["seq"] == Ledger.objects.get(county=walk.county.county.pk).seq
    assert [(each["key"], each["label"]) for each in answer["platforms"]] == [
        ("party", "党建统领"),
        ("economy", "经济生态"),
        ("order", "平安法治"),
        ("service", "公共服务"),
    ]
    assert {each["key"]: each["count"] for each in answer["platforms"]}["economy"] == 1


def test_a_leader_has_no_queues_of_their_own(walk: Walk) -> None:
    walk.report()
    assert set(queues(walk.admin).values()) == {0}


# -- suggestions ---------------------------------------------------------------------------------


def suggest(by: Any, **params: Any) -> Any:
    answer = as_(by).get(f"{ROOT}/desk/suggest/", params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_message_suggests_matter_place_and_phone(walk: Walk) -> None:
    text = "你好,石桥镇新民村村口路面破损有个大坑,请派人修。电话 138 1234 5678 或 0575-82123456"
    found = suggest(walk.chen, text=text)
    assert POTHOLE in [each["code"] for each in found["matters"]]
    assert 1 <= len(found["matters"]) <= 3
    assert found["matters"][0]["score"] == 1
    assert found["places"][0]["code"] == walk.village2.code
    assert found["places"][0]["path"] == "石桥镇 / 新民村"
    assert found["phones"] == ["13812345678", "0575-82123456"]


def test_of_two_places_of_one_name_the_readers_own_comes_first(walk: Walk) -> None:
    own = suggest(walk.chen, text="新民村路灯不亮")["places"]
    assert [each["code"] for each in own] == [walk.village2.code, "339901101202"]
    other = suggest(walk.chen, text="望湖镇新民村路灯不亮")["places"]
    assert other[0]["code"] == "339901101202"


def test_a_point_is_a_place(walk: Walk) -> None:
    lon, lat = point_in(walk.grid)
    found = suggest(walk.chen, text="路灯不亮", lon=lon, lat=lat)
    assert found["places"][0]["code"] == walk.grid.code


def test_open_events_it_may_be_about_are_shown(walk: Walk) -> None:
    same = walk.report()
    lon, lat = point_in(walk.grid)
    text = "路面破损,人行道坑洼"
    by_point = suggest(walk.chen, text=text, lon=lon, lat=lat)["similar"]
    by_name = suggest(walk.chen, text=text, place="石桥村")["similar"]
    assert [each["id"] for each in by_point] == [same.pk] == [each["id"] for each in by_name]
    assert suggest(walk.chen, text=text)["similar"] == []
    assert suggest(walk.zhao, text=text, place="石桥村")["similar"] == []


def test_an_identity_number_is_no_phone(walk: Walk) -> None:
    assert suggest(walk.chen, text="身份证330604199001011234")["phones"] == []


@pytest.mark.parametrize(
    "params", [{"lon": "x"}, {"lon": "nan"}, {"lat": 91}, {"text": "长" * 4001}, {"lon": "1e999"}]
)
def test_a_wrong_question_is_400(walk: Walk, params: dict[str, Any]) -> None:
    assert as_(walk.chen).get(f"{ROOT}/desk/suggest/", params).status_code == 400


def test_the_text_may_come_in_the_body_where_no_log_keeps_it(walk: Walk) -> None:
    answer = as_(walk.chen).post(f"{ROOT}/desk/suggest/", {"text": "新民村路灯不亮", "lon": None})
    assert answer.status_code == 200 and answer.json()["places"]
    assert answer["Cache-Control"] == "no-store"
    assert as_(walk.chen).post(f"{ROOT}/desk/suggest/", {"text": 5}).status_code in (200, 400)


def test_strangers_get_401(walk: Walk) -> None:
    for path in ("me/", "desk/queues/", "desk/suggest/?text=x"):
        assert APIClient().get(f"{ROOT}/{path}").status_code == 401
