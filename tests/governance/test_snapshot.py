# SPDX-License-Identifier: Apache-2.0
"""GET /wall/<unit>/snapshot/: who gets it, what it says, and what it costs."""

import datetime
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.tokens import make_token
from events import moment
from events.actions.sweep import begin_day
from governance.queries import read_snapshot
from grids.actions.displays import make_display_link, revoke_display_link
from grids.actions.postings import end_posting
from grids.directory import unit_by_code
from grids.models import DisplayLink, Posting
from tests.county import COUNTY, SHIQIAO, WANGHU
from tests.county_fixtures import plant_matters
from tests.walk import MINOR_CHILD, QUARREL, Walk

VILLAGE = "339901100201"
MORNING = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC).astimezone()


@pytest.fixture
def walk(county: SimpleNamespace) -> Walk:
    plant_matters()
    return Walk(county)


def address(code: str) -> str:
    return f"/api/v1/wall/{code}/snapshot/"


def as_user(user: Any) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def counts(code: str) -> dict[str, int]:
    unit = unit_by_code(code)
    assert unit is not None
    return {key: n for key, n in read_snapshot(unit).counts.items() if n}


def test_a_wall_is_for_those_whose_postings_cover_it(walk: Walk) -> None:
    for user, code, status in (
        (walk.wu, COUNTY, 200),
        (walk.wu, VILLAGE, 200),
        (walk.chen, SHIQIAO, 200),
        (walk.chen, COUNTY, 404),
        (walk.chen, WANGHU, 404),
        (walk.gao, VILLAGE, 200),
        (walk.lin, VILLAGE, 404),
        (walk.wang, SHIQIAO, 404),
        (walk.wu, "339901D01", 404),
        (walk.wu, "no-such-unit", 404),
    ):
        assert as_user(user).get(address(code)).status_code == status, (user.username, code)
    assert APIClient().get(address(COUNTY)).status_code == 401


def test_a_token_and_a_display_link_open_it_until_they_are_revoked(walk: Walk) -> None:
    program = APIClient()
    program.credentials(HTTP_AUTHORIZATION=f"Token {make_token(walk.wu, 'cli')}")
    assert program.get(address(COUNTY)).status_code == 200
    screen = Client()
    screen.get(f"/d/{make_display_link(walk.shiqiao, by=None)}")
    assert screen.get(address(SHIQIAO)).status_code == 200
    assert screen.get(address(COUNTY)).status_code == 404
    revoke_display_link(DisplayLink.objects.get(), by=None)
    assert screen.get(address(SHIQIAO)).status_code == 401


def test_an_ended_posting_ends_the_wall(walk: Walk) -> None:
    end_posting(Posting.objects.get(user=walk.chen), by=None)
    assert as_user(walk.chen).get(address(SHIQIAO)).status_code == 404


def test_counts_are_the_contracts_and_follow_the_place(walk: Walk) -> None:
    event = walk.to("dispatched")
    walk.report(by=walk.zhao, lon=walk.far_grid.lon, lat=walk.far_grid.lat, matter=QUARREL)
    said = as_user(walk.wu).get(address(COUNTY)).json()
    told = said["data"]["counts"]
    assert {key: told[key] for key in told if key.startswith("open.unit.")} == {
        f"open.unit.{SHIQIAO}": 1,
        f"open.unit.{WANGHU}": 1,
    }
    hour = timezone.localtime(event.reported_at).hour
    for key, n in {
        "open": 2,
        "open.platform.order": 1,
        "open.state.dispatched": 1,
        "open.state.reported": 1,
        "today.reported": 2,
        "today.source.grid": 2,
        f"hour.{hour}": 2,
    }.items():
        assert told[key] == n, (key, told)
    assert sum(told[f"hour.{hour}"] for hour in range(24)) == 2
    assert set(said) == {"type", "seq", "h", "at", "data"}
    assert set(said["data"]) == {"counts", "points", "recent", "alarms", "whistles"}
    assert counts(SHIQIAO)["open"] == counts(VILLAGE)["open"] == 1
    assert not [key for key in counts(VILLAGE) if key.startswith("open.unit.")]
    assert counts(WANGHU)["open.state.reported"] == 1


def test_an_event_known_only_to_lie_in_the_township_is_no_villages(walk: Walk) -> None:
    walk.report(by=walk.chen, address="老街上")
    assert counts(SHIQIAO)["open"] == 1
    assert [key for key in counts(SHIQIAO) if key.startswith("open.unit.")] == []
    assert counts(COUNTY)[f"open.unit.{SHIQIAO}"] == 1
    assert counts(VILLAGE) == {}


def test_points_and_steps_tell_codes_and_places(walk: Walk) -> None:
    event = walk.to("dispatched")
    data = as_user(walk.wu).get(address(COUNTY)).json()["data"]
    platform = walk.platforms["order"].code
    assert data["points"] == [
        [event.pk, event.lon, event.lat, event.lamp, "0707", event.platform, "grid"]
    ]
    assert [step["move"] for step in data["recent"]] == ["dispatch", "accept", "submit", "day"]
    assert list(data["recent"][0]) == [
        "seq", "event", "number", "move", "state", "matter", "platform", "unit", "lon", "lat",
        "lamp", "source", "at",
    ]  # fmt: skip
    assert data["recent"][0] | {"at": ""} == {
        "seq": 4,
        "event": event.pk,
        "number": event.number,
        "move": "dispatch",
        "state": "dispatched",
        "matter": "0707",
        "platform": event.platform,
        "unit": platform,
        "lon": event.lon,
        "lat": event.lat,
        "lamp": event.lamp,
        "source": "grid",
        "at": "",
    }


def test_a_sensitive_event_is_a_count_and_four_facts(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD, text="放学路上的事")
    data = as_user(walk.wu).get(address(COUNTY)).json()["data"]
    assert data["points"] == []
    step = data["recent"][0]
    known = {key: value for key, value in step.items() if value is not None}
    assert known.pop("at")
    assert known == {
        "seq": 2,
        "event": event.pk,
        "move": "submit",
        "state": "reported",
        "unit": VILLAGE,
        "major": "01",
        "lamp": event.lamp,
    }
    told = {key for key, n in data["counts"].items() if n}
    assert "open" in told
    assert not {key for key in told if "platform" in key or "source" in key}


def test_what_becomes_sensitive_is_hidden_with_its_past(walk: Walk) -> None:
    event = walk.to("accepted")
    walk.go(event, "correct", walk.chen, matter=MINOR_CHILD, reason="涉及孩子")
    data = as_user(walk.wu).get(address(COUNTY)).json()["data"]
    text = json.dumps(data)
    assert event.number not in text
    assert "0707" not in text
    assert {step["major"] for step in data["recent"] if step["event"]} == {"01", "07"}
    assert data["points"] == []


def test_a_new_day_begins_at_nought(walk: Walk) -> None:
    with moment.at(MORNING):
        walk.report()
    assert counts(COUNTY)["today.reported"] == 1
    with moment.at(MORNING + datetime.timedelta(days=1)):
        begin_day(walk.county.county.pk)
    left = counts(COUNTY)
    assert left["open"] == 1
    assert not [key for key in left if key.startswith(("today.", "hour."))]


def test_before_the_first_line_everything_is_nought(walk: Walk) -> None:
    said = as_user(walk.wu).get(address(COUNTY)).json()
    assert (said["seq"], said["at"]) == (0, None)
    assert set(said["data"]["counts"].values()) == {0}


def test_a_quiet_village_finds_its_old_steps(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.queries.NEAR_LINES", 2)
    event = walk.to("accepted")
    for _ in range(3):
        walk.report(by=walk.zhao, lon=walk.far_grid.lon, lat=walk.far_grid.lat, matter=QUARREL)
    unit = unit_by_code(VILLAGE)
    assert unit is not None
    steps = read_snapshot(unit).recent
    assert [(step["move"], step["event"]) for step in steps] == [
        ("accept", event.pk),
        ("submit", event.pk),
        ("day", None),
    ]


@pytest.mark.parametrize("code", [COUNTY, SHIQIAO])
def test_few_statements_and_the_same_for_many_rows(
    walk: Walk, code: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    walk.report()
    client = as_user(walk.wu)
    with django_assert_max_num_queries(12) as few:
        client.get(address(code))
    for _ in range(45):
        walk.report()
    with django_assert_max_num_queries(12) as many:
        answer = client.get(address(code))
    assert len(many.captured_queries) <= len(few.captured_queries)
    assert len(answer.json()["data"]["points"]) == 46
    assert len(answer.json()["data"]["recent"]) == 40
