# SPDX-License-Identifier: Apache-2.0
"""核查不通过(返工): back to who handled, with what is left of the limit or half of it."""

from datetime import timedelta

import pytest

from duties.clocks import used_minutes
from duties.queries import calendar_of
from events import moment
from events.models import Clock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import given, last_line, names_field, once, refused, running
from tests.walk import Walk


def _failed(walk: Walk) -> dict[str, object]:
    return {"reason": "还有坑", "photos": [walk.photo(walk.lin)]}


def test_the_handler_is_at_it_again(walk: Walk) -> None:
    event = walk.go(walk.to("checking"), "check_fail", walk.lin, **_failed(walk))
    order = walk.platforms["order"].pk
    assert (event.state, event.holder_id, event.rework_count) == ("processing", order, 1)
    assert running(event) == {"handle.result": order}
    assert given(event) == [(walk.shiqiao.pk, order, "doing")]
    line = last_line(event)
    assert (line.came_from, line.to, line.unit) == ("checking", "processing", walk.grid.pk)
    assert line.texts == {"reason": "还有坑"}
    # And may hand it on, or finish it again.
    event = walk.finish(event)
    assert event.handler_user_id == walk.wang.pk


def limit_left(walk: Walk, used_percent: int) -> float:
    """How much of a whole limit the handler has again, when so much was used before."""
    event = walk.to("processing")
    clock = Clock.objects.get(event=event, kind="handle")
    calendar = calendar_of(event.county_id)
    whole = used_minutes(clock.started_at, clock.due_at, clock.unit, calendar)
    at = clock.started_at + (clock.due_at - clock.started_at) * used_percent / 100
    with moment.at(at):
        event = walk.request_check(walk.finish(event))
        event = walk.go(event, "check_fail", walk.lin, **_failed(walk))
        anew = Clock.objects.get(event=event, kind="handle", stopped_at__isnull=True)
    assert anew.started_at == at
    return used_minutes(at, anew.due_at, clock.unit, calendar) / whole


def test_what_is_left_or_half_whichever_is_more(walk: Walk) -> None:
    assert limit_left(walk, 10) > 0.75
    assert limit_left(walk, 90) == pytest.approx(0.5, abs=0.01)
    assert limit_left(walk, 150) == pytest.approx(0.5, abs=0.01)


def test_checked_late_counts_against_the_grid(walk: Walk) -> None:
    event = walk.to("checking")
    check = Clock.objects.get(event=event, kind="check")
    with moment.at(check.due_at + timedelta(minutes=2)):
        walk.go(event, "check_fail", walk.lin, **_failed(walk))
    check.refresh_from_db()
    assert (check.overdue_seconds, check.holder_id) == (120, walk.grid.pk)


@pytest.mark.parametrize("who", ["chen", "wang", "zhao", "gao"])
def test_who_may_not(walk: Walk, who: str) -> None:
    user = getattr(walk, who)
    refused(NotAllowed, walk, walk.to("checking"), "check_fail", user, reason="没修")


def test_wrong_state(walk: Walk) -> None:
    refused(MoveNotAllowed, walk, walk.to("closed"), "check_fail", walk.lin, reason="没修")


def test_bad_input(walk: Walk) -> None:
    event, photo = walk.to("checking"), walk.photo(walk.lin)
    names_field(walk, event, "check_fail", walk.lin, "photos", reason="没修")
    names_field(walk, event, "check_fail", walk.lin, "reason", photos=[photo])


def test_once(walk: Walk) -> None:
    event = once(walk, walk.to("checking"), "check_fail", walk.lin, **_failed(walk))
    assert event.rework_count == 1
