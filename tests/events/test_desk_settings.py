# SPDX-License-Identifier: Apache-2.0
"""个人设置: a person's own keys, columns and named filters at the desk."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from events.desk_keys import COMMANDS, keys_of, why_not_keys
from events.models import DeskSettings
from tests.events.clients import ROOT, as_
from tests.walk import Walk

PATH = f"{ROOT}/desk/settings/"


def test_the_usual_keys_are_each_there_once() -> None:
    assert why_not_keys({}) == ""
    assert len(set(keys_of({}).values())) == len(COMMANDS)


def test_somebody_changes_keys_and_the_others_keep_theirs(walk: Walk) -> None:
    chen = as_(walk.chen)
    assert chen.get(PATH).json()["keys"]["register"] == "i"
    changed = chen.post(PATH, {"keys": {"register": "y", "note": "i", "accept": "a"}}).json()
    assert (changed["keys"]["register"], changed["keys"]["note"]) == ("y", "i")
    # Only what differs is kept, so that new usual keys reach whoever changed others.
    assert DeskSettings.objects.get().keys == {"register": "y", "note": "i"}
    off = chen.post(PATH, {"single_keys": False}).json()
    assert (off["single_keys"], off["keys"]) == (False, changed["keys"])
    assert chen.get(PATH).json() == off
    assert as_(walk.qian).get(PATH).json()["keys"]["register"] == "i"
    assert chen.post(PATH, {"keys": {}}).json()["keys"] == keys_of({})


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"register": "a"}, "“a”重了"),
        ({"register": "y", "note": "y"}, "“y”重了"),
        ({"register": "1"}, "1 到 4"),
        ({"register": " "}, "能打出字来"),
        ({"register": ""}, ""),
        ({"register": "Enter"}, "能打出字来"),
        ({"register": "\x07"}, "能打出字来"),
        ({"fly": "y"}, "没有这个命令"),
        ([], ""),
        ({"register": ["y"]}, ""),
    ],
)
def test_keys_that_would_not_work_are_refused_with_the_reason(
    walk: Walk, keys: Any, said: str
) -> None:
    answer = as_(walk.chen).post(PATH, {"keys": keys})
    assert answer.status_code == 400
    assert said in str(answer.json()["errors"]["keys"])
    assert not DeskSettings.objects.exists()


def test_nobody_sets_a_desk_without_signing_in(db: None) -> None:
    assert APIClient().get(PATH).status_code == 401
    assert APIClient().post(PATH, {"keys": {}}).status_code == 401


def test_columns_are_chosen_and_kept_in_their_order(walk: Walk) -> None:
    chen = as_(walk.chen)
    assert chen.get(PATH).json()["columns"] == ["source", "grid"]
    wanted = ["holder", "number", "number"]
    assert chen.post(PATH, {"columns": wanted}).json()["columns"] == ["number", "holder"]
    assert chen.post(PATH, {"columns": []}).json()["columns"] == []
    assert as_(walk.qian).get(PATH).json()["columns"] == ["source", "grid"]
    for wrong in (["phone"], [1], "grid", ["number", "source", "grid", "platform", "holder"]):
        answer = chen.post(PATH, {"columns": wrong})
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"columns"}), wrong
    assert chen.get(PATH).json()["columns"] == []


FILTERS = f"{ROOT}/desk/filters/"


def test_a_filter_gets_a_name_and_is_its_owners_alone(walk: Walk) -> None:
    chen, qian = as_(walk.chen), as_(walk.qian)
    asked = "?state=reported&lamp=red,orange&q=消防&cursor=x&nonsense=1&matter="
    kept = chen.post(FILTERS, {"name": "消防 超时", "query": asked}).json()
    assert kept["query"] == "state=reported&lamp=red%2Corange&q=%E6%B6%88%E9%98%B2"
    again = chen.post(FILTERS, {"name": "消防 超时", "query": "lamp=red"}).json()
    assert (again["id"], again["query"]) == (kept["id"], "lamp=red")
    assert chen.get(PATH).json()["filters"] == [again]
    assert qian.get(PATH).json()["filters"] == []
    assert qian.delete(f"{FILTERS}{kept['id']}/").status_code == 404
    assert chen.delete(f"{FILTERS}{kept['id']}/").status_code == 204
    assert chen.delete(f"{FILTERS}{kept['id']}/").status_code == 404
    assert chen.get(PATH).json()["filters"] == []


def test_a_filter_that_could_not_be_asked_is_refused(walk: Walk) -> None:
    chen = as_(walk.chen)
    for wrong in ("state=asleep", "matter=nothing", "", "nonsense=1", "reported_after=yesterday"):
        answer = chen.post(FILTERS, {"name": "x", "query": wrong})
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"query"}), wrong
    for name in ("", " ", "长" * 21):
        answer = chen.post(FILTERS, {"name": name, "query": "lamp=red"})
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"name"}), name
    for number in range(30):
        assert chen.post(FILTERS, {"name": f"n{number}", "query": "lamp=red"}).status_code == 200
    assert chen.post(FILTERS, {"name": "one more", "query": "lamp=red"}).status_code == 400
    assert chen.post(FILTERS, {"name": "n7", "query": "lamp=orange"}).status_code == 200
