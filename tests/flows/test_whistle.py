# SPDX-License-Identifier: Apache-2.0
"""吹哨报到, one afternoon: a shop street smells of gas; the grid worker asks, the township whistles
three departments; one is late, one is excused, one contests; a sensitive one stays silent."""

import json
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from events import moment
from events.actions.absent import remind_absent
from events.actions.erase import erase_personal
from events.actions.sweep import sweep_lamps
from events.models import Clock, Delivery, Event, Ledger, Step
from events.verify import verify_county
from tests.events.whistles import MORNING, call, crew
from tests.live.screen import Screen, fresh, shown
from tests.walk import MINOR_CHILD, Walk

COUNTY, SHIQIAO, WANGHU = "339901000000", "339901100000", "339901101000"


class Watched:
    """A wall that folds every ledger line and is compared with a fresh snapshot after each."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.screen = Screen()
        self.screen.hear(fresh(code))

    def whistles(self) -> list[dict[str, Any]]:
        """What it shows now; the same as whoever looks for the first time."""
        for step in self._missed():
            self.screen._move_whistle(step)
        told = [self.screen.whistles[pk] for pk in sorted(self.screen.whistles)]
        assert told == shown(fresh(self.code))["whistles"]
        return told

    def _missed(self) -> Iterator[dict[str, Any]]:
        new = fresh(self.code)
        yield from reversed(
            [each for each in new["data"]["recent"] if each["seq"] > self.screen.seq]
        )
        self.screen.seq = new["seq"]


def standing(whistle: dict[str, Any]) -> tuple[int, int, list[str]]:
    return whistle["called"], whistle["arrived"], [status for _code, status in whistle["units"]]


def lines_of(event: Event) -> list[tuple[str, str]]:
    steps = Step.objects.filter(event_id=event.pk).order_by("seq")
    return list(steps.values_list("move", "to_state"))


def test_one_is_late_one_is_excused_one_contests(walk: Walk) -> None:
    team = crew(walk)
    walls = [Watched(COUNTY), Watched(SHIQIAO)]
    elsewhere = Watched(WANGHU)
    with moment.at(MORNING):
        event = walk.to("processing")
        event = walk.go(event, "ask_help", walk.lin, reason="几家都说不归自己管")
        event = walk.go(event, "answer_help", walk.chen, approved=True)
        event = call(walk, team, event, place="桥头")
    assert [standing(wall.whistles()[0]) for wall in walls] == [(3, 0, ["called"] * 3)] * 2
    assert elsewhere.whistles() == []

    with moment.at(MORNING + timedelta(minutes=12)):
        event = walk.go(event, "report_in", walk.shen, lon=120.61, lat=29.97)
        event = walk.go(event, "report_in", team.luo)
        event = walk.go(event, "contest", team.luo, reason="这是燃气的事")
    with moment.at(MORNING + timedelta(minutes=31)):
        assert sweep_lamps() == 1  # the first unit that is late turns the event red
        assert remind_absent() == 1
    told = [wall.whistles()[0] for wall in walls]
    assert standing(told[0]) == (3, 2, ["confirmed", "called", "contested"])
    assert told[0] == told[1]
    assert Delivery.objects.filter(event=event, template="whistle_absent").count() == 2

    event = _ended(walk, team, event, walls[0])
    assert [wall.whistles() for wall in walls] == [[], []]
    _assert_told(walk, team, event)


def _ended(walk: Walk, team: SimpleNamespace, event: Event, wall: Watched) -> Event:
    """The late one comes, the contesting one is let go, the lead says it is done, scores follow."""
    with moment.at(MORNING + timedelta(minutes=40)):
        event = walk.go(event, "report_in", team.tang)
        result = {"result": "关阀通风,已查封", "photos": [walk.photo(team.tang)]}
        event = walk.go(event, "join_result", team.tang, **result)
        # 事不完人不撤: the unit that contests is free when the township says so.
        off = {"department": team.police.code, "reason": "确实不归公安"}
        event = walk.go(event, "excuse", walk.chen, **off)
    assert standing(wall.whistles()[0]) == (2, 2, ["confirmed", "done"])

    with moment.at(MORNING + timedelta(hours=2)):
        event = walk.go(event, "join_done", walk.shen, result="隐患已消除")
        assert (event.state, event.holder_id) == ("handled", walk.shiqiao.pk)
        for unit, points in ((team.lead, 5), (team.market, 3)):
            event = walk.go(event, "score", walk.chen, department=unit.code, points=points)
        event = walk.check_pass(walk.request_check(event))
    assert event.state == "closed"
    return event


def _assert_told(walk: Walk, team: SimpleNamespace, event: Event) -> None:
    """What is left of it: lateness against the unit, scores of units, every step in the chain."""
    late = Clock.objects.filter(event=event, kind="report_in", overdue_seconds__gt=0)
    assert list(late.values_list("holder_id", "overdue_seconds")) == [(team.market.pk, 600)]
    marks = {row.unit_id: (row.status, row.points) for row in event.summons.all()}
    assert marks == {
        team.lead.pk: ("scored", 5),
        team.market.pk: ("scored", 3),
        team.police.pk: ("excused", None),
    }
    assert [move for move, _to in lines_of(event)][4:] == [
        *("ask_help", "answer_help", "whistle", "report_in", "report_in", "contest", "lamp"),
        *("absent", "report_in", "join_result", "excuse", "join_done", "score", "score"),
        *("request_check", "check_pass", "close"),
    ]
    assert verify_county(Ledger.objects.get(county_id=event.county_id)).is_whole


def test_of_a_sensitive_whistle_no_wall_hears_anything(walk: Walk) -> None:
    team = crew(walk, sensitive=True)
    event = walk.go(walk.report(matter=MINOR_CHILD), "accept", walk.qian)
    fields = {"kind": "emergency", "lead": team.lead.code, "departments": [team.market.code]}
    event = walk.go(event, "whistle", walk.qian, **fields)
    event = walk.go(event, "report_in", team.tang)
    snapshot = fresh(COUNTY)
    assert snapshot["data"]["whistles"] == []
    about = [step for step in snapshot["data"]["recent"] if step["event"] == event.pk]
    assert [step["move"] for step in about[:2]] == ["report_in", "whistle"]
    said = json.dumps(snapshot, ensure_ascii=False)
    for unit in (team.lead, team.market):
        assert unit.code not in said and unit.name not in said


def test_what_becomes_sensitive_leaves_the_wall(walk: Walk) -> None:
    wall = Watched(COUNTY)
    event = call(walk, crew(walk))
    assert [each["event"] for each in wall.whistles()] == [event.pk]
    walk.go(event, "correct", walk.chen, matter=MINOR_CHILD, reason="涉及未成年人")
    assert wall.whistles() == []


@pytest.mark.parametrize("way", ["escalate", "erase"])
def test_an_escalation_ends_it_on_the_wall_an_erasure_does_not(walk: Walk, way: str) -> None:
    wall = Watched(SHIQIAO)
    event = call(walk, crew(walk), place="张家门口")
    if way == "erase":
        event = erase_personal(event, by=walk.admin)
        assert event.whistles.get().place == ""
        assert len(wall.whistles()) == 1
    else:
        walk.go(event, "escalate", walk.chen, reason="要县里统筹")
        assert wall.whistles() == []
