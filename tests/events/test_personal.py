# SPDX-License-Identifier: Apache-2.0
"""按用途查看: names and phones open for whoever handles the event, and each opening is logged."""

from typing import Any

import pytest
from django.test import Client

from events.models import Event
from registers.models import ReadingLog
from tests.events.clients import as_, counted, path_of, person
from tests.walk import MINOR_CHILD, Walk

PEOPLE = [{"name": "张三丰", "phone": "13812345678", "wants_reply": True}]
TEXT = "来电13812345678"


@pytest.fixture
def event(walk: Walk) -> Event:
    return walk.report(text=TEXT, claimants=PEOPLE)


def opened(user: Any, event: Event, purpose: Any = "contact") -> Any:
    return as_(user).post(path_of(event, "personal/"), {"purpose": purpose}, format="json")


def test_whoever_handles_it_opens_it_and_is_logged(walk: Walk, event: Event) -> None:
    answer = opened(walk.chen, event)
    assert answer.status_code == 200
    assert answer.json()["claimants"][0]["name"] == "张三丰"
    assert (answer.json()["claimants"][0]["phone"], answer.json()["text"]) == ("13812345678", TEXT)
    assert answer["Cache-Control"] == "private, no-store"
    line = ReadingLog.objects.get()
    assert (line.by, line.purpose, line.reference) == (walk.chen, "contact", event.number)
    assert (line.kind, line.record_id, line.fields) == ("event", event.pk, ["claimants", "text"])
    opened(walk.chen, event, "verify")
    assert ReadingLog.objects.count() == 2


def test_it_is_no_line_of_the_ledger_and_no_move(walk: Walk, event: Event) -> None:
    opened(walk.chen, event)
    assert walk.fresh(event).version == event.version


def test_who_may_not(walk: Walk, event: Event) -> None:
    # They read the event, but it is not theirs to handle; a stranger knows of none.
    for who, status in (("gao", 403), ("lin", 403), ("wu", 403), ("zhao", 404), ("wang", 404)):
        assert opened(getattr(walk, who), event).status_code == status, who
    told = Client().post(path_of(event, "personal/"), {}, content_type="application/json")
    assert told.status_code == 401
    assert not ReadingLog.objects.exists()


def test_a_sensitive_one_only_for_the_trusted_and_without_its_number(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD, claimants=PEOPLE)
    assert opened(walk.chen, event).status_code == 404
    assert opened(walk.lin, event).status_code == 403
    assert opened(walk.qian, event).status_code == 200
    assert ReadingLog.objects.get().reference == ""


@pytest.mark.parametrize("purpose", [None, "", "curious", 7, ["contact"], "campaign"])
def test_a_purpose_is_wanted(walk: Walk, event: Event, purpose: Any) -> None:
    answer = opened(walk.chen, event, purpose)
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"purpose"})
    assert not ReadingLog.objects.exists()


def test_an_auditor_finds_who_looked(walk: Walk, event: Event) -> None:
    opened(walk.chen, event)
    auditor = person(walk, "shenji", walk.county.county, "auditor")
    rows = as_(auditor).get("/api/v1/registers/readings/?register=event").json()["results"]
    assert [(row["record"], row["reference"]) for row in rows] == [(event.pk, event.number)]


def test_what_it_costs(walk: Walk, event: Event) -> None:
    client = as_(walk.chen)
    client.post(path_of(event, "personal/"), {"purpose": "contact"}, format="json")
    with counted() as statements:
        client.post(path_of(event, "personal/"), {"purpose": "contact"}, format="json")
    assert len(statements) <= 6, statements
