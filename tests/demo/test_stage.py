# SPDX-License-Identifier: Apache-2.0
"""The stage's own addresses: the story over HTTP, the guards of its buttons, the phone's code."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches, include, path
from django.utils import timezone
from pytest_django import Settings

from demo import power
from demo.scratch_chain import tamper_with_copy
from events.actions import MOVES
from events.models import Event, Ledger, Step
from events.verify import verify_county

urlpatterns: list[Any] = []
LOCAL_ONLY = ("power-cut", "tamper")


@pytest.fixture(autouse=True)
def _addresses(settings: Settings) -> Iterator[None]:
    """The product's addresses as they are in demo mode."""
    settings.DEMO = True
    urls = [path("demo/", include("demo.urls")), path("", include("governance.urls"))]
    urlpatterns[:] = urls
    settings.ROOT_URLCONF = __name__
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def stage(transactional_db: None, demo: SimpleNamespace) -> SimpleNamespace:
    """A visitor without sign-in at the stage, opened now."""
    demo.client = Client(HTTP_HOST="127.0.0.1:8000")
    demo.since = timezone.now().isoformat()
    return demo


def _told(stage: SimpleNamespace, event: int | None = None) -> Any:
    asked = {"since": stage.since} | ({"event": event} if event else {})
    return stage.client.get("/demo/story/", asked).json()


def _next(stage: SimpleNamespace, event: int | None = None, nonce: str = "n") -> HttpResponse:
    body = {"since": stage.since, "event": event, "nonce": nonce}
    answer: HttpResponse = stage.client.post(
        "/demo/story/", json.dumps(body), content_type="application/json"
    )
    return answer


def _act(stage: SimpleNamespace, move: str, by: str, **fields: Any) -> Event:
    action = MOVES[move].action
    assert action is not None
    return action(Event.objects.get(), by=stage.people[by], **fields).event


def test_story_goes_to_its_end(stage: SimpleNamespace) -> None:
    """Report, route, sign, finish, check; closed by rule; each step names its ledger numbers."""
    assert _told(stage)["next"] == 1
    event, seats = None, []
    while (told := _told(stage, event))["next"]:
        seats.append((told["next"], told["who"]))
        answer = _next(stage, event)
        assert answer.status_code == 200, answer.content
        event = json.loads(answer.content)["event"]["id"]
    assert seats == [(1, "lin"), (3, "chen"), (4, "wang"), (5, "wang"), (6, "chen")]
    assert told["closed"] and {line["step"] for line in told["made"]} == {1, 3, 4, 5, 6, 7}
    numbers = [line["seq"] for line in told["made"]]
    assert numbers == sorted(numbers)
    assert set(numbers) <= set(Step.objects.values_list("seq", flat=True))
    assert verify_county(Ledger.objects.get()).is_whole


def test_pressing_twice_reports_once(stage: SimpleNamespace) -> None:
    """The same press arrives twice: one event."""
    first, second = (json.loads(_next(stage).content) for _ in range(2))
    assert Event.objects.count() == 1
    # The second press saw that the report is there, and is already the next step.
    assert (first["next"], second["event"]) == (3, first["event"] | {"state": "dispatched"})


def test_story_notices_what_a_visitor_does_by_hand(stage: SimpleNamespace) -> None:
    """Signed by hand at the desk: the story goes on behind it."""
    event = json.loads(_next(stage).content)["event"]["id"]
    _next(stage, event)
    _act(stage, "sign", "wang")
    assert _told(stage, event)["next"] == 5


def test_story_says_when_the_event_went_astray(stage: SimpleNamespace) -> None:
    """Rejected by hand: no next step, and a press is refused without writing anything."""
    event = json.loads(_next(stage).content)["event"]["id"]
    _act(stage, "reject", "chen", reason_code="not_true", reason="查无此事")
    told = _told(stage, event)
    assert told["next"] is None and told["astray"] and not told["closed"]
    lines = Step.objects.count()
    assert _next(stage, event).status_code == 409
    assert Step.objects.count() == lines


def test_story_takes_no_others_event(stage: SimpleNamespace) -> None:
    """An older event, or another's, is not the story's."""
    _next(stage)
    stage.since = timezone.now().isoformat()
    assert _told(stage)["event"] is None
    assert _told(stage, 10**9)["event"] is None


def test_stage_needs_a_county(transactional_db: None) -> None:
    """Before `load_demo` there is no stage."""
    assert Client().get("/demo/").status_code == 404


def test_stage_page_frames_its_people(stage: SimpleNamespace) -> None:
    """Six frames' worth of prefixes, nothing inline, and the buttons' state told honestly."""
    text = stage.client.get("/demo/").content.decode()
    assert text.count('<iframe src="/as/') == 3
    assert all(name in text for name in ('data-person="chen"', 'data-person="shen"'))
    assert " style=" not in text and "<style" not in text
    assert 'id="power" disabled' in text and 'id="tamper" disabled' not in text
    assert "make run HOST=0.0.0.0" in text


@pytest.mark.parametrize("name", LOCAL_ONLY)
def test_buttons_answer_to_this_machine_alone(
    stage: SimpleNamespace, name: str, settings: Settings
) -> None:
    """Another address, another name, a proxy in between, a GET, no CSRF token: refused."""
    settings.ALLOWED_HOSTS = ["*"]
    url, local = f"/demo/{name}/", {"HTTP_HOST": "localhost:8000"}
    for far in (
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "evil.example"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
    ):
        assert stage.client.post(url, **(local | far)).status_code == 403
    assert stage.client.get(url, **local).status_code == 405
    assert Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8000").post(url).status_code == 403
    # Here: no supervisor to start it again; a chain too short to change a line of.
    assert stage.client.post(url, **local).status_code == 409


def test_story_asks_for_the_token(stage: SimpleNamespace) -> None:
    """Another site's form cannot play on."""
    assert Client(enforce_csrf_checks=True).post("/demo/story/").status_code == 403


def test_power_is_not_cut_without_a_supervisor() -> None:
    """These tests are nobody's web process, and their parent's children are left alone."""
    assert power.web_processes() == []


def test_changed_byte_is_found_in_the_copy_alone(stage: SimpleNamespace) -> None:
    """The copy is whole, one byte is changed, the line is named; the real chain is untouched."""
    event = None
    while _told(stage, event)["next"]:
        event = json.loads(_next(stage, event).content)["event"]["id"]
    before = list(Step.objects.values_list("seq", "hash", "content"))
    for _ in range(8):  # also after the database has learnt the statements
        found = tamper_with_copy(stage.county.pk)
        assert found is not None
        assert found.whole_before and found.found_line == found.changed_line
        assert found.was != found.now
        real = Step.objects.get(county_id=stage.county.pk, seq=found.changed_seq)
        assert found.was in bytes(real.content).decode()
    assert list(Step.objects.values_list("seq", "hash", "content")) == before
    assert verify_county(Ledger.objects.get()).is_whole
    answer = stage.client.post("/demo/tamper/").json()
    assert answer["found_line"] == answer["changed_line"]


def test_code_leads_to_the_phone(stage: SimpleNamespace, settings: Settings) -> None:
    """Open to the network: an SVG of our own; on this machine alone: none."""
    assert stage.client.get("/demo/phone.svg").status_code == 404
    settings.PHONE_URL = "https://192.0.2.1:8001"
    answer = stage.client.get("/demo/phone.svg")
    assert answer["Content-Type"] == "image/svg+xml" and b"<svg" in answer.content
    assert b"style=" not in answer.content
    assert "自制" in stage.client.get("/demo/").content.decode()


def test_facts_count_one_report(stage: SimpleNamespace) -> None:
    """How the page proves 'exactly once'."""
    _next(stage)
    event = Event.objects.get()
    asked = {"uuid": str(event.client_uuid)}
    assert stage.client.get("/demo/facts/", asked).json()["copies"] == 1
    assert stage.client.get("/demo/facts/", {"uuid": "x"}).status_code == 404
    assert stage.client.get("/demo/facts/").json()["events"] == 1


def test_load_history_needs_the_county_and_runs_once(
    stage: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command itself, small: a bar, a sentence, and nothing the second time."""
    call_command("load_history", events=6)
    count = Event.objects.count()
    assert count > 10  # the stories come on top
    call_command("load_history", events=6)
    assert Event.objects.count() == count
