# SPDX-License-Identifier: Apache-2.0
"""申请延期: before it is overdue, as long again at most, twice at most; head, then who sent it."""

from typing import Any

from duties.clocks import add_limit
from duties.queries import calendar_of
from events.models import Clock, Event, Request
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.asking import LONGER, asked, decide, later, serve, told
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import last_line, moves_of, names_field, once, refused
from tests.walk import Walk

ASK, YES, NO = "request_extension", "approve_request", "refuse_request"


def limit_of(event: Event) -> Clock:
    return Clock.objects.get(event=event, kind="handle", stopped_at__isnull=True)


def test_the_head_then_the_dispatcher_and_the_clock_is_lengthened(walk: Walk) -> None:
    head = serve("pan", walk.platforms["order"], "platform_head")
    event = walk.to("processing")
    before = limit_of(event)
    event = walk.go(event, ASK, walk.wang, **LONGER)
    line = last_line(event)
    assert line.texts == {"reason": "等材料到货"}
    assert line.codes == {
        "request": str(asked(event).pk),
        "limit": 1,
        "limit_unit": "work_day",
    }
    # The dispatcher's turn comes second; nobody but the head may act now.
    refused(MoveNotAllowed, walk, event, YES, walk.chen, request=line.codes["request"])
    event = decide(walk, event, YES, head)
    assert (asked(event).state, event.extensions) == ("pending_l2", 0)
    refused(MoveNotAllowed, walk, event, YES, head, request=line.codes["request"])
    event = decide(walk, event, YES, walk.chen, reason="同意")
    assert (asked(event).state, asked(event).decided_by, event.extensions) == (
        "approved",
        walk.chen,
        1,
    )
    after, calendar = limit_of(event), calendar_of(event.county_id)
    assert (after.pk, after.limit, after.added) == (before.pk, before.limit, 480)
    minutes = before.limit * (480 if before.unit == "work_day" else 60) + 480
    assert after.due_at == add_limit(after.started_at, minutes, "work_minute", calendar)
    assert event.due_at == after.due_at > before.due_at
    assert event.open_requests == []
    chiefs = "township_chief township_clerk"
    assert told(event) == [
        ("request_waiting", walk.platforms["order"].pk, "platform_head", None),
        ("request_waiting", walk.shiqiao.pk, chiefs, None),
        ("request_approved", None, "", walk.wang.pk),
    ]
    assert_held(event)
    assert_tallies()


def test_a_head_who_asks_and_an_office_without_one_go_straight_to_the_sender(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), ASK, walk.wang, **LONGER)
    assert asked(event).state == "pending_l2"
    head = serve("pan", walk.platforms["order"], "platform_head")
    event = walk.go(walk.to("processing"), ASK, head, **LONGER)
    assert (asked(event).state, asked(event).decider_id) == ("pending_l2", walk.shiqiao.pk)
    # A station has no head; the township's dispatchers sent it, through the platform.
    event = walk.go(walk.to("dispatched"), "dispatch", walk.wang, to=walk.station.code)
    event = walk.go(walk.go(event, "sign", walk.ma), ASK, walk.ma, **LONGER)
    assert (asked(event).state, asked(event).decider_id) == ("pending_l2", walk.shiqiao.pk)


def test_a_node_that_took_it_asks_the_node_above(walk: Walk) -> None:
    event = walk.go(walk.to("accepted"), "take", walk.chen)
    event = walk.go(event, ASK, walk.chen, **LONGER)
    assert asked(event).decider_id == walk.county.county.pk
    event = decide(walk, event, YES, walk.wu)
    assert event.extensions == 1


def test_two_approvals_at_most_and_a_refusal_counts_for_nothing(walk: Walk) -> None:
    event = walk.to("processing")
    event = walk.go(event, ASK, walk.wang, **LONGER)
    refused(MoveNotAllowed, walk, event, ASK, walk.wang, **LONGER)  # one at a time
    event = decide(walk, event, NO, walk.chen, reason="来得及")
    assert (asked(event).state, last_line(event).texts) == ("refused", {"reason": "来得及"})
    for count in (1, 2):
        event = decide(walk, walk.go(event, ASK, walk.wang, **LONGER), YES, walk.chen)
        assert event.extensions == count
    refused(MoveNotAllowed, walk, event, ASK, walk.wang, **LONGER)
    assert limit_of(event).added == 960


def test_not_once_it_is_overdue_but_what_was_asked_before_is_decided(walk: Walk) -> None:
    event, open_before = walk.to("processing"), walk.to("processing")
    open_before = walk.go(open_before, ASK, walk.wang, **LONGER)
    with later(days=40):
        refused(MoveNotAllowed, walk, event, ASK, walk.wang, **LONGER)
        assert decide(walk, open_before, YES, walk.chen).extensions == 1
    assert_tallies()


def test_whoever_asks_may_take_it_back(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), ASK, walk.wang, **LONGER)
    request = str(asked(event).pk)
    refused(NotAllowed, walk, event, "withdraw_request", walk.lin, request=request)
    event = walk.go(event, "withdraw_request", walk.wang, request=request)
    assert (asked(event).state, event.open_requests) == ("withdrawn", [])
    refused(MoveNotAllowed, walk, event, YES, walk.chen, request=request)
    refused(MoveNotAllowed, walk, event, "withdraw_request", walk.wang, request=request)


def test_what_is_taken_back_sent_back_or_done_takes_its_requests_along(walk: Walk) -> None:
    why = {"reason_code": "wrong_duty", "reason": "不归我们"}
    photos = [walk.photo(walk.wang)]
    ends: dict[str, tuple[Any, dict[str, Any]]] = {
        "revoke": (walk.chen, {"reason": "派错了"}),
        "finish": (walk.wang, {"result": "好了", "photos": photos}),
        "dispatch": (walk.wang, {"to": walk.station.code}),
    }
    for move, (by, fields) in ends.items():
        event = walk.go(walk.to("processing"), ASK, walk.wang, **LONGER)
        event = walk.go(event, move, by, **fields)
        assert (asked(event).state, asked(event).decided_by) == ("withdrawn", None), move
        assert moves_of(event)[-2:] == [move, "withdraw_request"]
        assert (last_line(event).by, event.open_requests) == (None, [])
        assert told(event)[-1] == ("request_fell", None, "", walk.wang.pk)
    event = walk.go(walk.to("processing"), ASK, walk.wang, **LONGER)
    event = walk.go(event, "request_return", walk.wang, **why)
    event = decide(walk, event, YES, walk.chen)
    assert set(Request.objects.filter(event=event).values_list("kind", "state")) == {
        ("extension", "withdrawn"),
        ("return", "approved"),
    }


def test_who_may_not_ask(walk: Walk) -> None:
    event = walk.to("processing")
    for who in ("lin", "zhao", "shen", "ma", "he", "admin"):
        refused(NotAllowed, walk, event, ASK, getattr(walk, who), **LONGER)
    for state in ("dispatched", "handled", "closed"):
        refused(MoveNotAllowed, walk, walk.to(state), ASK, walk.wang, **LONGER)


def test_bad_input(walk: Walk) -> None:
    event = walk.to("processing")
    for field in LONGER:
        rest = {name: value for name, value in LONGER.items() if name != field}
        names_field(walk, event, ASK, walk.wang, field, **rest)
    names_field(walk, event, ASK, walk.wang, "limit", **LONGER | {"limit": 100})
    names_field(walk, event, ASK, walk.wang, "unit", **LONGER | {"unit": "natural_day"})
    event = walk.go(event, ASK, walk.wang, **LONGER)
    for wrong in ("x", "7", None, str(event.client_uuid)):
        names_field(walk, event, YES, walk.chen, "request", request=wrong)


def test_once(walk: Walk) -> None:
    event = once(walk, walk.to("processing"), ASK, walk.wang, **LONGER)
    event = once(walk, event, YES, walk.chen, request=str(asked(event).pk))
    assert event.extensions == 1


def test_where_no_limit_runs_there_is_none_to_lengthen(walk: Walk) -> None:
    """Of some matters only the arrival is timed; whoever has arrived has no limit left."""
    hours = {"limit": 1, "unit": "urgent_hour", "reason": "等消防"}
    event = walk.go(walk.report(matter="0304"), "go", walk.lin)
    waits = walk.go(event, ASK, walk.lin, **{**hours, "unit": "urgent_minute"})
    for stage in ("contact", "arrive"):
        event = walk.go(waits, "note", walk.lin, text="到了", stage=stage)
    assert event.due_at is None
    by, request = walk.gao, str(asked(event).pk)
    if asked(event).decider_id != walk.village.pk:
        by = walk.chen
    names_field(walk, event, YES, by, "request", request=request)
    event = decide(walk, event, NO, by, reason="不用了")
    names_field(walk, event, ASK, walk.lin, "limit", **hours)
