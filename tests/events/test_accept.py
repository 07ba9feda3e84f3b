# SPDX-License-Identifier: Apache-2.0
"""受理(立案): the node answers for it under a filing standard; the limit follows from it."""

import pytest

from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import involved, last_line, names_field, once, refused, running
from tests.walk import WASTE, Walk

SEWER = "0903"  # 排水: a burst pipe (condition 2) is critical, a blocked one is not


def test_it_ends_the_accept_clock_and_starts_the_dispatch_clock(walk: Walk) -> None:
    event = walk.report()
    assert running(event) == {"accept": walk.shiqiao.pk}
    event = walk.go(event, "accept", walk.chen, level=2, urgency="urgent")
    assert (event.state, event.holder_id, event.node_id) == (
        "accepted",
        walk.shiqiao.pk,
        walk.shiqiao.pk,
    )
    assert (event.level, event.urgency, event.untouched) == (2, "urgent", False)
    assert running(event) == {"dispatch": walk.shiqiao.pk}
    line = last_line(event)
    assert (line.move, line.came_from, line.to) == ("accept", "reported", "accepted")
    assert (line.by, line.unit) == (walk.chen.pk, walk.shiqiao.pk)
    assert line.codes == {"standard": 1, "level": 2}
    assert involved(event) == {walk.shiqiao.pk}


def test_a_chosen_condition_brings_its_own_defaults(walk: Walk) -> None:
    event = walk.report(matter=SEWER)
    assert event.urgency != "critical"
    event = walk.go(event, "accept", walk.chen, standard=2)
    assert event.standard is not None
    assert (event.standard.no, event.urgency) == (2, "critical")


def test_without_fields_it_is_the_condition_it_was_filed_under(walk: Walk) -> None:
    event = walk.report(urgency="critical")
    after = walk.go(event, "accept", walk.chen)
    assert (after.standard_id, after.level, after.urgency) == (event.standard_id, 3, "critical")


def test_each_tier_accepts_what_it_holds(walk: Walk) -> None:
    event = walk.go(walk.report(matter=WASTE), "accept", walk.lin)
    assert event.node_id == walk.grid.pk


@pytest.mark.parametrize("who", ["wang", "ma", "he", "admin", "zhao", "wu", "gao", "lin"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.report(), "accept", getattr(walk, who))


def test_in_another_state_the_answer_says_which_and_what_instead(walk: Walk) -> None:
    no = refused(MoveNotAllowed, walk, walk.to("accepted"), "accept", walk.chen)
    assert no.extra["state"] == "accepted"
    assert {"dispatch", "take", "push_down"} <= set(no.extra["moves"])


@pytest.mark.parametrize(
    ("field", "value"),
    [("standard", "99"), ("standard", []), ("level", 5), ("level", True), ("urgency", "soon")],
)
def test_bad_input(walk: Walk, field: str, value: object) -> None:
    if value == []:
        value = {"no": 1}
    names_field(walk, walk.report(), "accept", walk.chen, field, **{field: value})


def test_once(walk: Walk) -> None:
    assert once(walk, walk.report(), "accept", walk.chen).state == "accepted"
