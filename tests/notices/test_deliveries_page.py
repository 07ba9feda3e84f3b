# SPDX-License-Identifier: Apache-2.0
"""The administrator's page: what went out, what could not and why, sent again; own county only."""

import uuid
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from events.models import Delivery, Event
from grids.actions.planting import plant_county
from grids.drafts import Draft
from grids.models import Unit
from tests.events.clients import person
from tests.notices.inboxes import after_a_round
from tests.walk import Walk

PAGE = "/deliveries/"
OTHER = "339902000000"


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rows_for(user: User) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = browser_of(user).get(PAGE).context["rows"]
    return found


def dead(event: Event, how_many: int = 1, **fields: object) -> list[Delivery]:
    rows = [
        Delivery(
            event=event,
            line=uuid.uuid4(),
            channel="webhook",
            template="dispatched",
            to_user=event.reporter,
            status="dead",
            tries=8,
            due_at=timezone.now(),
            last_error="GatewayRefused: gateway answered 503",
            **fields,
        )
        for _ in range(how_many)
    ]
    return Delivery.objects.bulk_create(rows)


def test_it_shows_whom_how_often_and_why(walk: Walk) -> None:
    event = walk.to("dispatched")
    after_a_round()
    dead(event)
    page = browser_of(walk.admin).get(PAGE).content.decode()
    for word in (event.number, "站内消息", "网关", "派来的事", "林小满", "gateway answered 503"):
        assert word in page, word
    only = browser_of(walk.admin).get(PAGE, {"status": "dead", "channel": "webhook"})
    assert [row["delivery"].channel for row in only.context["rows"]] == ["webhook"]
    assert browser_of(walk.admin).get(PAGE, {"template": "closed"}).context["rows"] == []
    Event.objects.update(sensitive=True)
    assert event.number not in browser_of(walk.admin).get(PAGE).content.decode()


def test_dead_ones_are_sent_again_and_others_left_alone(walk: Walk) -> None:
    event = walk.to("dispatched")
    after_a_round()
    first, second = dead(event, 2)
    done = Delivery.objects.filter(status="done")[0]
    before = done.done_at
    answer = browser_of(walk.admin).post(
        PAGE, {"id": [first.pk, done.pk, "x", "9" * 30], "status": "dead"}
    )
    assert answer["Location"] == f"{PAGE}?status=dead"
    first.refresh_from_db()
    assert (first.status, first.tries) == ("owed", 0)
    second.refresh_from_db()
    assert second.status == "dead"
    done.refresh_from_db()
    assert (done.status, done.done_at) == ("done", before)


def test_long_lists_go_on_with_the_filter_kept(walk: Walk) -> None:
    rows = dead(walk.report(), 60)
    client = browser_of(walk.admin)
    first = client.get(PAGE, {"status": "dead"})
    assert len(first.context["rows"]) == 50
    rest = client.get(f"{PAGE}?{first.context['next']}")
    shown = [row["delivery"].pk for row in [*first.context["rows"], *rest.context["rows"]]]
    assert shown == sorted((row.pk for row in rows), reverse=True)
    assert client.get(PAGE, {"before": "x"}).status_code == 200


def test_who_may_look_and_whose(walk: Walk) -> None:
    event = walk.to("dispatched")
    (row,) = dead(event)
    plant_county(OTHER, [Draft(OTHER, "邻县", "county", None)], by=None)
    of_the_county = person(walk, "tan", walk.county.county, "administrator")
    of_another = person(walk, "lu", Unit.objects.get(code=OTHER), "administrator")
    assert row.pk in [each["delivery"].pk for each in rows_for(of_the_county)]
    assert rows_for(of_another) == []
    browser_of(of_another).post(PAGE, {"id": [row.pk]})
    for nobody in (walk.chen, walk.lin, walk.sun):
        assert browser_of(nobody).get(PAGE).status_code == 403
        assert browser_of(nobody).post(PAGE, {"id": [row.pk]}).status_code == 403
    assert Client().get(PAGE).status_code == 302
    row.refresh_from_db()
    assert row.status == "dead"
    assert Client().put(PAGE).status_code == 405
