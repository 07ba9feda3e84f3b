# SPDX-License-Identifier: Apache-2.0
"""特急: the call chain is rung at once, the county after three minutes; 我去, 告知, the outcome."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from events import moment
from events.access import legal_moves
from events.actions.ringing import ring_unanswered
from events.models import Clock, Delivery, Event, Involvement, Step
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import last_line, moves_of, names_field, once, refused, running
from tests.events.test_arbitrate import disputed
from tests.walk import MINOR_CHILD, Walk

SMOKE = "0304"  # 烟感: level 3, contact 10 min, arrive 30 min, a reading, checked by photo
THREE = timedelta(minutes=3)


def alarm(walk: Walk) -> Event:
    return walk.report(matter=SMOKE, text="烟感报警")


def rung(event: Event, template: str = "ring") -> dict[int, str]:
    rows = Delivery.objects.filter(event=event, template=template)
    return {row.to_unit_id: row.roles for row in rows if row.to_unit_id}


def test_the_whole_chain_is_rung_at_once_and_once(walk: Walk) -> None:
    event = alarm(walk)
    assert rung(event) == {
        walk.grid.pk: "grid_head grid_worker",
        walk.village.pk: "grid_head village_officer",
        walk.shiqiao.pk: "on_duty",
    }
    assert event.ring_due_at is not None
    walk.go(event, "note", walk.chen, text="在联系户主")
    assert len(rung(event)) == Delivery.objects.filter(event=event, template="ring").count()
    assert rung(walk.report()) == {}


def test_unanswered_for_three_minutes_the_county_is_rung_by_one_line(walk: Walk) -> None:
    event = alarm(walk)
    assert ring_unanswered() == 0
    with moment.at(timezone.now() + THREE + timedelta(seconds=1)):
        assert ring_unanswered() == 1
        assert ring_unanswered() == 0
    assert rung(event, "ring_county") == {walk.county.county.pk: "on_duty"}
    assert last_line(event).codes == {"minutes": 3}
    assert walk.fresh(event).version == event.version


def test_an_answer_in_time_rings_nobody_else(walk: Walk) -> None:
    walk.go(alarm(walk), "go", walk.lin)
    with moment.at(timezone.now() + 2 * THREE):
        assert ring_unanswered() == 0


def test_a_grid_worker_goes_accepted_given_and_signed_in_one(walk: Walk) -> None:
    event = walk.go(alarm(walk), "go", walk.lin)
    assert (event.state, event.holder_id, event.node_id) == (
        "processing",
        walk.grid.pk,
        walk.shiqiao.pk,
    )
    assert moves_of(event) == ["submit", "accept", "go"]
    assert running(event) == {"handle.contact": walk.grid.pk, "handle.arrive": walk.grid.pk}
    given = event.assignments.get()
    assert (given.status, given.signed_at is not None) == ("doing", True)
    assert event.ring_due_at is None


def test_the_township_goes_itself_and_the_county_takes_over(walk: Walk) -> None:
    event = walk.go(alarm(walk), "go", walk.qian)
    assert (event.state, event.assignment_id) == ("processing", None)
    event = walk.go(alarm(walk), "go", walk.sun)
    assert (event.state, event.holder_id) == ("accepted", walk.county.county.pk)
    assert running(event) == {"dispatch": walk.county.county.pk}
    event = walk.go(event, "dispatch", walk.sun, to=walk.department.code)
    assert event.holder_id == walk.department.pk


def test_only_the_first_goes(walk: Walk) -> None:
    event = walk.go(alarm(walk), "go", walk.gao)
    refused(MoveNotAllowed, walk, event, "go", walk.lin)
    assert "go" not in legal_moves(walk.lin, event)


@pytest.mark.parametrize("who", ["zhao", "he", "wang", "ma", "shen", "admin"])
def test_who_may_not_go(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, alarm(walk), "go", getattr(walk, who))


def test_an_ordinary_event_has_no_such_moves(walk: Walk) -> None:
    refused(MoveNotAllowed, walk, walk.report(), "go", walk.chen)
    outcome = {"outcome": "cleared"}
    refused(MoveNotAllowed, walk, walk.to("processing"), "report_outcome", walk.wang, **outcome)


def test_once(walk: Walk) -> None:
    assert once(walk, alarm(walk), "go", walk.lin).state == "processing"


def test_a_sensitive_one_is_for_its_chief(walk: Walk) -> None:
    event = walk.report(matter=MINOR_CHILD, urgency="critical")
    assert "go" in legal_moves(walk.qian, event)
    refused(NotAllowed, walk, event, "go", walk.gao)


def test_whom_it_told_is_a_line_with_the_number_beside_the_chain(walk: Walk) -> None:
    event = walk.go(alarm(walk), "go", walk.lin)
    after = walk.go(event, "tell", walk.lin, whom="119", number="接警 8841")
    assert after.state == event.state
    line = last_line(after)
    assert (line.codes, line.texts) == ({"whom": "119"}, {"number": "接警 8841"})
    names_field(walk, after, "tell", walk.lin, "whom", whom="mayor")
    names_field(walk, after, "tell", walk.lin, "number", whom="119", number="8" * 41)
    refused(MoveNotAllowed, walk, after, "tell", walk.chen, whom="110")


def test_cleared_ends_its_clocks_and_the_forms_wait_for_the_morning(walk: Walk) -> None:
    night = timezone.make_aware(datetime(2026, 11, 22, 2, 13))
    with moment.at(night):
        event = walk.go(alarm(walk), "go", walk.lin)
    with moment.at(night + timedelta(minutes=20)):
        event = walk.go(event, "report_outcome", walk.lin, outcome="cleared", text="已断电")
    assert (event.state, event.outcome) == ("processing", "cleared")
    assert running(event) == {"handle.forms": walk.grid.pk}
    # Two working hours, from Monday's eight o'clock.
    assert event.due_at == timezone.make_aware(datetime(2026, 11, 23, 10, 0))
    arrive = Clock.objects.get(event=event, stage="arrive")
    assert arrive.overdue_seconds == 0


def test_a_false_alarm_wants_a_cause_and_no_picture(walk: Walk) -> None:
    event = walk.go(alarm(walk), "go", walk.lin)
    said = {"outcome": "false_alarm"}
    names_field(walk, event, "report_outcome", walk.lin, "cause", **said)
    names_field(walk, event, "report_outcome", walk.lin, "cause", cause="ghost", **said)
    cleared = {"outcome": "cleared", "cause": "smoke"}
    names_field(walk, event, "report_outcome", walk.lin, "cause", **cleared)
    event = walk.go(event, "report_outcome", walk.lin, cause="smoke", **said)
    assert walk.go(event, "finish", walk.lin, result="炒菜油烟").state == "handled"


def test_worse_is_graver_and_rings_the_county(walk: Walk) -> None:
    event = walk.go(alarm(walk), "go", walk.lin)
    event = walk.go(event, "report_outcome", walk.lin, outcome="worse", text="火势扩大")
    assert (event.state, event.severity) == ("processing", "larger")
    assert rung(event, "ring_county") == {walk.county.county.pk: "on_duty"}
    assert Involvement.objects.filter(event=event, unit=walk.county.county).exists()
    assert running(event).keys() == {"handle.contact", "handle.arrive"}


def test_what_becomes_critical_later_rings_then(walk: Walk) -> None:
    event = walk.report()
    event = walk.go(event, "correct", walk.chen, urgency="critical", reason="有人掉下去了")
    assert walk.shiqiao.pk in rung(event)
    assert Step.objects.filter(event_id=event.pk).count() == 2


def test_whoever_goes_has_settled_whose_it_is(walk: Walk) -> None:
    event = walk.go(disputed(walk), "correct", walk.sun, urgency="critical", reason="塌得更大")
    event = walk.go(event, "go", walk.lin)
    assert (event.state, event.ruling) == ("processing", "")
    assert set(running(event)) == {"handle.result"}


def test_said_again_it_gives_the_forms_no_more_time(walk: Walk) -> None:
    event = walk.go(alarm(walk), "go", walk.lin)
    event = walk.go(event, "report_outcome", walk.lin, outcome="cleared")
    due = event.due_at
    with moment.at(timezone.now() + timedelta(days=1)):
        event = walk.go(event, "report_outcome", walk.lin, outcome="cleared")
    assert event.due_at == due


def test_once_late_the_forms_in_time_do_not_wash_it_off(walk: Walk) -> None:
    event = walk.go(alarm(walk), "go", walk.lin)
    with moment.at(timezone.now() + timedelta(days=2)):
        event = walk.go(event, "report_outcome", walk.lin, outcome="cleared")
        event = walk.go(event, "finish", walk.lin, result="已扑灭", photos=[walk.photo(walk.lin)])
    assert event.closed_late
