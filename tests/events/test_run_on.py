# SPDX-License-Identifier: Apache-2.0
"""退回不重计: what was merged, passed outside or sent back to its reporter and comes back has used
what it has used of its limit; a dispatch afterwards starts no whole limit again."""

from datetime import datetime
from typing import Any

from duties.clocks import CHINA
from events import moment
from events.actions.sweep import sweep_lamps
from events.models import Clock, Event, Flow
from tests.events.counts import assert_held, assert_tallies
from tests.events.moves import running
from tests.events.test_held_times import shares
from tests.events.test_outside import TO_POLICE
from tests.walk import WASTE, Walk

REVOKE = {"reason": "派错了"}
REJECT = {"reason_code": "not_true", "reason": "不属实"}


def at(hour: int, minute: int = 0, day: int = 4) -> Any:
    """On the 4th (a Wednesday) unless told otherwise; four hours of work are up at 12:00."""
    return moment.at(datetime(2026, 3, day, hour, minute, tzinfo=CHINA))


def given_and_taken_back(walk: Walk) -> Event:
    """Waste with the township, whose four hours run since 8:00; an office had it until 9:00."""
    with at(8):
        event = walk.report(matter=WASTE)
        event = walk.go(event, "escalate", walk.lin, reason="太多")
        event = walk.go(event, "escalate", walk.gao, reason="要车")
        event = walk.dispatch(event)
    with at(9):
        return walk.go(event, "revoke", walk.chen, **REVOKE)


def limit_of(event: Event) -> Clock:
    return Clock.objects.get(event=event, kind="handle", stopped_at=None)


def out(walk: Walk) -> Event:
    """The same, passed outside from 10:00 to 11:00."""
    event = given_and_taken_back(walk)
    with at(10):
        event = walk.go(event, "transfer_out", walk.chen, **TO_POLICE)
    with at(11):
        return walk.go(event, "bring_back", walk.chen)


def finished(walk: Walk, event: Event) -> Event:
    """Given to the office again and done at once."""
    return walk.finish(walk.sign(walk.dispatch(event)))


def test_split_again_it_has_used_what_it_has_used(walk: Walk) -> None:
    event, order, town = given_and_taken_back(walk), walk.platforms["order"].pk, walk.shiqiao.pk
    first = limit_of(event)
    with at(10):
        event = walk.go(event, "merge", walk.chen, into=walk.report().pk)
        assert running(event) == {}
    with at(11):
        event = walk.go(event, "split", walk.chen)
        assert running(event) == {"dispatch": town, "handle.result": town}
        assert_held(event)
        event = walk.dispatch(event)
        clock = limit_of(event)
        assert (clock.pk, clock.started_at, clock.due_at) == (
            first.pk,
            first.started_at,
            first.due_at,
        )
    with at(15):  # three hours late
        event = walk.finish(walk.sign(event))
    assert event.closed_late
    assert limit_before(event) == 3 * 60
    # It was merged by mistake: that hour is the township's, the lateness the office's.
    assert shares(walk, "handle") == [
        *[(order, 60, 0), (town, 60, 0)],
        *[(town, 60, 0), (order, 2 * 60, 3 * 60)],
    ]
    assert_tallies()


def limit_before(event: Event) -> int:
    """By how many minutes the whole limit was late in the end."""
    return Clock.objects.filter(event=event, kind="handle").latest("pk").overdue_seconds // 60


def test_late_while_it_was_merged_is_the_time_of_who_merged_it(walk: Walk) -> None:
    event, town = given_and_taken_back(walk), walk.shiqiao.pk
    with at(9, 10):
        event = walk.go(event, "merge", walk.chen, into=walk.report().pk)
    with at(14):
        event = walk.go(event, "split", walk.chen)
        assert event.lamp == "red"
        assert_held(event)
    with at(15):
        event = finished(walk, event)
    assert shares(walk, "handle")[-1] == (town, 3 * 60 + 50, 3 * 60)
    assert event.closed_late and limit_before(event) == 3 * 60
    assert Flow.objects.get(measure="late").n == 1
    assert_tallies()


def test_late_before_and_after_it_is_counted_once(walk: Walk) -> None:
    event = given_and_taken_back(walk)
    with at(14):
        sweep_lamps()
        event = walk.go(event, "transfer_out", walk.chen, **TO_POLICE)
        assert event.lamp == "none"
    with at(15):
        event = walk.go(event, "bring_back", walk.chen)
    assert event.lamp == "red"
    assert Flow.objects.get(measure="late").n == 1
    assert_tallies()


def test_neither_another_system_nor_another_event_washes_lateness_off(walk: Walk) -> None:
    first, second, third = (given_and_taken_back(walk) for _ in range(3))
    master = walk.to("pending_close")
    with at(11, 59):
        walk.go(first, "merge", walk.chen, into=master.pk)
    with at(12, 1):
        walk.go(second, "merge", walk.chen, into=master.pk)
        third = walk.go(third, "transfer_out", walk.chen, **TO_POLICE)
    with at(15):
        walk.go(master, "close", walk.qian)
        third = walk.go(third, "result_received", walk.chen, result="已处理")
    closed = [walk.fresh(each) for each in (first, second, third)]
    assert [(each.state, each.closed_late) for each in closed] == [
        *[("closed", False), ("closed", True), ("closed", True)]
    ]


def test_filed_rightly_after_it_came_back_it_was_never_late(walk: Walk) -> None:
    """A limit that runs again says when it ends whether it was late, by the matter of then."""
    first, second = (given_and_taken_back(walk) for _ in range(2))
    with at(14):
        first = walk.go(first, "merge", walk.chen, into=walk.report().pk)
        second = walk.go(second, "transfer_out", walk.chen, **TO_POLICE)
        assert first.closed_late and second.closed_late
        first = walk.go(first, "split", walk.chen)
        second = walk.go(second, "bring_back", walk.chen)
        for event in (first, second):
            event = walk.go(event, "correct", walk.chen, matter="0707", reason="是路面")
            event = finished(walk, event)
            assert not event.closed_late


def test_brought_back_it_runs_on_beside_the_acceptance(walk: Walk) -> None:
    event, order, town = out(walk), walk.platforms["order"].pk, walk.shiqiao.pk
    assert event.state == "reported"
    assert running(event) == {"accept": town, "handle.result": town}
    assert_held(event)
    with at(11, 30):
        event = finished(walk, event)
    assert event.state == "handled" and not event.closed_late
    assert Clock.objects.filter(event=event, kind="handle").count() == 1
    assert shares(walk, "handle") == [
        *[(order, 60, 0), (town, 60, 0)],
        (town, 90, 0),  # it followed it outside for an hour, and then had it for half of one
    ]
    assert_tallies()


def test_what_never_was_given_has_no_limit_that_runs_on(walk: Walk) -> None:
    with at(8):
        event, other = walk.report(matter=WASTE, grid=walk.village.code), walk.report()
        event = walk.go(walk.go(event, "escalate", walk.gao, reason="要车"), "accept", walk.chen)
    with at(9):
        event = walk.go(event, "merge", walk.chen, into=other.pk)
    with at(11):
        event = walk.go(event, "split", walk.chen)
        assert set(running(event)) == {"dispatch"}
        event = walk.dispatch(event)
    assert limit_of(event).started_at.hour == 11 - 8  # in UTC


def test_a_stage_that_was_reached_stays_reached(walk: Walk) -> None:
    event = given_and_taken_back(walk)
    with at(9, 30):
        event = walk.go(event, "correct", walk.chen, matter="0304", reason="是火情")
        stages = set(running(event))
        event = walk.go(event, "note", walk.chen, text="联系了", stage="contact")
        assert set(running(event)) == stages - {"handle.contact"}
    with at(9, 40):
        event = walk.go(event, "merge", walk.chen, into=walk.report().pk)
    with at(9, 50):
        event = walk.go(event, "split", walk.chen)
    assert set(running(event)) == stages - {"handle.contact"} | {"dispatch"}


def test_accepted_under_another_condition_it_is_reckoned_from_its_start(walk: Walk) -> None:
    event = out(walk)
    before = limit_of(event)
    with at(11, 10):
        event = walk.go(event, "correct", walk.chen, matter="0702", reason="是井盖")
        assert limit_of(event).started_at == before.started_at
        event = walk.go(event, "accept", walk.chen, standard="2")
    clock = limit_of(event)
    assert (clock.started_at, clock.limit, clock.unit) == (before.started_at, 2, "work_day")
    assert_held(event)
    with at(11, 20):
        event = walk.dispatch(event)
    assert limit_of(event).pk == clock.pk


def test_rejected_nothing_runs_and_the_node_above_begins_anew(walk: Walk) -> None:
    event = out(walk)
    with at(11, 10):
        event = walk.go(event, "reject", walk.chen, **REJECT)
        assert running(event) == {}
        assert_held(event)
        event = walk.go(event, "appeal", walk.lin, reason="还在那里")
    assert set(running(event)) == {"accept"}
    assert_tallies()


def test_nor_does_a_rejection_wash_lateness_off(walk: Walk) -> None:
    event = out(walk)
    with at(14):
        event = walk.go(event, "reject", walk.chen, **REJECT)
        event = walk.go(event, "appeal", walk.lin, reason="还在那里")
        event = walk.go(event, "accept", walk.wu)
        event = walk.go(event, "push_down", walk.wu, to=walk.shiqiao.code)
        event = finished(walk, walk.go(event, "sign", walk.chen))
    assert event.closed_late


def test_the_reporters_time_is_no_units(walk: Walk) -> None:
    event, town = out(walk), walk.shiqiao.pk
    first = limit_of(event)
    with at(11, 10):
        event = walk.go(event, "ask_more", walk.chen, reason="缺照片")
        assert set(running(event)) == {"resubmit"}
        assert_held(event)
    with at(14):
        event = walk.go(event, "resubmit", walk.lin, text="照片补上了")
        assert (event.state, limit_of(event).due_at) == ("reported", first.due_at)
        assert_held(event)
    with at(14, 30):
        event = finished(walk, event)
    # Ten minutes until it was sent back; then half an hour since it came, all of it late.
    assert shares(walk, "handle")[-2:] == [(town, 70, 0), (town, 30, 30)]
    assert_tallies()


def test_another_matter_said_by_the_reporter_has_its_own_limit(walk: Walk) -> None:
    event = out(walk)
    first = limit_of(event)
    with at(11, 10):
        event = walk.go(event, "ask_more", walk.chen, reason="是什么")
    with at(11, 20):
        event = walk.go(event, "resubmit", walk.lin, matter="0707")
    clock = limit_of(event)
    assert (clock.started_at, clock.limit, clock.unit) == (first.started_at, 5, "work_day")
    assert_held(event)
