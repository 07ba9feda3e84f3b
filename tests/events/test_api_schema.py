# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document says what the API does: the same names, every refusal, no warning."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
import yaml
from django.core.management import call_command

from events import api_schema as docs
from events.actions import MOVES
from events.actions.report import REPORT_FIELDS
from events.representation import DETAIL_NAMES, ROW_NAMES
from tests.events.clients import ROOT, as_, path_of, send_photo
from tests.walk import MINOR_CHILD, Walk


@pytest.fixture(scope="module")
def document() -> Any:
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return yaml.safe_load(out.getvalue())


def names(serializer: Any) -> set[str]:
    return set(serializer().get_fields())


def undescribed(value: Any, shape: Any) -> Iterable[str]:
    """Names of an answer that its serializer does not have, or has and the answer lacks."""
    if isinstance(value, list):
        for each in value:
            yield from undescribed(each, shape)
        return
    if value is None or not hasattr(shape, "get_fields"):
        return
    fields = shape.get_fields()
    optional = {name for name, field in fields.items() if not field.required}
    yield from value.keys() ^ (fields.keys() - (optional - value.keys()))
    for name in value.keys() & fields.keys():
        yield from undescribed(value[name], getattr(fields[name], "child", fields[name]))


def test_every_address_documents_its_refusals(document: Any) -> None:
    for path, methods in document["paths"].items():
        if not path.split("/api/v1/")[1].startswith(("events", "photos", "uploads", "desk", "me")):
            continue
        for method, operation in methods.items():
            statuses = set(operation["responses"])
            assert "401" in statuses, (path, method)
            assert statuses & {"200", "201", "204"}, (path, method)
            if "{id}" in path:
                assert "404" in statuses, (path, method)


def test_the_move_is_documented_with_all_moves(document: Any) -> None:
    operation = document["paths"]["/api/v1/events/{id}/{move}/"]["post"]
    (parameter,) = [each for each in operation["parameters"] if each["name"] == "move"]
    assert set(parameter["schema"]["enum"]) == set(MOVES)
    assert {"200", "400", "401", "403", "404", "409", "412"} <= set(operation["responses"])
    for name in MOVES:
        assert f"`{name}`" in operation["description"]


def test_the_report_is_documented_with_all_its_fields() -> None:
    assert names(docs.ReportBody) == {"client_uuid", *(field.name for field in REPORT_FIELDS)}


def test_answers_have_exactly_the_documented_names(walk: Walk) -> None:
    claimants = [{"name": "张三", "phone": "13812345678"}]
    event = walk.report(photos=[send_photo(walk.lin)], claimants=claimants)
    walk.go(event, "dispatch", walk.chen, to=walk.platforms["order"].code)
    assert names(docs.EventRow) == set(ROW_NAMES)
    assert names(docs.EventDetail) == set(DETAIL_NAMES)
    shapes: dict[str, Any] = {
        "events/": docs.EventPage(),
        f"events/{event.pk}/": docs.EventDetail(),
        f"events/{event.pk}/steps/": docs.StepPage(),
        f"events/{event.pk}/similar/": docs.SimilarEvents(),
        "desk/queues/": docs.QueuesAnswer(),
        "desk/suggest/?text=石桥村路面破损": docs.SuggestAnswer(),
        "me/": docs.MeAnswer(),
    }
    client = as_(walk.chen)
    for path, shape in shapes.items():
        answer = client.get(f"{ROOT}/{path}")
        assert answer.status_code == 200
        assert list(undescribed(answer.json(), shape)) == [], path


def test_a_reduced_event_has_the_same_names(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD)
    client = as_(walk.lin)
    detail = client.get(path_of(event)).json()
    assert set(detail) == set(DETAIL_NAMES)
    assert set(client.get(f"{ROOT}/events/").json()["results"][0]) == set(ROW_NAMES)
