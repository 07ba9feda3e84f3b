# SPDX-License-Identifier: Apache-2.0
"""报到: a called unit is there, by account or with the commander's code; late stays late."""

from datetime import timedelta

import pytest

from events import moment, passcode
from events.access import legal_moves
from events.models import Clock, Whistle
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import last_line, names_field, once, refused, running
from tests.events.whistles import MORNING, call, crew, standing
from tests.walk import Walk


def test_by_account_and_a_position_only_if_it_is_offered(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team)
    event = walk.go(event, "report_in", team.tang)
    assert last_line(event).texts == {}
    event = walk.go(event, "report_in", team.luo, lon=120.61, lat=29.97)
    assert last_line(event).texts == {"point": "120.610000,29.970000"}
    assert last_line(event).codes == {"by_code": False}
    assert standing(event) == {
        team.lead.pk: "called",
        team.market.pk: "confirmed",
        team.police.pk: "confirmed",
    }
    assert running(event).keys() == {"handle.result", f"report_in.{team.lead.pk}"}
    assert event.state == "joint"


def test_the_lead_takes_it_up_by_reporting_in(walk: Walk) -> None:
    event = walk.go(call(walk, crew(walk)), "report_in", walk.shen)
    assert event.assignment is not None and event.assignment.status == "doing"
    assert event.assignment.signed_at is not None


def test_with_the_commanders_code_however_it_is_typed(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team)
    code = passcode.code_for(Whistle.objects.get(event=event).pk)
    event = walk.go(event, "report_in", team.tang, code=f"{code[:4].lower()} {code[4:]}")
    assert last_line(event).codes == {"by_code": True}
    assert event.summons.get(unit=team.market).by_code


def test_a_code_holds_five_to_ten_minutes_and_for_one_whistle_alone(walk: Walk) -> None:
    team = crew(walk)
    with moment.at(MORNING):
        event, other = call(walk, team), call(walk, team)
        codes = [passcode.code_for(each.whistles.get().pk) for each in (event, other)]
        assert passcode.changes_at() - MORNING <= timedelta(minutes=5)
    assert codes[0] != codes[1]
    fields = {"code": codes[0]}
    with moment.at(MORNING + timedelta(minutes=9)):
        names_field(walk, other, "report_in", team.tang, "code", **fields)
        event = walk.go(event, "report_in", team.tang, **fields)
    with moment.at(MORNING + timedelta(minutes=11)):
        names_field(walk, event, "report_in", team.luo, "code", **fields)
        assert walk.go(event, "report_in", team.luo).state == "joint"


def test_late_is_counted_against_the_unit_that_was_late(walk: Walk) -> None:
    team = crew(walk)
    with moment.at(MORNING):
        event = call(walk, team)
    with moment.at(MORNING + timedelta(minutes=20)):
        event = walk.go(event, "report_in", team.tang)
    with moment.at(MORNING + timedelta(minutes=42)):
        event = walk.go(event, "report_in", team.luo)
    late = {
        clock.holder_id: clock.overdue_seconds
        for clock in Clock.objects.filter(event=event, kind="report_in", stopped_at__isnull=False)
    }
    assert late == {team.market.pk: 0, team.police.pk: 12 * 60}


def test_a_correction_touches_neither_their_time_nor_their_standing(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team)
    before = dict(Clock.objects.filter(kind="report_in").values_list("holder", "due_at"))
    event = walk.go(event, "correct", walk.chen, urgency="critical", reason="有人受困")
    assert dict(Clock.objects.filter(kind="report_in").values_list("holder", "due_at")) == before
    assert set(standing(event).values()) == {"called"}


@pytest.mark.parametrize("who", ["lin", "chen", "wang", "wu"])
def test_who_may_not(walk: Walk, who: str) -> None:
    event = call(walk, crew(walk))
    error = MoveNotAllowed if who == "wang" else NotAllowed  # his platform had it before
    refused(error, walk, event, "report_in", getattr(walk, who))


def test_wrong_state(walk: Walk) -> None:
    team = crew(walk)
    refused(MoveNotAllowed, walk, walk.go(call(walk, team), "report_in", team.tang), "report_in",
            team.tang)  # fmt: skip
    event = walk.to("processing")
    event.involvements.create(unit=team.market, held=True)
    refused(MoveNotAllowed, walk, event, "report_in", team.tang)
    assert legal_moves(team.tang, event) == []


def test_bad_input(walk: Walk) -> None:
    event = call(walk, crew(walk))
    for name, values in (
        ("lon", ["x", 181, True]),
        ("lat", [91, [1]]),
        ("code", ["ABCDEFGH", "x" * 21, 7, "是"]),
    ):
        for value in values:
            names_field(walk, event, "report_in", walk.shen, name, **{name: value})


def test_once(walk: Walk) -> None:
    team = crew(walk)
    once(walk, call(walk, team), "report_in", team.tang)
