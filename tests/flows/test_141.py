# SPDX-License-Identifier: Apache-2.0
"""The roads of the 141 system: sideways to a platform, up to the county, down to a station,
closed on the spot in the village, and a matter that was filed wrong."""

from datetime import timedelta

from events import moment
from events.actions import MOVES
from events.fields import schema
from events.models import Clock, Event, Ledger, Step
from events.verify import verify_county
from tests.walk import POTHOLE, RIVER, Walk


def moves_of(event: Event) -> list[str]:
    steps = Step.objects.filter(event_id=event.pk).order_by("seq")
    return list(steps.values_list("move", flat=True))


def assert_whole(event: Event) -> None:
    verdict = verify_county(Ledger.objects.get(county_id=event.county_id))
    assert verdict.is_whole, verdict.reason


def test_main_road_to_a_platform_and_back_to_the_grid(walk: Walk) -> None:
    event = walk.to("closed")
    assert moves_of(event) == [
        "submit",
        "accept",
        "dispatch",
        "sign",
        "finish",
        "request_check",
        "check_pass",
        "close",
    ]
    closing = Step.objects.filter(event_id=event.pk).order_by("seq").last()
    assert closing is not None
    assert closing.by_id is None  # a passed check closes by rule, nobody signs twice
    assert event.closed_at is not None
    assert not Clock.objects.filter(event=event, stopped_at__isnull=True).exists()
    assert_whole(event)


def test_up_to_the_county_and_its_department(walk: Walk) -> None:
    event = walk.report()
    event = walk.go(event, "accept", walk.chen)
    event = walk.go(event, "escalate", walk.chen, reason="要县里立项", tried="已围挡")
    assert (event.state, event.holder_id, event.level) == ("reported", walk.county.county.pk, 4)
    event = walk.go(event, "accept", walk.wu)
    event = walk.go(event, "dispatch", walk.wu, to=walk.department.code, instruction="三日内修复")
    event = walk.go(event, "sign", walk.shen)
    photo = walk.photo(walk.shen)
    event = walk.go(event, "finish", walk.shen, result="已重铺路面", photos=[photo])
    assert (event.state, event.holder_id) == ("handled", walk.county.county.pk)
    event = walk.go(event, "request_check", walk.wu)
    assert event.holder_id == walk.grid.pk
    event = walk.go(event, "check_pass", walk.lin, photos=[walk.photo(walk.lin)])
    # Level 4 does not close itself: the county that accepted it does.
    assert (event.state, event.holder_id) == ("pending_close", walk.county.county.pk)
    event = walk.go(event, "close", walk.sun, reply="已修好,谢谢")
    assert event.state == "closed"
    assert_whole(event)


def test_down_from_the_county_through_township_and_platform_to_a_station(walk: Walk) -> None:
    event = walk.report(matter=RIVER)
    assert moves_of(event) == ["submit", "escalate"]
    assert (event.state, event.holder_id) == ("reported", walk.county.county.pk)
    event = walk.go(event, "push_down", walk.wu, to=walk.shiqiao.code, instruction="请镇里先查")
    assert moves_of(event)[-2:] == ["accept", "push_down"]
    event = walk.go(event, "sign", walk.qian)
    assert (event.state, event.holder_id) == ("accepted", walk.shiqiao.pk)
    event = walk.go(event, "dispatch", walk.chen, to=walk.platforms["order"].code)
    event = walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    assert moves_of(event)[-2:] == ["sign", "dispatch"]  # the platform signs, then passes on
    event = walk.go(event, "sign", walk.ma)
    photo = walk.photo(walk.ma)
    event = walk.go(event, "finish", walk.ma, result="排污口已封堵", photos=[photo])
    assert (event.state, event.holder_id) == ("handled", walk.shiqiao.pk)  # never an office
    event = walk.go(event, "request_check", walk.chen)
    event = walk.go(event, "check_pass", walk.lin, photos=[walk.photo(walk.lin)])
    event = walk.go(event, "close", walk.wu)
    assert event.state == "closed"
    assert {a.status for a in event.assignments.all()} == {"done"}
    assert_whole(event)


def test_up_the_chain_again_a_return_climbs_one_step_at_a_time(walk: Walk) -> None:
    event = walk.to("dispatched")
    event = walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    reason = {"reason_code": "wrong_duty", "reason": "不归我们管"}
    event = walk.go(event, "return_back", walk.ma, **reason)
    assert (event.state, event.holder_id) == ("processing", walk.platforms["order"].pk)
    event = walk.go(event, "revoke", walk.chen, reason="另行派发")
    assert (event.state, event.holder_id) == ("accepted", walk.shiqiao.pk)
    assert (event.returned_count, event.disputed_count) == (1, 1)
    assert event.assignment_id is None
    # The limit was not reset: the handle clock that the first dispatch started still runs.
    running = Clock.objects.filter(event=event, kind="handle", stopped_at__isnull=True)
    assert running.count() >= 1
    assert_whole(event)


def test_a_pothole_filled_by_the_village_is_one_person_one_line(walk: Walk) -> None:
    spot = {
        "text": "拌了半桶冷料填平",
        "photos_before": [walk.photo(walk.gao)],
        "photos_after": [walk.photo(walk.gao)],
    }
    event = walk.report(by=walk.gao, matter=POTHOLE, done_on_the_spot=spot)
    assert event.state == "closed"
    assert moves_of(event) == ["instant_close"]
    assert event.closed_at == event.reported_at


def test_a_wrong_matter_is_corrected_and_the_clocks_follow(walk: Walk) -> None:
    event = walk.to("processing")
    before = event.due_at
    event = walk.go(event, "correct", walk.chen, matter="0701", reason="是井盖缺失,不是路面")
    assert event.state == "processing"
    assert event.matter.code == "0701"
    assert event.urgency == "critical"
    assert before is not None
    assert event.due_at is not None
    assert event.due_at < before  # two urgent hours instead of five working days
    handle = Clock.objects.get(event=event, kind="handle", stopped_at__isnull=True)
    first = Clock.objects.filter(event=event, kind="handle").order_by("pk").first()
    assert first is not None
    assert handle.started_at == first.started_at  # from the original start


def test_what_a_village_did_itself_is_closed_by_the_township(walk: Walk) -> None:
    event = walk.report(matter="0101", by=walk.zhou, text="两户为排水沟吵起来")
    assert event.holder_id == walk.village.pk
    event = walk.go(event, "accept", walk.zhou)
    event = walk.go(event, "take", walk.zhou)
    event = walk.go(event, "finish", walk.zhou, result="双方和解")
    # Nobody below judges the village, and it does not judge itself.
    event = walk.go(event, "request_check", walk.gao)
    assert (event.state, event.holder_id) == ("pending_close", walk.shiqiao.pk)
    event = walk.go(event, "close", walk.chen, reply="已调解成功")
    assert event.state == "closed"


def test_late_handling_stays_visible(walk: Walk) -> None:
    event = walk.to("processing")
    assert event.due_at is not None
    with moment.at(event.due_at + timedelta(hours=1)):
        event = walk.finish(event)
    assert event.closed_late
    handle = Clock.objects.get(event=event, kind="handle")
    assert 3500 < handle.overdue_seconds < 3700


def test_the_duty_list_suggests_where_to_dispatch(walk: Walk) -> None:
    event = walk.report()
    to = schema(MOVES["dispatch"].fields, event)["properties"]["to"]
    first = to["x-choices"][0]
    assert (first["name"], first["suggested"]) == ("经济生态", True)
    assert not any("suggested" in each for each in to["x-choices"] if each["name"] == "党建统领")


def test_a_correction_to_a_level_4_matter_goes_up_to_the_county_by_rule(walk: Walk) -> None:
    event = walk.report(matter="0401")
    assert event.holder_id == walk.grid.pk
    event = walk.go(event, "correct", walk.lin, matter=RIVER, reason="是河里的污染")
    assert (event.state, event.level, event.holder_id) == ("reported", 4, walk.county.county.pk)
    assert moves_of(event) == ["submit", "correct", "escalate", "escalate", "escalate"]
    by_rule = Step.objects.filter(event_id=event.pk, move="escalate")
    assert {step.by_id for step in by_rule} == {None}
    assert_whole(event)
