# SPDX-License-Identifier: Apache-2.0
"""A sensitive event over HTTP: its reporter gets text and state, others nothing at all, and no
filter, order, count, search, picture or suggestion says more.
"""

from typing import Any

import pytest

from events.models import Event
from tests.events.clients import ROOT, as_, path_of, person, send_photo, status_of
from tests.walk import MINOR_CHILD, Walk

KNOWN_TO_REPORTER = {
    *("id", "number", "client_uuid", "text", "sensitive", "state", "state_label", "reported_at"),
    *("flags", "photos", "version", "moves"),
}


@pytest.fixture
def hidden(walk: Walk) -> Event:
    """Reported by lin with a photo; held by the township, for whose chief alone it is."""
    photo = send_photo(walk.lin)
    return walk.report(matter=MINOR_CHILD, text="孩子常独自在家", photos=[photo])


def ids(by: Any, query: str = "") -> list[int]:
    rows = as_(by).get(f"{ROOT}/events/?{query}").json()["results"]
    return [row["id"] for row in rows]


def test_its_holders_chief_reads_it_whole(walk: Walk, hidden: Event) -> None:
    event = as_(walk.qian).get(path_of(hidden)).json()
    assert event["matter"] == MINOR_CHILD and event["text"] == "孩子常独自在家"
    assert "accept" in {move["name"] for move in event["moves"]}
    assert ids(walk.qian, "queue=to_accept&q=孩子") == [hidden.pk]


def test_its_reporter_reads_text_and_state_alone(walk: Walk, hidden: Event) -> None:
    for answer in (
        as_(walk.lin).get(path_of(hidden)).json(),
        as_(walk.lin).get(f"{ROOT}/events/").json()["results"][0],
    ):
        said = {name for name, value in answer.items() if value not in (None, [])}
        assert said <= KNOWN_TO_REPORTER
        assert answer["text"] == "孩子常独自在家" and answer["number"] == hidden.number
        assert {move["name"] for move in answer["moves"]} <= {"withdraw", "resubmit", "note"}


@pytest.mark.parametrize("who", ["gao", "zhou", "chen", "wang", "ma", "shen", "wu", "sun", "zhao"])
def test_to_everybody_else_it_does_not_exist(walk: Walk, hidden: Event, who: str) -> None:
    client = as_(getattr(walk, who))
    for more in ("", "steps/", "similar/"):
        assert client.get(path_of(hidden, more)).status_code == 404
    assert client.get(f"{ROOT}/events/?q=孩子").json()["results"] == []
    assert client.get(f"{ROOT}/events/?q={hidden.number}").json()["results"] == []
    assert client.post(path_of(hidden, "note/"), {"text": "x"}).status_code == 404
    counts = client.get(f"{ROOT}/desk/queues/").json()
    assert {each["count"] for each in counts["queues"] + counts["platforms"]} == {0}


TELLING = [
    *(f"matter={MINOR_CHILD}", "matter=01", "platform=order", "source=grid", "urgency=normal"),
    *("urgency=normal,urgent,critical", "holder=339901100000", "unit=339901100201"),
    *("lamp=green,yellow,orange,red", "near=120.625,29.975,5000", "queue=to_accept", "mine=true"),
    *("q=石桥村", "q=未成年人", f"matter={MINOR_CHILD}&reporter=me"),
]


@pytest.mark.parametrize("query", TELLING)
def test_no_filter_tells_its_reporter_more(walk: Walk, hidden: Event, query: str) -> None:
    assert ids(walk.lin, query) == []


def test_by_own_words_number_and_state_it_is_found(walk: Walk, hidden: Event) -> None:
    for query in ("q=孩子", f"q={hidden.number}", "state=reported", "open=true", "reporter=me"):
        assert ids(walk.lin, query) == [hidden.pk], query


@pytest.mark.parametrize("ordering", ["due_at", "-due_at"])
def test_its_limit_moves_no_list_of_its_reporter(walk: Walk, hidden: Event, ordering: str) -> None:
    plain = walk.report()
    assert ids(walk.lin, f"ordering={ordering}") == [plain.pk, hidden.pk]


def test_its_steps_tell_the_reporter_the_moves_only(walk: Walk, hidden: Event) -> None:
    walk.go(hidden, "ask_more", walk.qian, reason="请补孩子就读的学校")
    submit, asked = as_(walk.lin).get(path_of(hidden, "steps/")).json()["results"]
    assert submit["text"] == "孩子常独自在家" and submit["by"] == "林小满"
    assert asked["text"] == "请补孩子就读的学校"
    assert (asked["by"], asked["unit"], asked["codes"], asked["photos"]) == (None, None, {}, [])


def test_its_photos_open_for_its_owner_and_the_trusted_alone(walk: Walk) -> None:
    mine, theirs = send_photo(walk.lin), send_photo(walk.qian)
    event = walk.report(matter=MINOR_CHILD, photos=[mine])
    walk.go(event, "note", walk.qian, text="已了解", photos=[theirs])
    for who, sees_mine, sees_theirs in (
        ("lin", 200, 404),
        ("qian", 200, 200),
        ("chen", 404, 404),
        ("gao", 404, 404),
        ("wu", 404, 404),
    ):
        client = as_(getattr(walk, who))
        for end in ("", "thumb/"):
            assert status_of(client, f"{ROOT}/photos/{mine}/{end}") == sees_mine, who
            assert status_of(client, f"{ROOT}/photos/{theirs}/{end}") == sees_theirs, who


def test_neither_similar_nor_suggestions_name_it(walk: Walk, hidden: Event) -> None:
    other = walk.report(by=walk.gao, matter=MINOR_CHILD)
    trusted = as_(walk.qian).get(path_of(hidden, "similar/")).json()["results"]
    assert [each["id"] for each in trusted] == [other.pk]
    assert as_(walk.lin).get(path_of(hidden, "similar/")).json() == {"results": []}
    text = {"text": "石桥村 未成年人 孩子 辍学 监护", "place": "石桥村"}
    for who in (walk.lin, walk.chen, walk.wu):
        assert as_(who).get(f"{ROOT}/desk/suggest/", text).json()["similar"] == []


def test_a_posting_of_trust_opens_it(walk: Walk, hidden: Event) -> None:
    trusted = person(walk, "xu", walk.room, "township_clerk", sensitive=True)
    assert as_(trusted).get(path_of(hidden)).json()["matter"] == MINOR_CHILD
