# SPDX-License-Identifier: Apache-2.0
"""协同结果、异议: what a called unit says it did, and that it thinks the call was wrong."""

import pytest

from events.access import legal_moves
from events.refusals import BadFields, MoveNotAllowed, NotAllowed
from tests.events.moves import last_line, names_field, once, refused
from tests.events.whistles import call, crew, gathered, standing
from tests.walk import Walk


def test_a_result_ends_the_units_part(walk: Walk) -> None:
    team = crew(walk)
    event = gathered(walk, team)
    photos = [walk.photo(team.tang)]
    event = walk.go(event, "join_result", team.tang, result="已责令停业", photos=photos)
    assert (event.state, event.holder_id) == ("joint", team.lead.pk)
    assert last_line(event).texts == {"result": "已责令停业"}
    assert event.attachments.get().kind == "after"
    row = event.summons.get(unit=team.market)
    assert (row.status, row.with_photos) == ("done", True)
    assert legal_moves(team.tang, event) == []


def test_who_contests_owes_its_result_all_the_same(walk: Walk) -> None:
    team = crew(walk)
    event = gathered(walk, team)
    event = walk.go(event, "contest", team.luo, reason="不是公安的职责")
    assert standing(event)[team.police.pk] == "contested"
    assert last_line(event).texts == {"reason": "不是公安的职责"}
    assert legal_moves(team.luo, event) == ["join_result", "note"]
    event = walk.go(event, "join_result", team.luo, result="已维持秩序")
    row = event.summons.get(unit=team.police)
    assert row.status == "done" and row.contested_at is not None


def test_nobody_contests_or_answers_from_afar(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team)
    refused(MoveNotAllowed, walk, event, "contest", team.luo, reason="不归我们管")
    refused(MoveNotAllowed, walk, event, "join_result", team.luo, result="办了")
    event = walk.go(walk.go(event, "report_in", team.luo), "contest", team.luo, reason="不归")
    refused(MoveNotAllowed, walk, event, "contest", team.luo, reason="还是不归")


@pytest.mark.parametrize("move", ["join_result", "contest"])
def test_who_may_not(walk: Walk, move: str) -> None:
    event = gathered(walk, crew(walk))
    fields = {"result": "办了"} if move == "join_result" else {"reason": "不归"}
    for person in (walk.lin, walk.chen, walk.wu, walk.ma):
        refused(NotAllowed, walk, event, move, person, **fields)


def test_wrong_state_and_bad_input(walk: Walk) -> None:
    team = crew(walk)
    handled = walk.to("handled")
    refused(MoveNotAllowed, walk, handled, "join_result", walk.wang, result="办了")
    refused(MoveNotAllowed, walk, handled, "contest", walk.wang, reason="不归")
    event = gathered(walk, team)
    for result in ("", "  ", None, 5, "长" * 4001):
        names_field(walk, event, "join_result", team.tang, "result", result=result)
    names_field(walk, event, "contest", team.tang, "reason", reason=" ")
    theirs = [walk.photo(walk.lin)]
    refused(BadFields, walk, event, "join_result", team.tang, result="办了", photos=theirs)


def test_once(walk: Walk) -> None:
    team = crew(walk)
    event = once(walk, gathered(walk, team), "contest", team.tang, reason="不归")
    once(walk, event, "join_result", team.tang, result="办了")
