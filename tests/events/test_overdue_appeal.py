# SPDX-License-Identifier: Apache-2.0
"""超时申诉: after closing, by whoever handled it, once; two different people judge it."""

from events.refusals import MoveNotAllowed, NotAllowed
from grids.actions.postings import post_person
from tests.events.asking import asked, closed_late, serve, told
from tests.events.moves import names_field, once, refused
from tests.walk import Walk

YES = {"approved": True, "reason": "台风停工属实"}
NO = {"approved": False, "reason": "仍可办"}


def test_two_different_people_say_yes_and_the_raw_overdue_stays(walk: Walk) -> None:
    judge = serve("du", walk.county.county, "supervisor")
    event = once(walk, closed_late(walk), "appeal_overdue", walk.wang, reason="台风停工")
    assert (event.state, asked(event).state) == ("closed", "pending_l1")
    event = once(walk, event, "decide_appeal", walk.sun, **YES)
    assert (asked(event).state, event.overdue_exempt) == ("pending_l2", False)
    refused(NotAllowed, walk, event, "decide_appeal", walk.sun, **YES)
    event = walk.go(event, "decide_appeal", judge, **YES)
    assert (asked(event).state, event.overdue_exempt, event.closed_late) == ("approved", True, True)
    assert told(event)[-1] == ("appeal_decided", None, "", walk.wang.pk)
    refused(MoveNotAllowed, walk, event, "appeal_overdue", walk.wang, reason="再来")


def test_one_no_refuses_and_it_is_asked_once(walk: Walk) -> None:
    event = walk.go(closed_late(walk), "appeal_overdue", walk.wang, reason="台风停工")
    event = walk.go(event, "decide_appeal", walk.sun, **NO)
    assert (asked(event).state, event.overdue_exempt) == ("refused", False)
    refused(MoveNotAllowed, walk, event, "appeal_overdue", walk.wang, reason="再来")


def test_who_handled_it_does_not_judge_a_colleagues_appeal(walk: Walk) -> None:
    late, colleague = closed_late(walk), serve("bo", walk.platforms["order"], "platform_head")
    event = walk.go(late, "appeal_overdue", colleague, reason="台风停工")
    post_person(walk.wang, walk.county.county, "supervisor", by=None)
    refused(NotAllowed, walk, event, "decide_appeal", walk.wang, **YES)


def test_what_was_exempted_does_not_exempt_the_next_lateness(walk: Walk) -> None:
    judge = serve("du", walk.county.county, "supervisor")
    event = walk.go(closed_late(walk), "appeal_overdue", walk.wang, reason="台风停工")
    for by in (walk.sun, judge):
        event = walk.go(event, "decide_appeal", by, **YES)
    event = walk.go(event, "reopen", walk.chen, reason="又塌了")
    assert (event.overdue_exempt, event.closed_late) == (False, True)


def test_reopening_ends_it(walk: Walk) -> None:
    event = walk.go(closed_late(walk), "appeal_overdue", walk.wang, reason="台风停工")
    event = walk.go(event, "reopen", walk.chen, reason="又塌了")
    assert (event.open_requests, asked(event).state) == ([], "withdrawn")
    # Nobody has judged it: closed anew, it may be asked again.
    event = walk.check_pass(walk.request_check(walk.finish(event)))
    event = walk.go(event, "close", walk.qian)
    event = walk.go(event, "appeal_overdue", walk.wang, reason="台风停工")
    assert asked(event).state == "pending_l1"


def test_only_the_handler_only_what_was_late_and_bad_input(walk: Walk) -> None:
    late, in_time = closed_late(walk), walk.to("closed")
    for who in ("shen", "ma", "zhao"):
        refused(NotAllowed, walk, late, "appeal_overdue", getattr(walk, who), reason="x")
    refused(MoveNotAllowed, walk, in_time, "appeal_overdue", walk.wang, reason="x")
    refused(MoveNotAllowed, walk, walk.to("processing"), "appeal_overdue", walk.wang, reason="x")
    names_field(walk, late, "appeal_overdue", walk.wang, "reason")
    event = walk.go(late, "appeal_overdue", walk.wang, reason="台风停工")
    names_field(walk, event, "decide_appeal", walk.sun, "approved", reason="x")
    names_field(walk, event, "decide_appeal", walk.sun, "reason", approved=True)
    for who in ("wu", "qian", "wang"):
        refused(NotAllowed, walk, event, "decide_appeal", getattr(walk, who), **YES)
