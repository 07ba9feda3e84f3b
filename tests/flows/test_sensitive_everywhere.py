# SPDX-License-Identifier: Apache-2.0
"""A sensitive event, every address, every person: it exists for its holder's chief alone; the
reporter sees the own words and the state; for all others not a trace of it is anywhere.
"""

import io
import json
import uuid
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from accounts.models import User
from events.models import Event
from tests.county import point_in
from tests.walk import MINOR_CHILD, Walk

SECRET = "小学门口有人拦住学生"
STRANGERS = ("gao", "zhou", "chen", "wang", "ma", "shen", "wu", "sun", "zhao", "he", "admin")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def post(client: Client, path: str, **body: Any) -> Any:
    body.setdefault("client_uuid", str(uuid.uuid4()))
    return client.post(path, json.dumps(body), content_type="application/json")


def photo_of(client: Client) -> str:
    file = io.BytesIO()
    Image.new("RGB", (90, 60), "navy").save(file, "JPEG")
    file.seek(0)
    file.name = "shot.jpg"
    return str(client.post("/api/v1/photos/", {"file": file}).json()["id"])


@pytest.fixture
def hidden(walk: Walk) -> tuple[Event, str]:
    """Reported by lin over HTTP, with a photo and a claimant."""
    client = signed_in(walk.lin)
    photo = photo_of(client)
    lon, lat = point_in(walk.grid)
    answer = post(
        client,
        "/api/v1/events/",
        matter=MINOR_CHILD,
        lon=lon,
        lat=lat,
        text=SECRET,
        photos=[photo],
        claimants=[{"name": "张三", "phone": "13812345678"}],
    )
    assert answer.status_code == 201, answer.content
    return Event.objects.get(pk=answer.json()["id"]), photo


def addresses(event: Event, walk: Walk) -> list[str]:
    lon, lat = point_in(walk.grid)
    lists = [
        "",
        "?open=true",
        "?state=reported",
        f"?matter={MINOR_CHILD}",
        "?platform=order",
        f"?unit={walk.shiqiao.code}",
        f"?holder={walk.shiqiao.code}",
        "?source=grid",
        "?urgency=urgent",
        "?lamp=green",
        "?mine=true",
        "?queue=to_accept",
        f"?q={event.number}",
        "?q=小学",
        f"?near={lon},{lat},500",
        "?ordering=due_at",
    ]
    found = [f"/api/v1/events/{query}" for query in lists]
    found += [
        "/api/v1/desk/queues/",
        f"/api/v1/desk/suggest/?text=小学门口&lon={lon}&lat={lat}",
        f"/api/v1/wall/{walk.county.county.code}/snapshot/",
        f"/api/v1/wall/{walk.shiqiao.code}/snapshot/",
        "/api/v1/me/",
    ]
    return found


@pytest.mark.parametrize("name", STRANGERS)
def test_not_a_trace_for_anybody_else(walk: Walk, hidden: tuple[Event, str], name: str) -> None:
    event, photo = hidden
    client = signed_in(getattr(walk.county, name))
    for path in addresses(event, walk):
        answer = client.get(path)
        assert answer.status_code in (200, 403, 404), path
        said = answer.content.decode()
        for trace in (event.number, SECRET, "张三", "13812345678", photo, str(event.client_uuid)):
            assert trace not in said, (name, path, trace)
        if "/events/" in path:
            assert answer.json()["results"] == [], (name, path)
    own = f"/api/v1/events/{event.pk}"
    for path in (f"{own}/", f"{own}/steps/", f"{own}/similar/"):
        assert client.get(path).status_code == 404, (name, path)
    for path in (f"/api/v1/photos/{photo}/", f"/api/v1/photos/{photo}/thumb/"):
        assert client.get(path).status_code == 404, (name, path)
    for move in ("accept", "note", "dispatch", "withdraw"):
        assert post(client, f"{own}/{move}/", text="x").status_code == 404, (name, move)
    bulk = post(client, "/api/v1/events/moves/", move="accept", ids=[event.pk], fields={})
    assert [each["status"] for each in bulk.json()["results"]] == [404]


def test_counts_of_a_desk_do_not_betray_it(walk: Walk, hidden: tuple[Event, str]) -> None:
    queues = signed_in(walk.chen).get("/api/v1/desk/queues/").json()
    assert {each["count"] for each in queues["queues"] + queues["platforms"]} == {0}


def test_the_wall_counts_it_under_its_village_alone(walk: Walk, hidden: tuple[Event, str]) -> None:
    said = signed_in(walk.wu).get(f"/api/v1/wall/{walk.county.county.code}/snapshot/").json()
    counts = said["data"]["counts"]
    assert counts["open"] == 1
    assert sum(counts[f"open.platform.{each}"] for each in ("party", "economy", "order")) == 0
    assert sum(n for key, n in counts.items() if key.startswith("today.source.")) == 0
    assert said["data"]["points"] == []
    step = next(step for step in said["data"]["recent"] if step["move"] == "submit")
    told = {key: value for key, value in step.items() if value is not None}
    assert told.keys() <= {"seq", "event", "move", "state", "unit", "major", "lamp", "at"}
    assert (told["unit"], told["major"]) == (walk.village.code, "01")


def test_the_holders_chief_works_on_it(walk: Walk, hidden: tuple[Event, str]) -> None:
    event, photo = hidden
    client = signed_in(walk.qian)
    answer = client.get(f"/api/v1/events/{event.pk}/").json()
    assert answer["text"] == SECRET
    assert client.get(f"/api/v1/photos/{photo}/").status_code == 200
    assert post(client, f"/api/v1/events/{event.pk}/accept/").status_code == 200


def test_the_reporter_sees_own_words_and_the_state_only(
    walk: Walk, hidden: tuple[Event, str]
) -> None:
    event, _photo = hidden
    post(signed_in(walk.qian), f"/api/v1/events/{event.pk}/accept/")
    client = signed_in(walk.lin)
    answer = client.get(f"/api/v1/events/{event.pk}/").json()
    assert (answer["text"], answer["state"]) == (SECRET, "accepted")
    assert answer["holder"] is None
    # What the reporter may still do is to add a word of their own.
    assert [move["name"] for move in answer["moves"]] == ["note"]
    refused = post(client, f"/api/v1/events/{event.pk}/accept/")
    assert refused.status_code == 403
