# SPDX-License-Identifier: Apache-2.0
"""The list of events: every filter, both orders, pages that neither double nor lose a row."""

import base64
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.models import Event
from tests.county import point_in
from tests.events.clients import ROOT, as_
from tests.walk import POTHOLE, QUARREL, RIVER, WASTE, Walk


def ids(by: Any, query: str = "") -> list[int]:
    answer = as_(by).get(f"{ROOT}/events/?{query}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


@pytest.fixture
def some(walk: Walk) -> dict[str, Event]:
    """A few events of the county, told apart by every filter."""
    lon, lat = point_in(walk.grid2)
    return {
        "waste": walk.report(matter=WASTE, text="垃圾堆在 3号楼"),
        "work": walk.to("processing"),
        "closed": walk.to("closed"),
        "quarrel": walk.report(matter=QUARREL, lon=lon, lat=lat, urgency="urgent"),
        "river": walk.report(matter=RIVER, address="老桥东头", source="hotline"),
        "far": walk.report(by=walk.zhao, grid=walk.far_grid.code, matter=WASTE),
    }


FILTERS = {
    "": "far river quarrel closed work waste",
    "ordering=reported_at": "waste work closed quarrel river far",
    "state=processing": "work",
    "state=processing,closed": "closed work",
    "state=processing&state=closed": "closed work",
    "open=false": "closed",
    "open=true&matter=0707": "work",
    f"matter={WASTE}": "far waste",
    "matter=07": "closed work",
    f"matter={POTHOLE},{WASTE}": "far closed work waste",
    "platform=order": "quarrel",
    "unit=339901101000": "far",
    "unit=339901100201002": "quarrel",
    "unit=339901100P3": "work",
    "holder=339901100P3": "work",
    "holder=339901000000": "river",
    "source=hotline": "river",
    "urgency=urgent": "river quarrel",
    "lamp=red": "",
    "near=120.625,29.975,100": "river closed work waste",
    "near=120.625,29.975,100&matter=0401": "waste",
    "q=老桥": "river",
    "q=3号": "waste",
    "q=望湖村": "far",
    "q=桥头路面": "far river quarrel closed work",
    "q=没有这样的事": "",
    "q=%25": "",
    "queue=mine": "",
    "queue=to_accept": "river",
    "reporter=me": "",
    "mine=true": "river",
}


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_finds_what_it_says(some: dict[str, Event], walk: Walk, query: str) -> None:
    found = ids(walk.wu, query)
    names = {event.pk: name for name, event in some.items()}
    assert [names[pk] for pk in found] == FILTERS[query].split()


def test_a_number_is_found_whole_or_in_part(some: dict[str, Event], walk: Walk) -> None:
    number = some["work"].number
    assert ids(walk.wu, f"q={number}") == [some["work"].pk]
    assert ids(walk.wu, f"q={number.lower()}") == [some["work"].pk]


def test_each_person_has_their_own_queues(some: dict[str, Event], walk: Walk) -> None:
    assert ids(walk.wang, "queue=mine") == [some["work"].pk]
    assert ids(walk.lin, "queue=to_accept") == [some["waste"].pk]
    assert ids(walk.gao, "mine=true") == [some["quarrel"].pk]
    assert set(ids(walk.lin, "reporter=me")) == {
        event.pk for name, event in some.items() if name != "far"
    }
    assert ids(walk.zhao) == [some["far"].pk]


def test_what_was_asked_back_waits_for_its_reporter(walk: Walk) -> None:
    draft = walk.to("draft")
    assert ids(walk.lin, "mine=true") == [draft.pk]
    assert ids(walk.gao, "mine=true") == []


def test_times_are_taken_with_zones_or_as_days_here(some: dict[str, Event], walk: Walk) -> None:
    for event, days in ((some["work"], 10), (some["river"], 5)):
        at = timezone.now() - timedelta(days=days)
        Event.objects.filter(pk=event.pk).update(reported_at=at)
    day = timezone.localtime(timezone.now() - timedelta(days=5)).date()
    assert some["river"].pk in ids(walk.wu, f"reported_after={day}")
    assert ids(walk.wu, f"reported_before={day}") == [some["work"].pk]
    between = timezone.localtime(timezone.now() - timedelta(days=7)).isoformat()
    assert ids(walk.wu, f"reported_before={between}") == [some["work"].pk]


WRONG = {
    "state": "flying",
    "open": "perhaps",
    "matter": "9999",
    "platform": "mars",
    "unit": "1",
    "holder": "x" * 300,
    "source": "mars",
    "urgency": "1",
    "lamp": "pink",
    "mine": "7",
    "reporter": "lin",
    "reported_after": "yesterday",
    "reported_before": "2026-13-45T00:00:00Z",
    "near": "1,2",
    "q": "长" * 101,
    "queue": "nobody",
    "ordering": "id",
    "page_size": "0",
    "cursor": "###",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_filter_is_400_and_named(walk: Walk, name: str) -> None:
    answer = as_(walk.chen).get(f"{ROOT}/events/", {name: WRONG[name]})
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {name}
    assert answer["Content-Type"] == "application/problem+json"


NASTY = ["%00", "%ED%A0%80", "%FF", "1" * 5000, "nan,nan,nan", "inf,inf,inf", "1e999", "[]", "💥"]


@pytest.mark.parametrize("value", NASTY)
def test_no_value_of_any_filter_is_a_fault_of_ours(walk: Walk, value: str) -> None:
    client = as_(walk.chen)
    client.raise_request_exception = False
    for name in WRONG:
        answer = client.get(f"{ROOT}/events/?{name}={value}")
        assert answer.status_code in (200, 400), name


# -- pages ---------------------------------------------------------------------------------------


def crowd(walk: Walk, count: int, ties: int) -> None:
    """Events of which some share their times and some have no time limit."""
    event, now = walk.report(), timezone.now()
    same = {
        field.attname: getattr(event, field.attname)
        for field in Event._meta.concrete_fields
        if field.name not in ("id", "number", "client_uuid", "reported_at", "due_at")
    }
    Event.objects.bulk_create(
        Event(
            **same,
            number=f"X{index}",
            client_uuid=uuid.uuid4(),
            reported_at=now - timedelta(minutes=index // ties),
            due_at=now + timedelta(minutes=index // ties) if index % 3 else None,
        )
        for index in range(count)
    )


def walk_pages(client: Any, address: str, link: str = "next") -> list[list[int]]:
    pages, at = [], address
    while at:
        page = client.get(at).json()
        pages.append([row["id"] for row in page["results"]])
        at = page[link]
    return pages


@pytest.mark.parametrize("ordering", ["reported_at", "-reported_at", "due_at", "-due_at"])
@pytest.mark.parametrize("more", ["", "&open=true&holder=339901100000"])
def test_pages_hold_every_row_once_and_lead_back(walk: Walk, ordering: str, more: str) -> None:
    crowd(walk, 23, ties=4)
    client = as_(walk.chen)
    whole = client.get(f"{ROOT}/events/?ordering={ordering}{more}").json()["results"]
    there = walk_pages(client, f"{ROOT}/events/?page_size=5&ordering={ordering}{more}")
    assert [pk for page in there for pk in page] == [row["id"] for row in whole]
    assert [len(page) for page in there] == [5, 5, 5, 5, 4]
    last = client.get(f"{ROOT}/events/?page_size=5&ordering={ordering}{more}").json()
    while last["next"]:
        last = client.get(last["next"]).json()
    back = [[row["id"] for row in last["results"]]]
    back += walk_pages(client, last["previous"], "previous")
    assert back[::-1] == there


def test_rows_without_a_limit_stand_last_in_both_orders(walk: Walk) -> None:
    crowd(walk, 9, ties=2)
    client = as_(walk.chen)
    for ordering in ("due_at", "-due_at"):
        rows = client.get(f"{ROOT}/events/?ordering={ordering}").json()["results"]
        limits = [row["due_at"] for row in rows]
        known = [limit for limit in limits if limit]
        assert limits == known + [None] * 3
        assert known == sorted(known, reverse=ordering.startswith("-"))


def test_a_row_that_comes_in_between_moves_no_page(walk: Walk) -> None:
    crowd(walk, 8, ties=1)
    client = as_(walk.chen)
    first = client.get(f"{ROOT}/events/?page_size=4").json()
    second = client.get(first["next"]).json()["results"]
    walk.report()
    assert client.get(first["next"]).json()["results"] == second


def test_a_page_is_never_longer_than_200(walk: Walk) -> None:
    crowd(walk, 210, ties=1)
    answer = as_(walk.chen).get(f"{ROOT}/events/?page_size=100000").json()
    assert len(answer["results"]) == 200 and answer["next"]


def test_a_cursor_belongs_to_its_order(walk: Walk) -> None:
    crowd(walk, 4, ties=1)
    client = as_(walk.chen)
    cursor = client.get(f"{ROOT}/events/?page_size=2").json()["next"].split("cursor=")[1]
    for said in (f"ordering=due_at&cursor={cursor}", "cursor=W10", "cursor=bnVsbA", "cursor=é"):
        answer = client.get(f"{ROOT}/events/?{said.split('&page_size')[0]}")
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"cursor"})


def test_a_cursor_made_up_by_hand_is_refused_or_read(walk: Walk) -> None:
    event = walk.report()
    client = as_(walk.chen)
    events, steps = f"{ROOT}/events/", f"{ROOT}/events/{event.pk}/steps/"
    moment = "2026-01-01T00:00:00+00:00"
    made_up: list[tuple[str, list[Any]]] = [
        (f"{events}?ordering=-reported_at", ["-reported_at", 0, 1, 1]),
        (f"{events}?ordering=due_at", ["due_at", 0, 1, 1]),
        (f"{events}?ordering=due_at", ["due_at", 0, "tomorrow", 1]),
        (f"{steps}?page_size=1", ["seq", 0, moment, 1]),
    ]
    for address, said in made_up:
        cursor = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
        answer = client.get(f"{address}&cursor={cursor}")
        assert (answer.status_code, set(answer.json()["errors"])) == (400, {"cursor"}), said
