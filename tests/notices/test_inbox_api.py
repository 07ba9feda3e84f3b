# SPDX-License-Identifier: Apache-2.0
"""The inbox over HTTP: one's own messages, in pages, read and counted; nothing about people."""

import uuid
from datetime import timedelta

from django.utils import timezone

from events.models import Delivery, Event
from notices.actions.tell import tell
from notices.models import Notice, TextTemplate
from tests.events.clients import ROOT, as_, counted
from tests.notices.inboxes import after_a_round
from tests.walk import MINOR_CHILD, Walk

LIST, READ, COUNT = (f"{ROOT}/notices/{part}" for part in ("", "read/", "count/"))


def several(event: Event, how_many: int) -> list[Notice]:
    """Messages about one event, a minute apart."""
    user = event.reporter
    now = timezone.now()
    rows = [
        Notice(
            to_user=user,
            event=event,
            line=uuid.uuid4(),
            template="accepted",
            made_at=now - timedelta(minutes=number),
        )
        for number in range(how_many)
    ]
    return Notice.objects.bulk_create(rows)


def test_a_message_names_number_matter_and_unit_and_no_person(walk: Walk) -> None:
    event = walk.to("dispatched", text="林家门口塌了", address="桥头路8号林宅")
    after_a_round()
    (row,) = as_(walk.wang).get(LIST).json()["results"]
    assert row["title"] == "派来的事"
    assert row["text"] == f"道路、人行道、路沿石破损 {event.number} 派给平安法治,请签收"
    assert (row["code"], row["event"], row["asks"]) == ("dispatched", event.pk, True)
    assert row["read_at"] is None
    english = as_(walk.wang).get(LIST, headers={"Accept-Language": "en"}).json()["results"][0]
    assert english["code"] == "dispatched"
    everything = str(row)
    for secret in ("林", "桥头", "13800000000"):
        assert secret not in everything


def test_a_sensitive_event_says_nothing_even_of_what_was_said_before(walk: Walk) -> None:
    event = walk.to("dispatched")
    after_a_round()
    Event.objects.update(sensitive=True)
    (row,) = as_(walk.wang).get(LIST).json()["results"]
    assert (row["code"], row["text"]) == ("sensitive", "敏感事件,请到工作台")
    hidden = walk.report(matter=MINOR_CHILD)
    walk.go(hidden, "accept", walk.qian)
    after_a_round()
    newest = as_(walk.lin).get(LIST).json()["results"][0]
    for told in (row, newest):
        assert event.number not in str(told) and hidden.number not in str(told)
        assert "纠纷" not in str(told) and "道路" not in str(told)


def test_pages_follow_each_other_and_cost_the_same(walk: Walk) -> None:
    several(walk.report(), 25)
    client = as_(walk.lin)
    found: list[int] = []
    address = f"{LIST}?page_size=10"
    while address:
        with counted() as statements:
            page = client.get(address).json()
        assert len(statements) == 3, statements  # token, page, the county's own words
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    ordered = Notice.objects.order_by("-made_at", "-pk").values_list("pk", flat=True)
    assert found == list(ordered)


def test_read_some_then_all_that_was_on_the_screen(walk: Walk) -> None:
    rows = several(walk.report(), 5)
    client = as_(walk.lin)
    assert client.get(COUNT).json() == {"unread": 5}
    for _twice in range(2):
        assert client.post(READ, {"ids": [rows[0].pk, rows[1].pk]}).json() == {"unread": 3}
    assert len(client.get(f"{LIST}?unread=true").json()["results"]) == 3
    assert client.post(READ, {"all": True, "up_to": rows[3].pk}).json() == {"unread": 1}
    assert client.post(READ, {"all": True}).json() == {"unread": 0}
    assert all(row["read_at"] for row in client.get(LIST).json()["results"])


def test_nobody_reads_or_clears_anothers_inbox(walk: Walk) -> None:
    rows = several(walk.report(), 2)
    chen = as_(walk.chen)
    assert chen.get(LIST).json()["results"] == []
    assert chen.post(READ, {"ids": [row.pk for row in rows]}).json() == {"unread": 0}
    assert as_(walk.lin).get(COUNT).json() == {"unread": 2}


def test_bad_input_is_refused_with_its_field(walk: Walk) -> None:
    client = as_(walk.lin)
    for body, field in (
        ({}, "ids"),
        ({"ids": "1"}, "ids"),
        ({"ids": [0]}, "ids.0"),
        ({"ids": [1] * 201}, "ids"),
        ({"all": True, "up_to": "x"}, "up_to"),
    ):
        answer = client.post(READ, body, format="json")
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {field}), body
    for query in ("cursor=%00", "cursor=abc", "page_size=0", "unread=perhaps"):
        assert client.get(f"{LIST}?{query}").status_code == 400, query
    assert client.post(READ, [1], format="json").status_code == 400
    for path in (LIST, COUNT):
        assert as_(walk.lin).get(path).status_code == 200
        client.logout()
        assert client.get(path).status_code == 401


def test_a_person_gets_one_for_an_event_and_word(walk: Walk) -> None:
    event = walk.report()
    for once in ("lamp.red", "lamp.red", "", ""):
        tell(
            Delivery(event=event, line=uuid.uuid4(), to_user=walk.chen, template="moved", once=once)
        )
    assert Notice.objects.filter(to_user=walk.chen).count() == 3


def test_a_county_says_it_in_its_own_words(walk: Walk) -> None:
    event = walk.to("dispatched")
    after_a_round()
    county = walk.county.county
    TextTemplate.objects.create(
        county=county, code="dispatched", title="新任务({state})", body="请办 {number}"
    )
    (row,) = as_(walk.wang).get(LIST).json()["results"]
    assert (row["title"], row["text"]) == ("新任务(待签收)", f"请办 {event.number}")


def test_a_door_without_words_of_its_own_gets_the_plainest(walk: Walk) -> None:
    event = walk.report()
    tell(Delivery(event=event, line=uuid.uuid4(), to_user=walk.chen, template="never_heard_of"))
    (row,) = as_(walk.chen).get(LIST).json()["results"]
    assert row["text"] == f"道路、人行道、路沿石破损 {event.number}:待受理"
