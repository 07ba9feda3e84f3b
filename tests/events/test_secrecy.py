# SPDX-License-Identifier: Apache-2.0
"""敏感: any clerk of the node that holds or sent it marks it, only a duty chief lifts it."""

from events.access import events_in_reach
from events.models import Event
from events.queries import whole_event
from events.refusals import MoveNotAllowed, NotAllowed
from events.representation import whole
from events.standing import standing_of
from grids.queries import forget_posts
from tests.events.asking import LONGER, asked
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import last_line, lines_of, names_field, once, refused, running
from tests.events.test_arbitrate import disputed
from tests.walk import MINOR_CHILD, POTHOLE, Walk

WHY = {"reason": "涉及未成年人"}


def test_marked_by_a_clerk_it_is_gone_from_their_sight(walk: Walk) -> None:
    event = once_marked(walk)
    assert event.sensitive and last_line(event).texts == WHY
    assert not events_in_reach(walk.chen).filter(pk=event.pk).exists()
    assert events_in_reach(walk.qian).filter(pk=event.pk).exists()
    refused(NotAllowed, walk, event, "lift_sensitive", walk.chen, reason="x")
    event = walk.go(event, "lift_sensitive", walk.qian, reason="核实后不涉及")
    assert not event.sensitive
    assert events_in_reach(walk.chen).filter(pk=event.pk).exists()
    refused(MoveNotAllowed, walk, event, "lift_sensitive", walk.qian, reason="x")
    assert_held(event)
    assert_tallies()


def once_marked(walk: Walk) -> Event:
    return walk.go(walk.report(), "mark_sensitive", walk.chen, **WHY)


def test_a_grid_hands_it_up_because_nobody_there_may_read_it(walk: Walk) -> None:
    event = walk.report(matter="0401")
    assert event.holder_id == walk.grid.pk
    event = walk.go(event, "mark_sensitive", walk.lin, **WHY)
    assert event.holder_id == walk.village.pk


def test_what_was_asked_of_somebody_who_reads_it_no_more_falls(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), "request_extension", walk.wang, **LONGER)
    event = walk.go(event, "mark_sensitive", walk.chen, **WHY)
    assert (event.open_requests, asked(event).state) == ([], "withdrawn")


def test_a_sensitive_matter_is_lifted_by_the_chief_alone(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD)
    names_field(walk, event, "lift_sensitive", walk.qian, "reason")
    refused(MoveNotAllowed, walk, event, "mark_sensitive", walk.qian, **WHY)
    event = once(walk, event, "lift_sensitive", walk.qian, reason="不涉及")
    assert not event.sensitive
    for who in ("wang", "shen", "he", "zhao"):
        refused(NotAllowed, walk, event, "mark_sensitive", getattr(walk, who), **WHY)
    assert_tallies()


def test_what_turned_sensitive_is_named_nowhere_beside_others(walk: Walk) -> None:
    """Neither to those who read what was merged into it, nor as the precedent of like events."""
    ruled = walk.go(disputed(walk), "arbitrate", walk.sun, to=walk.platforms["order"].code, **WHY)
    event = walk.go(walk.report(by=walk.gao), "merge", walk.chen, into=walk.report().pk)
    like, master = walk.to("accepted"), event.master
    assert ruled.number in answer(walk, like)
    assert master is not None and master.number in answer(walk, event)
    walk.go(ruled, "mark_sensitive", walk.sun, **WHY)
    walk.go(master, "mark_sensitive", walk.chen, **WHY)
    assert ruled.number not in answer(walk, like)
    assert master.number not in answer(walk, event)


def answer(walk: Walk, event: Event) -> str:
    forget_posts(walk.chen)
    return str(whole(whole_event(event.pk), standing_of(walk.chen)))


def test_a_grid_loses_it_even_where_it_was_given_it(walk: Walk) -> None:
    """Nobody at a grid may read it: held there, nobody at all could move it any more."""
    walk.list_for(POTHOLE, level_min=1)
    event = sent_to_the_grid(walk)
    unsigned = walk.go(sent_to_the_grid(walk), "mark_sensitive", walk.lin, **WHY)
    assert (unsigned.state, unsigned.holder_id) == ("accepted", walk.village.pk)
    assert [line.move for line in lines_of(unsigned)][-2:] == ["mark_sensitive", "revoke"]
    assert set(running(unsigned)) == {"dispatch", "handle.result"}
    assert_held(unsigned)
    event = walk.go(walk.go(event, "sign", walk.lin), "mark_sensitive", walk.lin, **WHY)
    assert (event.state, event.holder_id) == ("processing", walk.village.pk)
    assert_held(event)
    event = walk.go(event, "finish", walk.gao, result="办好了", photos=[walk.photo(walk.gao)])
    event = walk.go(event, "request_check", walk.gao)
    assert walk.go(event, "close", walk.qian, reply="已办").state == "closed"
    looked_at = walk.go(walk.to("checking"), "mark_sensitive", walk.lin, **WHY)
    assert looked_at.holder_id == walk.village.pk
    looked_at = walk.go(looked_at, "check_pass", walk.gao, photos=[walk.photo(walk.gao)])
    assert walk.go(looked_at, "close", walk.qian, reply="已办").state == "closed"


def sent_to_the_grid(walk: Walk) -> Event:
    event = walk.go(walk.to("accepted"), "push_down", walk.chen, to=walk.village.code)
    return walk.go(walk.go(event, "sign", walk.gao), "push_down", walk.gao, to=walk.grid.code)
