# SPDX-License-Identifier: Apache-2.0
"""查找: by number, words, place and people, rare or common; never by what one may not read."""

from typing import Any

import pytest
from django.db import connection

from events import searching
from events.actions.erase import erase_personal
from events.models import Event, EventWords
from events.searching import pairs_of
from tests.events.clients import ROOT, as_, counted
from tests.walk import ADVICE, MINOR_CHILD, Walk


@pytest.fixture(params=["rare", "common"], autouse=True)
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few hits are looked up by key, many are met on a walk through the list: the same answers."""
    if request.param == "common":
        monkeypatch.setattr(searching, "FEW", 0)


def found(by: Any, said: str, **more: str) -> list[int]:
    answer = as_(by).get(f"{ROOT}/events/", {"q": said, "ordering": "reported_at", **more})
    assert answer.status_code == 200, answer.content
    return [each["id"] for each in answer.json()["results"]]


def test_words_of_two_signs_and_more_are_found(walk: Walk) -> None:
    bridge = walk.report(text="河西桥头路面塌了一块,ABC-12 号杆旁", address="人民路118号")
    other = walk.report(text="头桥的狗没拴绳")
    chen = walk.chen
    assert found(chen, "桥头") == [bridge.pk]
    assert found(chen, "头桥") == [other.pk]
    assert found(chen, "桥头路面") == found(chen, "路118") == [bridge.pk]
    # Every pair is there, but not one behind the other.
    assert found(chen, "头路塌") == []
    assert found(chen, "abc-12") == found(chen, "ABC") == [bridge.pk]
    assert found(chen, "人民路 塌了") == found(chen, "  塌了  人民路 ") == [bridge.pk]
    assert found(chen, "人民路 拴绳") == []
    assert found(chen, "100%_") == found(chen, "\\'") == found(chen, "🐕") == []
    assert found(chen, "桥头", state="closed") == []


def test_a_number_is_found_by_its_beginning_and_its_end(walk: Walk) -> None:
    first, second = walk.report(), walk.report()
    assert found(walk.chen, first.number) == found(walk.chen, first.number.lower()) == [first.pk]
    assert found(walk.chen, second.number[-4:]) == [second.pk]
    assert found(walk.chen, first.number[:8]) == [first.pk, second.pk]
    assert found(walk.zhao, first.number) == []


def test_a_place_and_a_matter_are_found_by_their_names(walk: Walk) -> None:
    event, advice = walk.report(text="x"), walk.report(text="y", matter=ADVICE)
    assert found(walk.chen, "石桥村") == [event.pk, advice.pk]
    assert found(walk.chen, "政策咨询") == [advice.pk]


def test_words_follow_a_changed_text_and_go_with_an_erased_one(walk: Walk) -> None:
    event = walk.report(text="桥头路面塌了", address="李家弄三号")
    assert found(walk.chen, "李家弄") == [event.pk]
    Event.objects.filter(pk=event.pk).update(text="路灯不亮")
    assert found(walk.chen, "桥头") == [] and found(walk.chen, "路灯") == [event.pk]
    erase_personal(event, by=walk.admin)
    assert found(walk.chen, "路灯") == found(walk.chen, "李家弄") == []
    assert EventWords.objects.get().pairs == []


def test_nobody_finds_by_a_phone_what_is_masked_for_them(walk: Walk) -> None:
    """Whoever could probe digit by digit would read the phone."""
    said = "请打13812345678或0575-82345678找我,330604199001011234"
    event = walk.report(text=said, claimants=[{"name": "张三丰", "phone": "13987654321"}])
    for digits in ("13812345678", "2345", "8234", "19900101", "82345678", "345678或", "打138"):
        assert found(walk.chen, digits) == [], digits
    assert found(walk.chen, "找我") == [event.pk]


def test_who_asked_is_found_by_those_who_may_open_it(walk: Walk) -> None:
    event = walk.report(claimants=[{"name": "张三丰", "phone": "13987654321"}])
    walk.report(claimants=[{"name": "李隐", "phone": "13900000000", "secret": True}])
    for said in ("张三", "张三丰", "13987654321", "4321"):
        assert found(walk.chen, said) == [event.pk], said
        # In reach by place, but another office's to handle.
        assert found(walk.wu, said) == [], said
    assert found(walk.chen, "三丰") == found(walk.chen, "321") == found(walk.chen, "李隐") == []


def test_who_reported_is_found_where_the_name_is_read(walk: Walk) -> None:
    event = walk.report()
    assert found(walk.chen, "林小满") == [event.pk]
    assert found(walk.lin, "林小满") == [event.pk]
    assert found(walk.wu, "林小满") == []


def test_a_sensitive_event_is_found_by_those_who_read_it_alone(walk: Walk) -> None:
    hidden = walk.report(
        by=walk.he,
        matter=MINOR_CHILD,
        text="某家孩子的事",
        grid=walk.grid.code,
        address="李家弄三号",
        claimants=[{"name": "张三丰", "phone": "13987654321"}],
    )
    for said in ("孩子", "李家弄", "张三丰", "4321", "未成年", hidden.number):
        assert found(walk.qian, said) == [hidden.pk], said
        assert found(walk.chen, said) == [], said
        assert found(walk.wu, said) == [], said
    # Its reporter: by the own words and the number, and by nothing else of it.
    assert found(walk.he, "孩子") == found(walk.he, hidden.number) == [hidden.pk]
    assert found(walk.he, "李家弄") == found(walk.he, "张三丰") == found(walk.he, "未成年") == []


def test_the_database_makes_the_same_pairs(walk: Walk) -> None:
    with connection.cursor() as cursor:
        for words in ("河西桥头", "aab", "一", "", "a b", "a\nb\tc", "🐕狗狗", "、,。"):
            cursor.execute("SELECT events_pairs(%s)", [words])
            (made,) = cursor.fetchone()
            ours = {pair for part in words.split() for pair in pairs_of(part)}
            assert set(made) == ours, words


def test_a_search_costs_the_same_for_one_and_for_many(walk: Walk) -> None:
    client, costs = as_(walk.chen), []
    for more in (1, 5):
        for _each in range(more):
            walk.report()
        with counted() as statements:
            assert client.get(f"{ROOT}/events/?q=桥头 路面").json()["results"]
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 7
