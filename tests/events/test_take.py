# SPDX-License-Identifier: Apache-2.0
"""自办: grid, village and township may handle an event themselves; the county passes on."""

import pytest

from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import last_line, names_field, once, refused, running
from tests.walk import QUARREL, RIVER, WASTE, Walk


@pytest.mark.parametrize(
    ("matter", "who", "unit"),
    [(WASTE, "lin", "grid"), (QUARREL, "zhou", "village"), ("0707", "chen", "shiqiao")],
)
def test_without_signing_the_handle_clock_starts(
    walk: Walk, matter: str, who: str, unit: str
) -> None:
    person, place = getattr(walk, who), getattr(walk, unit)
    event = walk.go(walk.report(matter=matter), "accept", person)
    event = walk.go(event, "take", person)
    assert (event.state, event.holder_id, event.assignment_id) == ("processing", place.pk, None)
    assert set(running(event).values()) == {place.pk}
    assert all(name.startswith("handle.") for name in running(event))
    line = last_line(event)
    assert (line.came_from, line.to, line.unit, line.codes) == (
        "accepted",
        "processing",
        place.pk,
        {},
    )


def test_the_county_does_not_mend_it_itself(walk: Walk) -> None:
    event = walk.go(walk.report(matter=RIVER), "accept", walk.wu)
    refused(NotAllowed, walk, event, "take", walk.wu)
    refused(NotAllowed, walk, event, "take", walk.sun)


@pytest.mark.parametrize("who", ["lin", "gao", "wang", "shen", "zhao"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.to("accepted"), "take", getattr(walk, who))


@pytest.mark.parametrize("state", ["reported", "dispatched", "processing", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "take", walk.chen)


def test_bad_input(walk: Walk) -> None:
    names_field(walk, walk.to("accepted"), "take", walk.chen, "to", to=walk.village.code)


def test_once(walk: Walk) -> None:
    once(walk, walk.to("accepted"), "take", walk.chen)
