# SPDX-License-Identifier: Apache-2.0
"""What ends by itself: a draft that nobody completes is void, a closing nobody rates is archived
as unrated."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import moment
from events.actions.lapsing import sweep_lapsed
from events.models import Clock, Event, Rating, Sample, Supervision
from events.refusals import MoveNotAllowed
from events.states import State
from tests.events.after import owed_to, sampled
from tests.events.clients import as_, path_of
from tests.events.counts import assert_chains, assert_held, assert_tallies
from tests.events.moves import last_line, moves_of, refused, running
from tests.walk import Walk


def swept_at(at: datetime | None) -> int:
    assert at is not None
    with moment.at(at):
        return sweep_lapsed()


def test_a_draft_that_nobody_completes_is_void_and_its_reporter_hears(walk: Walk) -> None:
    event = walk.to("draft")
    assert event.lapses_at == event.due_at == Clock.objects.get(kind="resubmit").due_at
    assert event.lapses_at is not None
    assert swept_at(event.lapses_at - timedelta(minutes=1)) == 0
    assert swept_at(event.lapses_at) == 1
    event = walk.fresh(event)
    assert (event.state, event.lapses_at, event.due_at) == ("voided", None, None)
    line = last_line(event)
    assert (line.move, line.came_from, line.by, line.unit) == ("expire", "draft", None, None)
    assert owed_to(event)[-1] == ("notice", "draft_expired", walk.lin.pk)
    assert running(event) == {}
    assert_held(event)
    assert_tallies()
    refused(MoveNotAllowed, walk, event, "resubmit", walk.lin, text="补了")


def test_completed_in_time_it_goes_on(walk: Walk) -> None:
    event = walk.to("draft")
    late = event.lapses_at
    event = walk.go(event, "resubmit", walk.lin, text="补了")
    assert (event.lapses_at, set(running(event))) == (None, {"accept"})
    assert swept_at(late) == 0


def test_what_nobody_rates_is_archived_unrated(walk: Walk) -> None:
    event = sampled(walk)
    assert event.closed_at is not None
    assert event.lapses_at == event.closed_at + timedelta(days=15)
    assert swept_at(event.lapses_at) == 1
    event = walk.fresh(event)
    assert (event.state, event.sampled, event.lapses_at) == ("archived", "lapsed", None)
    assert Sample.objects.get(event=event).status == "lapsed"
    assert not Rating.objects.exists()
    assert moves_of(event)[-1] == "auto_archive"
    outcome = as_(walk.chen).get(path_of(event)).json()["outcome"]
    assert (outcome["rating"], outcome["unrated"]) == (None, True)
    refused(MoveNotAllowed, walk, event, "reopen", walk.chen, reason="又塌了")
    assert_tallies()
    assert_chains()


def test_reopened_it_waits_no_longer(walk: Walk) -> None:
    event = walk.to("closed")
    late = event.lapses_at
    walk.go(event, "reopen", walk.chen, reason="又塌了")
    assert swept_at(late) == 0


@pytest.mark.parametrize("count", [3, 30])
def test_a_batch_costs_the_same_for_few_and_many(walk: Walk, count: int) -> None:
    row = walk.to("draft")
    due = row.lapses_at
    names = [f.attname for f in Event._meta.concrete_fields if f.name != "id"]
    same = {name: getattr(row, name) for name in names}
    for number in range(count):
        own = {"number": f"N{number}", "client_uuid": None}
        copy = Event(**same | own)
        copy.client_uuid = Event._meta.get_field("client_uuid").get_default()
        copy.save(force_insert=True)
    with CaptureQueriesContext(connection) as asked:
        assert swept_at(due) == count + 1
    assert len([q for q in asked if "SAVEPOINT" not in q["sql"]]) <= 11
    assert set(Event.objects.values_list("state", flat=True)) == {State.VOIDED}


def test_what_presses_a_closed_event_falls_when_it_is_archived(walk: Walk) -> None:
    """As when it is rated: nobody is left who could answer, sign or release it."""
    event = walk.go(walk.to("processing"), "supervise", walk.sun, kind="urge", text="请办结")
    event = walk.check_pass(walk.request_check(walk.finish(event)))
    assert event.open_order
    swept_at(event.lapses_at)
    event = walk.fresh(event)
    assert (event.state, event.supervised, event.open_order) == ("archived", "", {})
    assert Supervision.objects.get(event=event).state == "released"
    assert moves_of(event)[-2:] == ["auto_archive", "release_supervision"]
    assert_chains()
