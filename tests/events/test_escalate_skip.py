# SPDX-License-Identifier: Apache-2.0
"""越级上报: straight to the county, and the township that was passed over is told."""

from typing import Any

import pytest

from events import owed
from events.access import events_in_reach
from events.actions.skipping import township_is_told
from events.models import Delivery, Event
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import given, involved, last_line, names_field, once, refused, running
from tests.walk import POTHOLE, WASTE, Walk

WHY = {"reason": "桥要塌了"}


def grave(walk: Walk, **fields: Any) -> Event:
    """A small matter of the grid's own, and yet a great one."""
    return walk.report(**{"matter": WASTE, "severity": "major", **fields})


def test_from_the_grid_to_the_county_and_the_township_hears(walk: Walk) -> None:
    event = walk.go(grave(walk), "escalate_skip", walk.lin, **WHY)
    county = walk.county.county
    assert (event.state, event.holder_id, event.level) == ("reported", county.pk, 4)
    assert running(event) == {"accept": county.pk}
    line = last_line(event)
    assert (line.codes, line.texts) == ({"to": county.code}, WHY)
    assert walk.shiqiao.pk not in involved(event)  # it never held it, but it reads along
    assert events_in_reach(walk.chen).filter(pk=event.pk).exists()
    told = Delivery.objects.get(template="escalated_over")
    assert (told.channel, told.to_unit_id) == ("notice", walk.shiqiao.pk)
    assert told.roles.split() == ["township_chief", "township_clerk"]
    assert township_is_told in owed.RULES["escalate_skip"]


def test_a_township_going_up_itself_needs_no_telling(walk: Walk) -> None:
    event = walk.report(matter=POTHOLE, severity="grave")
    event = walk.go(event, "escalate_skip", walk.chen, **WHY)
    assert event.holder_id == walk.county.county.pk
    assert not Delivery.objects.filter(template="escalated_over").exists()


def test_what_is_critical_may_from_accepted_and_processing(walk: Walk) -> None:
    event = walk.go(walk.report(matter=WASTE), "accept", walk.lin, urgency="critical")
    assert walk.go(event, "escalate_skip", walk.lin, **WHY).state == "reported"
    event = walk.go(walk.report(severity="major"), "push_down", walk.chen, to=walk.village.code)
    event = walk.go(walk.go(event, "sign", walk.zhou), "take", walk.zhou)
    event = walk.go(event, "escalate_skip", walk.zhou, **WHY)
    assert [row[2] for row in given(event)] == ["superseded"]
    assert (event.assignment_id, event.state) == (None, "reported")


def test_only_what_is_critical_or_grave(walk: Walk) -> None:
    for severity in ("minor", "larger"):
        event = walk.report(matter=WASTE, severity=severity)
        refused(MoveNotAllowed, walk, event, "escalate_skip", walk.lin, **WHY)


@pytest.mark.parametrize("who", ["wang", "shen", "wu", "he", "zhao"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, grave(walk), "escalate_skip", getattr(walk, who), **WHY)


@pytest.mark.parametrize("state", ["dispatched", "handled", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    event = walk.to(state, severity="major")
    refused(MoveNotAllowed, walk, event, "escalate_skip", walk.chen, **WHY)


def test_bad_input(walk: Walk) -> None:
    names_field(walk, grave(walk), "escalate_skip", walk.lin, "reason", reason="")


def test_once(walk: Walk) -> None:
    once(walk, grave(walk), "escalate_skip", walk.lin, **WHY)
