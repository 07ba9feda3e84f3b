# SPDX-License-Identifier: Apache-2.0
"""转出、收回、对方办结、退回来源: what another system answers for is followed, not counted."""

from datetime import timedelta

import pytest

from events import moment
from events.access import legal_moves
from events.actions.sweep import sweep_lamps
from events.models import Clock, Flow, Stock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import given, last_line, names_field, once, refused, running
from tests.events.test_arbitrate import disputed
from tests.walk import MINOR_CHILD, Walk

TO_POLICE = {"system": "110", "number": "JQ-7"}
BACK = {"clause": "热线办法第九条", "reason": "不归镇里管"}


def test_it_leaves_the_stock_and_is_followed_by_a_shadow_clock(walk: Walk) -> None:
    event = walk.go(walk.to("accepted"), "transfer_out", walk.chen, **TO_POLICE)
    assert (event.state, event.holder_id) == ("transferred_out", walk.shiqiao.pk)
    assert (event.outside, event.outside_number) == ("110", "JQ-7")
    assert running(event) == {"shadow": walk.shiqiao.pk}
    assert (event.lamp, event.due_at) == ("none", Clock.objects.get(kind="shadow").due_at)
    assert not Stock.objects.exclude(n=0).exists()
    line = last_line(event)
    assert (line.codes, line.texts) == ({"system": "110"}, {"number": "JQ-7"})
    assert_held(event)


def test_the_other_sides_lateness_is_not_ours(walk: Walk) -> None:
    event = walk.to("transferred_out")
    assert event.due_at is not None
    with moment.at(event.due_at + timedelta(days=3)):
        sweep_lamps()
        event = walk.go(event, "result_received", walk.chen, result="已调解")
    assert (event.lamp, event.closed_late) == ("none", False)
    assert Clock.objects.get(event=event, kind="shadow").overdue_seconds == 3 * 24 * 3600
    assert not Flow.objects.filter(measure="late").exists()


def test_what_was_given_below_ends_with_it(walk: Walk) -> None:
    event = walk.go(walk.report(), "escalate", walk.chen, reason="镇里办不了")
    event = walk.go(event, "push_down", walk.wu, to=walk.shiqiao.code)
    event = walk.go(event, "sign", walk.chen)
    event = walk.go(event, "transfer_out", walk.chen, **TO_POLICE)
    assert given(event) == [(walk.county.county.pk, walk.shiqiao.pk, "superseded")]
    event = walk.go(event, "bring_back", walk.chen)
    event = walk.accept(event)
    assert "return_back" not in legal_moves(walk.chen, event)


def test_brought_back_it_is_received_anew(walk: Walk) -> None:
    event = walk.go(walk.to("transferred_out"), "bring_back", walk.chen, result="公安不受理")
    assert (event.state, event.holder_id, event.outside) == ("reported", walk.shiqiao.pk, "")
    assert running(event) == {"accept": walk.shiqiao.pk}
    assert last_line(event).texts == {"result": "公安不受理"}
    assert_held(event)
    assert_tallies()


def test_their_result_closes_it_and_is_the_answer(walk: Walk) -> None:
    event = walk.go(walk.to("transferred_out"), "result_received", walk.chen, result="已调解")
    assert (event.state, event.closed_by) == ("closed", walk.chen)
    assert last_line(event).texts == {"result": "已调解", "reply": "已调解"}
    assert running(event) == {}
    assert event.sampled == ""  # not ours to look at
    assert Flow.objects.get(measure="closed").n == 1
    assert walk.go(event, "reopen", walk.chen, reason="没解决").holder_id == walk.shiqiao.pk


def test_back_to_the_source_with_the_clause(walk: Walk) -> None:
    event = walk.to("accepted", by=walk.he, source_number="12345-88")
    event = once(walk, event, "return_to_source", walk.chen, **BACK)
    assert (event.state, event.outside) == ("transferred_out", "12345")
    assert event.outside_number == "12345-88"
    assert last_line(event).texts == BACK
    assert last_line(event).codes == {}
    hall = walk.to("accepted", source="hall")
    assert walk.go(hall, "return_to_source", walk.chen, **BACK).outside == "other"
    # What a grid found itself has no source to go back to.
    refused(MoveNotAllowed, walk, walk.to("accepted"), "return_to_source", walk.chen, **BACK)


def test_the_chain_does_not_say_where_a_sensitive_event_went(walk: Walk) -> None:
    event = walk.go(walk.report(matter=MINOR_CHILD), "transfer_out", walk.qian, **TO_POLICE)
    assert last_line(event).codes == {}


def test_who_may_not(walk: Walk) -> None:
    event, out = walk.report(), walk.to("transferred_out")
    for who in (walk.lin, walk.wang, walk.zhao, walk.wu):
        refused(NotAllowed, walk, event, "transfer_out", who, **TO_POLICE)
        refused(NotAllowed, walk, out, "bring_back", who)
        refused(NotAllowed, walk, out, "result_received", who, result="好了")


@pytest.mark.parametrize("state", ["dispatched", "processing", "closed", "transferred_out"])
def test_wrong_state(walk: Walk, state: str) -> None:
    event = walk.to(state)
    refused(MoveNotAllowed, walk, event, "transfer_out", walk.chen, **TO_POLICE)
    if state != "transferred_out":
        refused(MoveNotAllowed, walk, event, "bring_back", walk.chen)
        refused(MoveNotAllowed, walk, event, "result_received", walk.chen, result="好了")


def test_bad_input(walk: Walk) -> None:
    event, asked = walk.report(), walk.to("accepted", source="hotline")
    names_field(walk, event, "transfer_out", walk.chen, "system", number="7", system="police")
    names_field(walk, event, "transfer_out", walk.chen, "number", system="110")
    names_field(walk, event, "transfer_out", walk.chen, "number", system="110", number="7" * 65)
    names_field(walk, asked, "return_to_source", walk.chen, "clause", reason="不归我们")
    names_field(walk, asked, "return_to_source", walk.chen, "reason", clause="第九条")
    out = walk.to("transferred_out")
    names_field(walk, out, "result_received", walk.chen, "result", result="  ")


def test_once(walk: Walk) -> None:
    event = once(walk, walk.report(), "transfer_out", walk.chen, **TO_POLICE)
    event = once(walk, event, "bring_back", walk.chen)
    event = walk.go(event, "transfer_out", walk.chen, **TO_POLICE)
    once(walk, event, "result_received", walk.chen, result="已调解")


def test_nobody_here_rules_on_what_went_out(walk: Walk) -> None:
    event = walk.go(disputed(walk), "transfer_out", walk.sun, **TO_POLICE)
    assert set(running(event)) == {"shadow"}
    with moment.at(moment.now() + timedelta(days=9)):
        sweep_lamps()
    assert walk.fresh(event).lamp == "none"
