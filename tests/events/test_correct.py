# SPDX-License-Identifier: Apache-2.0
"""更正: matter, place or urgency; the state stays and the clocks follow from their start."""

from datetime import timedelta
from typing import Any

import pytest

from duties.clocks import add_limit
from duties.queries import calendar_of
from events import moment
from events.models import Clock, Stock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.county import point_in
from tests.events.moves import last_line, names_field, once, refused, running
from tests.walk import MINOR_CHILD, POTHOLE, RIVER, WASTE, Walk

COVER = "0701"  # 井盖: critical, two urgent hours
PARKED = "0506"  # stages: contact (call the driver), then result


def test_the_matter_with_all_that_hangs_on_it(walk: Walk) -> None:
    event = walk.to("processing")
    first = Clock.objects.get(event=event, kind="handle")
    event = walk.go(event, "correct", walk.chen, matter=COVER, reason="是井盖")
    assert (event.state, event.matter.code, event.urgency) == ("processing", COVER, "critical")
    assert event.standard is not None
    assert event.standard.matter_id == event.matter_id
    line = last_line(event)
    assert (line.came_from, line.to) == ("processing", "processing")
    assert line.codes == {
        "matter_was": POTHOLE,
        "matter_is": COVER,
        "urgency_was": "normal",
        "urgency_is": "critical",
    }
    clock = Clock.objects.get(event=event, kind="handle", stopped_at__isnull=True)
    assert (clock.started_at, clock.holder_id) == (first.started_at, walk.platforms["order"].pk)
    assert clock.due_at < first.due_at
    stock = Stock.objects.get(n=1)
    assert stock.platform == event.platform


def test_the_level_follows_but_never_below_what_was_raised(walk: Walk) -> None:
    event = walk.go(walk.report(), "correct", walk.chen, matter=RIVER, reason="是河道")
    assert event.level == 4
    event = walk.go(walk.report(), "escalate", walk.chen, reason="县里办")
    event = walk.go(event, "correct", walk.wu, matter=WASTE, reason="是垃圾")
    assert event.level == 4


def test_the_same_matter_keeps_the_chosen_condition(walk: Walk) -> None:
    event = walk.go(walk.report(), "accept", walk.chen, standard=2)
    chosen = event.standard_id
    event = walk.go(event, "correct", walk.chen, matter=POTHOLE, urgency="urgent", reason="急")
    assert (event.standard_id, event.urgency) == (chosen, "urgent")


def test_a_process_clock_stays_within_the_first_stage(walk: Walk) -> None:
    """受理、分派、签收 never have longer than the matter's own first limit, corrected or not."""
    event = walk.go(walk.to("dispatched"), "correct", walk.chen, matter="0304", reason="烟感报警")
    sign = Clock.objects.get(event=event, kind="sign")
    standard = event.standard
    assert standard is not None
    first = standard.stages.order_by("order")[0]
    calendar = calendar_of(event.county_id)
    assert sign.due_at <= add_limit(sign.started_at, first.limit, first.unit, calendar)


def test_a_stage_that_was_reached_stays_reached(walk: Walk) -> None:
    event = walk.to("processing", matter=PARKED, grid=walk.grid.code)
    stages = {name for name in running(event) if name.startswith("handle")}
    assert stages == {"handle.contact", "handle.result"}
    with moment.at(event.reported_at + timedelta(minutes=5)):
        event = walk.go(event, "note", walk.wang, text="已打电话", stage="contact")
    assert set(running(event)) == {"handle.result"}
    event = walk.go(event, "correct", walk.chen, matter="0712", reason="砍了树")
    event = walk.go(event, "correct", walk.chen, matter=PARKED, reason="没砍树")
    assert "handle.contact" not in running(event)


def test_place_and_grid(walk: Walk) -> None:
    lon, lat = point_in(walk.far_grid)
    event = walk.report()
    event = walk.go(event, "correct", walk.chen, place={"lon": lon, "lat": lat}, reason="在望湖")
    assert (event.place_id, event.place_path) == (walk.far_grid.pk, walk.far_grid.path)
    # The tallies count it for ever where it was filed.
    assert event.village_code == walk.village.code
    assert last_line(event).texts["point"] == f"{lon:.6f},{lat:.6f}"
    event = walk.go(event, "correct", walk.chen, grid=walk.grid2.code, reason="在二网格")
    assert (event.place_id, event.placed_by) == (walk.grid2.pk, "grid")


def test_words_about_the_place_do_not_move_it(walk: Walk) -> None:
    before = walk.report(lon=120.611, lat=29.977)
    after = walk.go(before, "correct", walk.chen, place={"address": "桥东头"}, reason="写清楚")
    assert (after.lon, after.lat, after.place_id) == (120.611, 29.977, before.place_id)
    assert (after.address, after.placed_by) == ("桥东头", "point")
    assert last_line(after).texts == {"reason": "写清楚", "address": "桥东头"}


def test_it_becomes_sensitive_and_a_grid_loses_it_to_its_village(walk: Walk) -> None:
    event = walk.go(walk.report(matter=WASTE), "correct", walk.lin, matter="1003", reason="是孩子")
    assert event.sensitive
    assert event.holder_id == walk.village.pk
    assert running(event) == {"accept": walk.village.pk}
    event = walk.go(event, "correct", walk.gao, matter=WASTE, reason="又是垃圾")
    assert event.sensitive  # only a duty chief lifts that, by a move of its own


@pytest.mark.parametrize("who", ["lin", "wang", "ma", "zhao", "wu", "he"])
def test_who_may_not(walk: Walk, who: str) -> None:
    """While an office has it, the node that sent it corrects; the office does not."""
    event, fields = walk.to("processing"), {"urgency": "urgent", "reason": "急"}
    refused(NotAllowed, walk, event, "correct", getattr(walk, who), **fields)


@pytest.mark.parametrize("state", ["handled", "checking", "pending_close", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    fields = {"urgency": "urgent", "reason": "急"}
    refused(MoveNotAllowed, walk, walk.to(state), "correct", walk.chen, **fields)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("matter", {}),
        ("matter", {"matter": "9999"}),
        ("matter", {"matter": "07"}),
        ("grid", {"grid": "339901100201999"}),
        ("grid", {"grid": "339901100P3"}),
        ("lon", {"place": {"lon": 10, "lat": 10}}),
        ("place", {"place": {"lon": "x", "lat": 10}}),
        ("place", {"place": "桥头"}),
        ("lat", {"place": {"lon": 120.61}}),
        ("urgency", {"urgency": "soon"}),
    ],
)
def test_bad_input(walk: Walk, field: str, fields: dict[str, Any]) -> None:
    names_field(walk, walk.report(), "correct", walk.chen, field, reason="写错", **fields)


def test_a_reason_is_asked(walk: Walk) -> None:
    names_field(walk, walk.report(), "correct", walk.chen, "reason", matter=MINOR_CHILD)


def test_once(walk: Walk) -> None:
    event = once(walk, walk.to("accepted"), "correct", walk.chen, matter=COVER, reason="是井盖")
    assert event.matter.code == COVER
