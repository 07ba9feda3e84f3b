# SPDX-License-Identifier: Apache-2.0
"""作废、强制结案: one person asks, a second one decides; who asked may not approve."""

from events.actions.sweep import sweep_lamps
from events.models import Clock, Flow
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.asking import PLAN, asked, decide, in_days, later, serve, suspended
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import given, last_line, moves_of, names_field, once, refused, running
from tests.walk import Walk

YES, WHY = "approve_request", {"reason": "演练误报"}


def test_the_duty_chief_voids_what_a_clerk_asked(walk: Walk) -> None:
    event = once(walk, walk.report(), "void", walk.chen, **WHY)
    assert event.state == "reported"
    refused(NotAllowed, walk, event, YES, walk.chen, request=str(asked(event).pk))
    event = decide(walk, event, YES, walk.qian)
    assert (event.state, event.lamp, running(event)) == ("voided", "none", {})
    assert moves_of(event)[-2:] == ["approve_request", "end_as_void"]
    assert last_line(event).texts == {}
    assert_tallies()


def test_a_chief_who_asks_needs_another_one(walk: Walk) -> None:
    event = walk.go(walk.to("accepted"), "void", walk.qian, **WHY)
    assert asked(event).decider_id == walk.county.county.pk
    refused(MoveNotAllowed, walk, event, YES, walk.qian, request=str(asked(event).pk))
    assert decide(walk, event, YES, walk.sun).state == "voided"
    # At the county itself a second chief.
    event = walk.go(walk.report(), "escalate", walk.chen, reason="县里的事")
    event = walk.go(event, "void", walk.sun, **WHY)
    refused(NotAllowed, walk, event, YES, walk.sun, request=str(asked(event).pk))
    second = serve("gu", walk.county.county, "county_chief")
    assert decide(walk, event, YES, second).state == "voided"


def test_what_moves_on_is_no_longer_void(walk: Walk) -> None:
    event = walk.go(walk.report(), "void", walk.chen, **WHY)
    event = walk.go(event, "accept", walk.chen)
    assert event.open_requests  # still here, still to be decided
    event = walk.dispatch(event)
    assert (event.open_requests, asked(event).state) == ([], "withdrawn")
    for state in ("dispatched", "processing", "closed"):
        refused(MoveNotAllowed, walk, walk.to(state), "void", walk.chen, **WHY)
    for who in ("lin", "wang", "zhao", "he"):
        refused(NotAllowed, walk, walk.report(), "void", getattr(walk, who), **WHY)


def test_two_of_the_county_close_by_force_and_it_counts_apart(walk: Walk) -> None:
    leader = serve("tao", walk.county.county, "leader")
    event = once(walk, walk.to("processing"), "force_close", walk.sun, reason="久拖不决")
    assert event.state == "processing"
    request = str(asked(event).pk)
    refused(NotAllowed, walk, event, YES, walk.sun, request=request)
    refused(NotAllowed, walk, event, YES, walk.wu, request=request)
    event = decide(walk, event, YES, leader, reason="同意")
    assert (event.state, event.force_closed, running(event)) == ("closed", True, {})
    assert moves_of(event)[-2:] == ["approve_request", "end_by_force"]
    measures = dict(Flow.objects.values_list("measure", "n"))
    assert measures["forced"] == 1 and "closed" not in measures
    assert not event.assignments.filter(status__in=["pending_sign", "doing"]).exists()
    assert_tallies()


def test_a_suspended_event_may_be_closed_by_force_too(walk: Walk) -> None:
    supervisor = serve("du", walk.county.county, "supervisor")
    event = walk.go(suspended(walk), "force_close", walk.sun, reason="项目取消")
    event = decide(walk, event, YES, supervisor)
    assert (event.state, event.suspended_until, event.closed_late) == ("closed", None, False)
    assert_tallies()


def test_what_was_late_before_it_was_suspended_is_closed_late(walk: Walk) -> None:
    """Late when the chief agreed to wait: neither the pause nor the forced closing washes it off,
    and the day counts it once."""
    supervisor = serve("du", walk.county.county, "supervisor")
    event = walk.to("processing")
    event = walk.go(event, "request_suspension", walk.wang, until=in_days(90), **PLAN)
    with later(days=40):
        sweep_lamps()
        event = decide(walk, event, YES, walk.qian)
        assert event.lamp == "paused"
    with later(days=50):
        event = walk.go(event, "force_close", walk.sun, reason="项目取消")
        event = decide(walk, event, YES, supervisor)
    assert (event.state, event.closed_late) == ("closed", True)
    limit = Clock.objects.get(event=event, kind="handle")
    assert limit.paused_at is not None
    assert limit.overdue_seconds == int((limit.paused_at - limit.due_at).total_seconds())
    assert Flow.objects.get(measure="late").n == 1
    assert_tallies()


def test_what_was_closed_by_force_is_taken_up_by_who_had_it(walk: Walk) -> None:
    """Not by who finished it once before it was given to somebody else."""
    second = serve("gu", walk.county.county, "county_chief")
    event = walk.go(walk.to("closed"), "reopen", walk.chen, reason="又塌了")
    event = walk.go(event, "revoke", walk.chen, reason="换一家")
    other = walk.platforms["economy"]
    event = walk.go(event, "dispatch", walk.chen, to=other.code)
    event = walk.go(event, "force_close", walk.sun, reason="久拖不决")
    event = decide(walk, event, YES, second)
    assert (event.handler_id, event.handler_user) == (other.pk, None)
    event = walk.go(event, "reopen", walk.chen, reason="没办")
    assert (event.state, event.holder_id) == ("processing", other.pk)
    assert_held(event)


def test_nobody_is_asked_to_look_at_what_was_closed_by_force(walk: Walk) -> None:
    second = serve("gu", walk.county.county, "county_chief")
    event = walk.go(walk.report(), "ask_verify", walk.chen, reason="看不清")
    event = walk.go(event, "force_close", walk.sun, reason="演练")
    event = decide(walk, event, YES, second)
    assert (event.holder_id, event.asker_id) == (walk.shiqiao.pk, None)
    assert walk.go(event, "reopen", walk.chen, reason="真的").holder_id == walk.shiqiao.pk


def test_who_may_not_force_and_bad_input(walk: Walk) -> None:
    event = walk.to("processing")
    for who in ("wu", "qian", "chen", "wang", "lin", "he", "admin"):
        refused(NotAllowed, walk, event, "force_close", getattr(walk, who), reason="x")
    names_field(walk, event, "force_close", walk.sun, "reason")
    refused(MoveNotAllowed, walk, walk.to("closed"), "force_close", walk.sun, reason="x")
    event = walk.go(event, "force_close", walk.sun, reason="久拖不决")
    refused(MoveNotAllowed, walk, event, "force_close", walk.sun, reason="再来")


def test_what_others_were_merged_into_is_not_void(walk: Walk) -> None:
    """They would hang on it for ever: neither asked for, nor approved when they came meanwhile."""
    master = walk.go(walk.report(), "void", walk.chen, **WHY)
    event = walk.go(walk.report(by=walk.gao), "merge", walk.chen, into=master.pk)
    request = str(asked(master).pk)
    names_field(walk, walk.fresh(master), YES, walk.qian, "request", request=request)
    other = walk.to("merged").master
    assert other is not None
    refused(MoveNotAllowed, walk, other, "void", walk.chen, **WHY)
    walk.go(event, "split", walk.chen)
    assert decide(walk, walk.fresh(master), YES, walk.qian).state == "voided"


def test_what_was_given_on_ends_when_it_is_void(walk: Walk) -> None:
    event = walk.go(walk.report(), "escalate", walk.chen, reason="要县里定")
    event = walk.go(event, "push_down", walk.sun, to=walk.shiqiao.code)
    event = walk.go(walk.go(event, "sign", walk.chen), "void", walk.chen, **WHY)
    event = decide(walk, event, YES, walk.qian)
    assert given(event)[-1] == (walk.county.county.pk, walk.shiqiao.pk, "superseded")
