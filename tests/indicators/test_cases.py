# SPDX-License-Identifier: Apache-2.0
"""What the formulas see of events that real moves have made."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from events import moment
from events.models import Event
from grids.directory import UnitRow, unit_by_id
from indicators.cases import Case, Period
from indicators.queries import cases_of
from tests.events.clients import counted
from tests.walk import MINOR_CHILD, WASTE, Walk


def period_of(days: int = 2) -> Period:
    now = timezone.now()
    return Period(now - timedelta(days=days), now + timedelta(days=days), now)


def the_case(walk: Walk, event: Event) -> Case:
    cases = {case.event_id: case for case in cases_of(county_of(walk), period_of())}
    return cases[event.pk]


def county_of(walk: Walk) -> UnitRow:
    return unit_by_id(walk.county.county.pk)


def test_the_main_road(walk: Walk) -> None:
    start = timezone.now() - timedelta(hours=5)
    steps: list[Callable[[Event], Event]] = [walk.accept, walk.dispatch, walk.sign, walk.finish]
    with moment.at(start):
        event = walk.report()
    for hour, step in enumerate(steps, start=1):
        with moment.at(start + timedelta(hours=hour)):
            event = step(event)
    case = the_case(walk, event)
    assert case.first_action_at == case.filed_at == start + timedelta(hours=1)
    assert (case.dispatched, case.returned, case.signed_in_time) == (1, 0, 1)
    assert (case.handled_at, case.handling_minutes) == (start + timedelta(hours=4), 120)
    assert (case.village, case.township) == (walk.village.code, walk.shiqiao.code)
    assert case.first_lead_finished
    assert case.first_check_passed is None


def test_a_return_a_failed_check_and_a_late_end(walk: Walk) -> None:
    event = walk.to("dispatched")
    event = walk.go(event, "return_back", walk.wang, reason_code="wrong_duty", reason="不归我们")
    event = walk.go(event, "dispatch", walk.chen, to=walk.platforms["economy"].code)
    case = the_case(walk, event)
    assert (case.dispatched, case.returned, case.first_lead_finished) == (2, 1, False)
    checked = walk.to("pending_close")
    case = the_case(walk, checked)
    assert (case.first_check_passed, case.rework_count) == (False, 1)
    assert case.first_lead_finished


def test_on_the_spot_and_a_repeat_of_it(walk: Walk) -> None:
    photos = [walk.photo(walk.lin), walk.photo(walk.lin)]
    done = {"text": "扫了", "photos_before": photos[:1], "photos_after": photos[1:]}
    event = walk.report(matter=WASTE, done_on_the_spot=done)
    again = walk.report(matter=WASTE)
    case = the_case(walk, event)
    assert case.is_filed
    assert (case.on_the_spot, case.due_at, case.repeats) == (True, None, False)
    assert the_case(walk, again).repeats


def test_what_was_taken_back_did_not_happen_before(walk: Walk) -> None:
    taken_back = walk.report(matter=WASTE)
    walk.go(taken_back, "withdraw", walk.lin)
    assert not the_case(walk, walk.report(matter=WASTE)).repeats


def test_a_sensitive_one_shows_its_major_alone(walk: Walk) -> None:
    case = the_case(walk, walk.report(matter=MINOR_CHILD))
    assert (case.major, case.platform, case.source) == ("01", "", "")


def test_two_statements_for_any_number_of_cases(walk: Walk) -> None:
    walk.to("processing")
    unit, period = county_of(walk), period_of()
    list(cases_of(unit, period))
    costs = []
    for _ in range(2):
        with counted() as statements:
            found = list(cases_of(unit, period))
        costs.append((len(statements), len(found)))
        for _ in range(5):
            walk.report()
    assert [cost for cost, _ in costs] == [2, 2]
    assert costs[1][1] == costs[0][1] + 5


def test_only_what_lies_under_the_unit_and_in_the_period(walk: Walk) -> None:
    near, far = walk.report(), walk.report(by=walk.zhao, grid=walk.far_grid.code)
    town = unit_by_id(walk.shiqiao.pk)
    assert [case.event_id for case in cases_of(town, period_of())] == [near.pk]
    assert far.pk not in {case.event_id for case in cases_of(town, period_of())}
    now = timezone.now()
    before = Period(now - timedelta(days=60), now - timedelta(days=30), now)
    assert list(cases_of(town, before)) == []


def test_what_was_asked_pressed_whistled_and_said(walk: Walk) -> None:
    event = walk.to("processing")
    longer = {"limit": 1, "unit": "work_day", "reason": "等材料"}
    event = walk.go(event, "request_extension", walk.wang, **longer)
    asked = str(event.requests.get().pk)
    event = walk.go(event, "approve_request", walk.chen, request=asked)
    text = {"kind": "yellow", "text": "抓紧"}
    event = walk.go(event, "supervise", walk.qian, **text)
    case = the_case(walk, event)
    assert (case.extended, case.supervised, case.supervised_unanswered) == (True, 1, 0)
    now = timezone.now()
    later = Period(now - timedelta(days=1), now + timedelta(days=9), now + timedelta(days=8))
    late = {case.event_id: case for case in cases_of(county_of(walk), later)}
    assert late[event.pk].supervised_unanswered == 1


def test_a_claimants_word_and_a_whistle(walk: Walk) -> None:
    people = [{"name": "张三", "phone": "13812345678", "wants_reply": True}]
    event = walk.to("closed", claimants=people, source="hotline")
    event = walk.go(event, "rate", walk.lin, solved=False, satisfaction=2)
    case = the_case(walk, event)
    assert (case.solved, case.satisfaction, case.is_closed) == (False, 2, True)
    lead = walk.platforms["order"].code
    called = {"kind": "emergency", "lead": lead, "departments": [walk.department.code]}
    event = walk.go(walk.to("accepted"), "whistle", walk.chen, **called)
    event = walk.go(event, "report_in", walk.wang)
    case = the_case(walk, event)
    assert (case.whistles, case.summoned, case.arrived_in_time) == (1, 2, 1)


def test_the_time_it_was_suspended_is_not_handling_time(walk: Walk) -> None:
    start = timezone.now() - timedelta(hours=9)
    with moment.at(start):
        event = walk.to("processing")
        until = (start + timedelta(days=30)).isoformat()
        plan = {"until": until, "reason_code": "season", "reason": "雨季", "plan": "雨后修"}
        event = walk.go(event, "request_suspension", walk.wang, **plan)
        asked = str(event.requests.get().pk)
        event = walk.go(event, "approve_request", walk.qian, request=asked)
    with moment.at(start + timedelta(hours=6)):
        event = walk.go(event, "resume", walk.wang)
    with moment.at(start + timedelta(hours=8)):
        event = walk.finish(event)
    assert the_case(walk, event).handling_minutes == 120
