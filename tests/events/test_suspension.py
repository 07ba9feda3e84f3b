# SPDX-License-Identifier: Apache-2.0
"""挂账: approved, the clock stands still and the lamp says so; it goes on at the date or before."""

from datetime import timedelta

from duties.clocks import minutes_of, used_time
from duties.queries import calendar_of
from events import moment
from events.actions.resuming import resume_due
from events.actions.sweep import sweep_lamps
from events.models import Clock, Event
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.asking import LONGER, PLAN, asked, decide, in_days, later, suspended, told
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import lines_of, moves_of, names_field, once, refused
from tests.walk import Walk

ASK, YES = "request_suspension", "approve_request"


def limit_of(event: Event) -> Clock:
    return Clock.objects.get(event=event, kind="handle", stopped_at__isnull=True)


def left_when_paused(clock: Clock) -> timedelta:
    """What was not used yet, in the limit's own kind of time."""
    minutes = minutes_of(clock.limit, clock.unit, calendar_of(clock.event.county_id))
    return timedelta(minutes=minutes) - clock.used


def runs_on_for(clock: Clock) -> timedelta:
    """How long it runs from where it resumed, in the limit's own kind of time."""
    assert clock.resumed_at is not None
    calendar = calendar_of(clock.event.county_id)
    return used_time(clock.resumed_at, clock.due_at, clock.unit, calendar)


def test_the_clock_stands_still_and_the_lamp_says_paused(walk: Walk) -> None:
    event = suspended(walk)
    assert (event.state, event.lamp, event.was_suspended) == ("suspended", "paused", True)
    assert moves_of(event)[-2:] == ["approve_request", "suspend"]
    line = lines_of(event)[-1]
    assert (line.came_from, line.to, line.by) == ("processing", "suspended", None)
    assert line.codes["reason_code"] == "planned_works"
    assert event.next_lamp_at is None and event.suspended_until is not None
    # What is left of the limit is reckoned from the date.
    assert event.due_at is not None and event.due_at > event.suspended_until
    assert_held(event)
    assert_tallies()
    with later(days=20):
        sweep_lamps()
        assert walk.fresh(event).lamp == "paused"


def test_it_goes_on_at_the_date_with_what_was_left(walk: Walk) -> None:
    event = suspended(walk, days=3)
    until = event.suspended_until
    paused = limit_of(event)
    with later(days=2):
        assert resume_due() == 0
    with later(days=5):
        assert resume_due() == 1
        assert resume_due() == 0
        event = walk.fresh(event)
        assert_held(event)
    clock = limit_of(event)
    assert (event.state, event.suspended_until) == ("processing", None)
    assert clock.resumed_at == until
    assert runs_on_for(clock) == left_when_paused(paused)
    # From the date itself, however late a worker came.
    assert clock.due_at == paused.due_at
    line = lines_of(event)[-1]
    assert (line.move, line.came_from, line.to, line.by) == (
        "resume",
        "suspended",
        "processing",
        None,
    )
    assert told(event)[-1] == ("resumed", walk.platforms["order"].pk, "", None)
    assert_tallies()


def test_the_holder_resumes_earlier_and_the_rest_runs_from_then(walk: Walk) -> None:
    event = suspended(walk)
    paused = limit_of(event)
    for who in ("lin", "chen", "qian", "zhao"):
        refused(NotAllowed if who in ("lin", "zhao") else MoveNotAllowed, walk, event, "resume",
                getattr(walk, who))  # fmt: skip
    with later(days=10):
        event = once(walk, event, "resume", walk.wang)
        clock = limit_of(event)
        assert clock.resumed_at == moment.now()
        assert event.lamp == "green"
    assert runs_on_for(clock) == left_when_paused(paused)
    assert clock.due_at < paused.due_at
    # Once per event.
    refused(MoveNotAllowed, walk, event, ASK, walk.wang, until=in_days(20), **PLAN)
    event = walk.go(event, "request_extension", walk.wang, **LONGER)
    event = decide(walk, event, YES, walk.chen)
    assert limit_of(event).due_at > clock.due_at
    assert_tallies()


def test_only_a_chief_of_the_township_agrees_at_the_county_a_dispatcher_too(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), ASK, walk.wang, until=in_days(9), **PLAN)
    refused(NotAllowed, walk, event, YES, walk.chen, request=str(asked(event).pk))
    assert asked(event).deciders == ["township_chief"]
    event = walk.go(walk.report(), "escalate", walk.chen, reason="县里才有权")
    event = walk.go(event, "dispatch", walk.wu, to=walk.department.code)
    event = walk.go(walk.go(event, "sign", walk.shen), ASK, walk.shen, until=in_days(9), **PLAN)
    assert decide(walk, event, YES, walk.wu).state == "suspended"


def test_a_correction_while_it_stands_still_keeps_it_standing(walk: Walk) -> None:
    event = walk.go(suspended(walk), "correct", walk.chen, matter="0401", reason="写错了")
    clock = limit_of(event)
    assert clock.is_paused and event.lamp == "paused"
    assert event.suspended_until is not None and clock.due_at > event.suspended_until
    event = walk.go(event, "resume", walk.wang)
    assert runs_on_for(limit_of(event)) > timedelta()
    assert_held(event)
    assert_tallies()


def test_wrong_state_overdue_and_bad_input(walk: Walk) -> None:
    until = in_days(10)
    for state in ("dispatched", "handled"):
        refused(MoveNotAllowed, walk, walk.to(state), ASK, walk.wang, until=until, **PLAN)
    event = walk.to("processing")
    for wrong in ("gestern", in_days(-1), in_days(400), None):
        names_field(walk, event, ASK, walk.wang, "until", until=wrong, **PLAN)
    for field in PLAN:
        rest = {name: value for name, value in PLAN.items() if name != field}
        names_field(walk, event, ASK, walk.wang, field, until=until, **rest)
    names_field(walk, event, ASK, walk.wang, "reason_code", until=until,
                **PLAN | {"reason_code": "x"})  # fmt: skip
    with later(days=40):
        refused(MoveNotAllowed, walk, event, ASK, walk.wang, until=in_days(10), **PLAN)


def test_a_day_that_passed_while_it_waited_is_not_agreed_to(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), ASK, walk.wang, until=in_days(1), **PLAN)
    with later(days=3):
        request = str(asked(event).pk)
        names_field(walk, event, YES, walk.qian, "request", request=request)
        event = decide(walk, event, "refuse_request", walk.qian, reason="已过期")
    assert (event.state, limit_of(event).paused_at) == ("processing", None)
