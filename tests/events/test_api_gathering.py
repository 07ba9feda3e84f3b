# SPDX-License-Identifier: Apache-2.0
"""报到码 and the whistle over HTTP: who sees the code, what the detail and the lists say."""

import re
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from events import moment
from tests.events.clients import ROOT, as_, path_of
from tests.events.whistles import call, crew, gathered
from tests.walk import Walk


def test_the_townships_people_show_a_code_that_a_phone_scans(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team)
    answer = as_(walk.chen).get(path_of(event, "gathering/"))
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    code = answer.json()["code"]
    assert re.fullmatch(r"[A-Z2-7]{8}", code)
    assert answer.json()["address"].endswith(f"/m/#/event/{event.pk}/report_in/{code}")
    drawn = as_(walk.chen).get(path_of(event, "gathering/qr.svg"))
    assert drawn["Content-Type"] == "image/svg+xml" and b"<svg" in drawn.content
    said = as_(team.tang).post(path_of(event, "report_in/"), {"code": code})
    assert said.status_code == 200
    units = {row["unit"]["code"]: row for row in said.json()["whistle"]["units"]}
    assert units[team.market.code]["by_code"] and not units[team.police.code]["arrived_at"]


def test_the_code_is_for_the_commander_alone_and_while_it_lasts(walk: Walk) -> None:
    team = crew(walk)
    event = call(walk, team)
    for address in ("gathering/", "gathering/qr.svg"):
        for person, status in ((walk.shen, 403), (walk.wu, 403), (walk.zhao, 404)):
            assert as_(person).get(path_of(event, address)).status_code == status
        assert APIClient().get(path_of(event, address)).status_code == 401
        over = walk.go(call(walk, team), "escalate", walk.chen, reason="要县里统筹")
        assert as_(walk.chen).get(path_of(over, address)).status_code == 403
    event = gathered(walk, team)
    for person in (team.tang, team.luo):
        event = walk.go(event, "join_result", person, result="好了")
    event = walk.go(event, "join_done", walk.shen, result="好了")
    answer = as_(walk.chen).get(path_of(event, "gathering/"))
    assert (answer.status_code, answer.json()["code"]) == (409, "move_not_allowed")


def test_the_detail_says_who_was_called_who_came_and_who_is_late(walk: Walk) -> None:
    team = crew(walk)
    early = moment.now() - timedelta(hours=1)
    with moment.at(early):
        event = walk.go(call(walk, team, place="桥头"), "report_in", team.tang)
        event = walk.go(event, "contest", team.tang, reason="不归我们")
        event = walk.go(event, "excuse", walk.chen, department=team.police.code, reason="不用")
    said = as_(walk.chen).get(path_of(event)).json()["whistle"]
    assert (said["kind"], said["status"], said["place"]) == ("emergency", "open", "桥头")
    assert (said["called"], said["arrived"], said["commands"]) == (2, 1, True)
    rows = {row["unit"]["code"]: row for row in said["units"]}
    assert [row["lead"] for row in said["units"]] == [True, False, False]
    lead, market, police = (rows[unit.code] for unit in (team.lead, team.market, team.police))
    assert (lead["status"], lead["late"], lead["arrived_at"]) == ("called", True, None)
    assert (market["status"], market["contested"], market["late"]) == ("contested", True, False)
    assert (police["status"], police["late"]) == ("excused", False)
    # The village reads along, and leads nothing.
    assert not as_(walk.zhou).get(path_of(event)).json()["whistle"]["commands"]
    assert as_(walk.chen).get(path_of(walk.to("processing"))).json()["whistle"] is None


@pytest.mark.parametrize("who", ["tang", "shen", "chen"])
def test_it_waits_in_the_lists_of_all_who_have_a_part_in_it(walk: Walk, who: str) -> None:
    team = crew(walk)
    event = call(walk, team)
    person = team.tang if who == "tang" else getattr(walk, who)
    found = as_(person).get(f"{ROOT}/events/?queue=whistle").json()["results"]
    assert [row["id"] for row in found] == [event.pk]
    queues = as_(person).get(f"{ROOT}/desk/queues/").json()["queues"]
    counts = {each["key"]: each["count"] for each in queues}
    assert (counts["whistle"], counts["mine"]) == (1, int(who == "shen"))
    mine = as_(person).get(f"{ROOT}/events/?mine=true").json()["results"]
    assert [row["id"] for row in mine] == ([event.pk] if who != "chen" else [])
    # Whoever has done its part has nothing to do any more.
    if who == "tang":
        event = walk.go(walk.go(event, "report_in", person), "join_result", person, result="好了")
        assert as_(person).get(f"{ROOT}/events/?mine=true").json()["results"] == []
