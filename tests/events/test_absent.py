# SPDX-License-Identifier: Apache-2.0
"""未报到: whoever has not come by the gathering time is escalated by the worker, once."""

from datetime import timedelta

from events import moment
from events.actions.absent import remind_absent
from events.models import Delivery
from tests.events.moves import last_line, moves_of
from tests.events.whistles import MORNING, call, crew
from tests.walk import Walk


def test_the_head_and_the_countys_duty_chief_hear_of_it_once(walk: Walk) -> None:
    team = crew(walk)
    with moment.at(MORNING):
        event = walk.go(call(walk, team), "report_in", team.tang)
        event = walk.go(event, "excuse", walk.chen, department=team.police.code, reason="不用")
    with moment.at(MORNING + timedelta(minutes=29)):
        assert remind_absent() == 0
    with moment.at(MORNING + timedelta(minutes=30)):
        assert remind_absent() == 1
        assert remind_absent() == 0
    line = last_line(event)
    assert (line.move, line.by, line.codes) == ("absent", None, {"units": [team.lead.code]})
    told = Delivery.objects.filter(event=event, template="whistle_absent")
    assert set(told.values_list("to_unit_id", "roles", "channel", "once")) == {
        (team.lead.pk, "department_head", "notice", f"absent {team.lead.pk}"),
        (walk.county.county.pk, "county_chief", "notice", f"absent {team.lead.pk}"),
    }
    assert walk.fresh(event).version == event.version  # time itself is no move


def test_who_comes_late_is_not_reminded_again(walk: Walk) -> None:
    team = crew(walk)
    with moment.at(MORNING):
        event = call(walk, team)
    with moment.at(MORNING + timedelta(hours=1)):
        event = walk.go(event, "report_in", walk.shen)
        assert remind_absent() == 2
        event = walk.go(event, "report_in", team.tang)
        event = walk.go(event, "report_in", team.luo)
        assert remind_absent() == 0
    assert moves_of(event).count("absent") == 1


def test_a_whistle_that_ended_reminds_nobody(walk: Walk) -> None:
    with moment.at(MORNING):
        event = call(walk, crew(walk))
        walk.go(event, "escalate", walk.chen, reason="要县里统筹")
    with moment.at(MORNING + timedelta(days=1)):
        assert remind_absent() == 0
