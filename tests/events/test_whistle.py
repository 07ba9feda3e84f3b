# SPDX-License-Identifier: Apache-2.0
"""吹哨: a township calls departments together under a lead; what each kind gives them of time."""

from datetime import timedelta

import pytest

from events import moment
from events.access import events_in_reach, legal_moves
from events.models import Clock, Event, Whistle
from events.refusals import MoveNotAllowed, NotAllowed
from grids.queries import forget_posts
from tests.events.moves import given, involved, last_line, names_field, once, refused, running
from tests.events.whistles import MORNING, call, crew, officer, standing
from tests.walk import MINOR_CHILD, Walk


def due(event: Event) -> timedelta:
    """How long the called units have to report in: all the same."""
    times = {clock.due_at for clock in Clock.objects.filter(event=event, kind="report_in")}
    assert times == set(event.summons.values_list("due_at", flat=True))
    assert times == {Whistle.objects.get(event=event).gather_at}
    return times.pop() - MORNING


def test_the_lead_holds_it_and_each_unit_has_its_own_clock(walk: Walk) -> None:
    team = crew(walk)
    units = [team.market.code, team.lead.code, team.market.code]
    event = call(walk, team, place="桥头", departments=units)
    lead, market = team.lead.pk, team.market.pk
    assert (event.state, event.holder_id, event.level) == ("joint", lead, 3)
    assert running(event) == {
        "handle.result": lead,
        f"report_in.{lead}": lead,
        f"report_in.{market}": market,
    }
    assert standing(event) == {lead: "called", market: "called"}
    # What the township had given to its platform ends; the lead has it from the township.
    order = walk.platforms["order"].pk
    assert given(event) == [
        (walk.shiqiao.pk, order, "superseded"),
        (walk.shiqiao.pk, lead, "pending_sign"),
    ]
    line = last_line(event)
    assert (line.came_from, line.to, line.texts) == ("processing", "joint", {"place": "桥头"})
    assert line.codes["units"] == [team.lead.code, team.market.code]
    assert (line.codes["kind"], line.codes["lead"]) == ("emergency", team.lead.code)


def test_who_is_called_holds_it_too_platform_and_village_read_along(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team, departments=[walk.station.code])
    assert {team.lead.pk, walk.station.pk, walk.shiqiao.pk} <= involved(event)
    party = officer("pan", walk.platforms["order"], "platform_officer")
    for person in (walk.ma, walk.shen, walk.zhou, walk.chen, party):
        assert events_in_reach(person).filter(pk=event.pk).exists(), person
    assert not events_in_reach(team.luo).filter(pk=event.pk).exists()
    assert legal_moves(walk.wang, event) == []
    asks = ["request_extension", "request_suspension"]
    assert sorted(legal_moves(walk.shen, event)) == sorted(["report_in", "note", "tell", *asks])


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        ("emergency", timedelta(minutes=30)),
        ("livelihood", timedelta(days=1)),
        ("enforcement", timedelta(hours=6)),  # four working hours, over the noon break
    ],
)
def test_the_time_of_each_kind(walk: Walk, kind: str, after: timedelta) -> None:
    with moment.at(MORNING):
        assert due(call(walk, crew(walk), walk.to("accepted"), kind=kind)) == after


def test_the_time_as_agreed(walk: Walk) -> None:
    agreed = MORNING + timedelta(hours=50, seconds=30)
    with moment.at(MORNING):
        event = call(walk, crew(walk), kind="enforcement", gather_at=agreed.isoformat())
    assert due(event) == timedelta(hours=50, seconds=30)
    clock = Clock.objects.filter(event=event, kind="report_in").first()
    assert clock is not None
    assert clock.yellow_at - MORNING == (agreed - MORNING) * 0.6


def test_from_a_village_the_township_answers_for_it_from_now_on(walk: Walk) -> None:
    event = walk.report(by=walk.zhou, matter="0101")
    event = walk.go(walk.go(event, "accept", walk.zhou), "take", walk.zhou)
    assert event.node_id == walk.village.pk
    event = call(walk, crew(walk), event)
    assert (event.node_id, event.commander_id) == (walk.shiqiao.pk, walk.shiqiao.pk)


def test_what_the_county_gave_down_stays_the_countys_to_close(walk: Walk) -> None:
    event = walk.go(walk.report(), "escalate", walk.chen, reason="县里才有权")
    event = walk.go(event, "push_down", walk.wu, to=walk.shiqiao.code)
    event = walk.go(event, "sign", walk.chen)
    event = call(walk, crew(walk), event)
    assert (event.node_id, event.commander_id) == (walk.county.county.pk, walk.shiqiao.pk)
    assert [row[2] for row in given(event)] == ["doing", "pending_sign"]


def test_what_the_county_gave_to_a_department_is_not_the_townships(walk: Walk) -> None:
    team = crew(walk)
    event = walk.go(walk.report(), "escalate", walk.chen, reason="县里才有权")
    event = walk.go(event, "dispatch", walk.wu, to=walk.department.code)
    event = walk.go(walk.go(event, "dispatch", walk.shen, to=walk.station.code), "sign", walk.ma)
    fields = {"kind": "emergency", "lead": team.lead.code, "departments": [team.market.code]}
    refused(MoveNotAllowed, walk, event, "whistle", walk.chen, **fields)


def test_again_after_it_came_back(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team, departments=[team.lead.code])
    event = walk.go(event, "report_in", walk.shen)
    event = walk.go(event, "join_done", walk.shen, result="还没好")
    assert event.state == "processing"
    event = call(walk, team, event, kind="livelihood")
    assert event.joint is not None
    assert list(event.joint["units"].values()) == ["called"] * 3
    assert given(event)[-1] == (walk.shiqiao.pk, team.lead.pk, "pending_sign")


@pytest.mark.parametrize("who", ["lin", "gao", "wang", "shen", "wu", "sun", "he"])
def test_who_may_not(walk: Walk, who: str) -> None:
    fields = {
        "kind": "emergency",
        "lead": walk.department.code,
        "departments": [walk.department.code],
    }
    refused(NotAllowed, walk, walk.to("accepted"), "whistle", getattr(walk, who), **fields)


def test_the_enforcement_coordinator_may(walk: Walk) -> None:
    event = walk.go(walk.report(), "accept", walk.qian)
    walk.chen.postings.update(role="enforcement_coordinator")
    forget_posts(walk.chen)
    assert legal_moves(walk.chen, event) == ["whistle"]


@pytest.mark.parametrize("state", ["reported", "dispatched", "handled", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    team = crew(walk)
    fields = {"kind": "emergency", "lead": team.lead.code, "departments": [team.market.code]}
    refused(MoveNotAllowed, walk, walk.to(state), "whistle", walk.chen, **fields)


def test_bad_input(walk: Walk) -> None:
    team, event = crew(walk), walk.to("accepted")
    good = {"kind": "emergency", "lead": team.lead.code, "departments": [team.market.code]}
    far = "339901101P3"
    wrong = [
        ("kind", ["party", "", None, 3]),
        ("lead", [far, walk.village.code, walk.shiqiao.code, "x", None]),
        ("departments", [[far], ["x"], [], None, team.market.code, [walk.grid.code]]),
        ("place", ["长" * 201, 5]),
        ("gather_at", ["now", "2020-01-01T00:00:00+08:00", "2999-01-01T00:00:00Z", 5]),
    ]
    for name, values in wrong:
        for value in values:
            names_field(walk, event, "whistle", walk.chen, name, **(good | {name: value}))
    late = (moment.now() + timedelta(minutes=45)).isoformat()
    names_field(walk, event, "whistle", walk.chen, "gather_at", **good, gather_at=late)


def test_once(walk: Walk) -> None:
    team = crew(walk)
    fields = {"kind": "emergency", "lead": team.lead.code, "departments": [team.market.code]}
    event = once(walk, walk.to("accepted"), "whistle", walk.chen, **fields)
    assert Whistle.objects.filter(event=event).count() == 1


def test_a_sensitive_event_calls_only_units_where_somebody_may_read_it(walk: Walk) -> None:
    team = crew(walk)
    event = walk.go(walk.report(matter=MINOR_CHILD), "accept", walk.qian)
    fields = {"kind": "emergency", "lead": team.lead.code, "departments": [team.market.code]}
    bad = names_field(walk, event, "whistle", walk.qian, "departments", **fields)
    assert bad.code == "not_trusted"
    walk.shen.postings.update(sensitive=True)
    team.tang.postings.update(sensitive=True)
    event = walk.go(event, "whistle", walk.qian, **fields)
    spare = officer("spare", team.market)
    for person, sees in ((walk.shen, True), (team.tang, True), (walk.qian, True), (spare, False)):
        forget_posts(person)
        assert events_in_reach(person).filter(pk=event.pk).exists() == sees, person
        assert bool(legal_moves(person, event)) == sees, person
    # Whoever is excused does not read it any more.
    event = walk.go(event, "excuse", walk.qian, department=team.market.code, reason="不用来了")
    assert not events_in_reach(team.tang).filter(pk=event.pk).exists()
    assert events_in_reach(walk.qian).filter(pk=event.pk).exists()
