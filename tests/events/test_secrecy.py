# SPDX-License-Identifier: Apache-2.0
"""敏感: any clerk of the node that holds or sent it marks it, only a duty chief lifts it."""

from events.access import events_in_reach
from events.models import Event
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.asking import LONGER, asked
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import last_line, names_field, once, refused
from tests.walk import MINOR_CHILD, Walk

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
