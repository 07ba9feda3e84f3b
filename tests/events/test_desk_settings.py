# SPDX-License-Identifier: Apache-2.0
"""个人设置: a person's own keys at the desk, over HTTP, and in the page."""

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
