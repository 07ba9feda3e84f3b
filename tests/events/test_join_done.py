# SPDX-License-Identifier: Apache-2.0
"""免到、协同办结、评分: the end of a whistle."""

import pytest

from events.access import legal_moves
from events.models import Whistle
from events.refusals import BadFields, MoveNotAllowed, NotAllowed
from tests.events.moves import given, last_line, moves_of, names_field, once, refused, running
from tests.events.whistles import call, crew, done, gathered, officer, standing
from tests.walk import QUARREL, Walk


def test_with_the_evidence_of_the_standard_it_is_handled(walk: Walk) -> None:
    team = crew(walk)
    event = done(walk, team)
    # The township that whistled holds what has been handled; the lead handled it.
    assert (event.state, event.holder_id) == ("handled", walk.shiqiao.pk)
    assert (event.handler_id, event.handler_user_id) == (team.lead.pk, walk.shen.pk)
    assert running(event) == {"check": walk.shiqiao.pk}
    assert given(event)[-1] == (walk.shiqiao.pk, team.lead.pk, "done")
    assert set(standing(event).values()) == {"done"}
    assert Whistle.objects.get(event=event).status == "done"
    event = walk.check_pass(walk.request_check(event))
    assert event.state == "closed"


def test_without_it_the_lead_goes_on_alone(walk: Walk) -> None:
    team = crew(walk)
    event = done(walk, team, with_photo=False)
    assert (event.state, event.holder_id) == ("processing", team.lead.pk)
    assert running(event) == {"handle.result": team.lead.pk}
    photos = [walk.photo(walk.shen)]
    event = walk.go(event, "finish", walk.shen, result="补上照片", photos=photos)
    assert (event.state, event.holder_id) == ("handled", walk.shiqiao.pk)


def test_a_standard_that_asks_for_no_photo(walk: Walk) -> None:
    team = crew(walk)
    event = walk.report(by=walk.zhou, matter=QUARREL)
    event = walk.go(walk.go(event, "accept", walk.zhou), "take", walk.zhou)
    event = call(walk, team, event, departments=[team.lead.code])
    event = walk.go(walk.go(event, "report_in", walk.shen), "join_done", walk.shen, result="和解")
    assert event.state == "handled"


def test_only_when_all_others_have_done_their_part_or_are_excused(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team)
    for person, move, fields in (
        (team.tang, "report_in", {}),
        (team.tang, "join_result", {"result": "已查封"}),
        (walk.shen, "report_in", {}),
    ):
        refused(MoveNotAllowed, walk, event, "join_done", walk.shen, result="好了")
        event = walk.go(event, move, person, **fields)
    refused(MoveNotAllowed, walk, event, "join_done", walk.shen, result="好了")
    fields = {"department": team.police.code, "reason": "警力另有安排"}
    event = walk.go(event, "excuse", walk.chen, **fields)
    assert last_line(event).codes == {"department": team.police.code}
    assert standing(event)[team.police.pk] == "excused"
    assert running(event).keys() == {"handle.result"}
    assert "join_done" in legal_moves(walk.shen, event)
    assert legal_moves(team.luo, event) == []


def test_the_township_scores_units_after_it_is_done(walk: Walk) -> None:
    team = crew(walk)
    event = gathered(walk, team)
    fields = {"department": team.market.code, "points": 4, "text": "来得快"}
    refused(MoveNotAllowed, walk, event, "score", walk.chen, **fields)
    event = walk.go(event, "excuse", walk.chen, department=team.police.code, reason="不用")
    photos = [walk.photo(team.tang)]
    event = walk.go(event, "join_result", team.tang, result="已查封", photos=photos)
    event = walk.go(event, "join_done", walk.shen, result="好了")
    event = walk.go(event, "score", walk.chen, **fields)
    assert (event.state, event.summons.get(unit=team.market).points) == ("handled", 4)
    assert last_line(event).codes == {"department": team.market.code, "points": 4}
    assert last_line(event).texts == {"text": "来得快"}
    # Each once; an excused unit never; and never with a number that is none.
    for unit in (team.market, team.police, walk.station):
        again = fields | {"department": unit.code}
        names_field(walk, event, "score", walk.chen, "department", **again)
    fields["department"] = team.lead.code
    for points in (0, 6, "x", None, 2.5):
        names_field(walk, event, "score", walk.chen, "points", **(fields | {"points": points}))
    event = walk.check_pass(walk.request_check(event))
    event = walk.go(event, "score", walk.chen, **fields)
    assert event.state == "closed"
    refused(MoveNotAllowed, walk, event, "score", walk.chen, **fields)


def test_who_may_not(walk: Walk) -> None:
    team = crew(walk)
    event = gathered(walk, team)
    off = {"department": team.police.code, "reason": "不用来"}
    for person in (walk.shen, team.tang, walk.lin, walk.wang):
        refused(NotAllowed, walk, event, "excuse", person, **off)
    refused(NotAllowed, walk, event, "excuse", walk.sun, **off)
    refused(MoveNotAllowed, walk, event, "join_done", team.tang, result="好了")
    refused(NotAllowed, walk, event, "join_done", walk.chen, result="好了")
    event = done(walk, team)
    mark = {"department": team.market.code, "points": 3}
    for person in (walk.shen, team.tang, walk.sun, walk.lin):
        refused(NotAllowed, walk, event, "score", person, **mark)


@pytest.mark.parametrize("state", ["processing", "handled"])
def test_wrong_state(walk: Walk, state: str) -> None:
    event, code = walk.to(state), walk.department.code
    refused(MoveNotAllowed, walk, event, "excuse", walk.chen, department=code, reason="x")
    refused(MoveNotAllowed, walk, event, "score", walk.chen, department=code, points=3)
    refused(MoveNotAllowed, walk, event, "join_done", walk.wang, result="好了")


def test_bad_input(walk: Walk) -> None:
    team = crew(walk)
    event = gathered(walk, team)
    for unit in (team.lead.code, walk.station.code, "x", None):
        off = {"department": unit, "reason": "不用来"}
        names_field(walk, event, "excuse", walk.chen, "department", **off)
    names_field(walk, event, "excuse", walk.chen, "reason", department=team.market.code)
    event = walk.go(event, "join_result", team.tang, result="已查封")
    off = {"department": team.market.code, "reason": "不用来"}
    names_field(walk, event, "excuse", walk.chen, "department", **off)
    event = walk.go(event, "join_result", team.luo, result="已疏导")
    names_field(walk, event, "join_done", walk.shen, "result", result=" ")


def test_what_must_be_reclassified_is_so_before(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team, walk.to("accepted", matter="1299"), departments=[team.lead.code])
    event = walk.go(event, "report_in", walk.shen)
    bad = refused(BadFields, walk, event, "join_done", walk.shen, result="好了")
    assert bad.code == "must_reclassify"


def test_escalation_ends_the_whistle(walk: Walk) -> None:
    team = crew(walk)
    event = walk.go(call(walk, team), "report_in", team.tang)
    refused(NotAllowed, walk, event, "escalate", walk.shen, reason="县里才有权")
    event = walk.go(event, "escalate", walk.chen, reason="要县里统筹", tried="三家已到")
    assert (event.state, event.holder_id) == ("reported", walk.county.county.pk)
    assert (event.joint, event.commander_id, event.assignment) == (None, None, None)
    assert running(event) == {"accept": walk.county.county.pk}
    assert set(event.summons.values_list("status", flat=True)) == {"ended"}
    assert Whistle.objects.get(event=event).status == "ended"
    assert legal_moves(team.tang, event) == []


def test_a_forced_close_ends_it_too(walk: Walk) -> None:
    """The township could whistle again if it were reopened."""
    team = crew(walk)
    event = walk.go(call(walk, team), "report_in", team.tang)
    event = walk.go(event, "force_close", walk.sun, reason="现场已拆除")
    second = officer("second", walk.county.county, "county_chief")
    event = walk.go(event, "approve_request", second, request=str(event.requests.get().pk))
    assert (event.state, event.joint) == ("closed", None)
    assert Whistle.objects.get(event=event).status == "ended"
    assert running(event) == {}


def test_once(walk: Walk) -> None:
    team = crew(walk)
    event = gathered(walk, team)
    off = {"department": team.police.code, "reason": "不用来"}
    event = once(walk, event, "excuse", walk.chen, **off)
    event = walk.go(event, "join_result", team.tang, result="好", photos=[walk.photo(team.tang)])
    event = once(walk, event, "join_done", walk.shen, result="好了")
    event = once(walk, event, "score", walk.chen, department=team.lead.code, points=5)
    assert moves_of(event)[-3:] == ["join_result", "join_done", "score"]
