# SPDX-License-Identifier: Apache-2.0
"""各单位用时: lateness counts against the unit that held the time, not against the last one."""

from datetime import datetime

from duties.clocks import CHINA
from events import moment
from events.held import held_times
from events.models import Clock, HeldTime
from events.queries import whole_event
from tests.walk import WASTE, Walk


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=CHINA)


def shares(walk: Walk, kind: str) -> list[tuple[int, int, int]]:
    """Who held a clock how long (minutes) and how much of it late."""
    rows = HeldTime.objects.filter(clock__kind=kind).order_by("pk")
    return [(row.unit_id, row.used_seconds // 60, row.overdue_seconds // 60) for row in rows]


def test_who_had_it_when_it_became_late_keeps_its_lateness(walk: Walk) -> None:
    order, station = walk.platforms["order"].pk, walk.station.pk
    with moment.at(at(4, 8)):  # a Wednesday; four hours of work: until 12:00
        event = walk.report(matter=WASTE)
        event = walk.go(event, "escalate", walk.lin, reason="太多")
        event = walk.go(event, "escalate", walk.gao, reason="要车")
        event = walk.go(event, "dispatch", walk.chen, to=walk.platforms["order"].code)
    with moment.at(at(4, 10)):
        event = walk.sign(event)
    with moment.at(at(4, 15)):  # three hours late, one of them of work
        event = walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    with moment.at(at(4, 15, 30)):
        event = walk.go(event, "sign", walk.ma)
        photos = [walk.photo(walk.ma)]
        event = walk.go(event, "finish", walk.ma, result="清走了", photos=photos)
    assert shares(walk, "handle") == [(order, 5 * 60, 180), (station, 30, 30)]
    clock = Clock.objects.get(event=event, kind="handle")
    assert clock.overdue_seconds == 210 * 60 and event.closed_late
    assert shares(walk, "sign") == [(order, 120, 0), (station, 30, 0)]


def test_the_detail_shows_what_runs_too(walk: Walk) -> None:
    with moment.at(at(4, 8)):
        event = walk.to("accepted")
    with moment.at(at(4, 9)):
        event = walk.dispatch(event)
    with moment.at(at(4, 10)):
        event = walk.go(event, "revoke", walk.chen, reason="派错了")
    told = {
        (row["unit"]["name"], row["kind"]): (row["used_minutes"], row["overdue_minutes"])
        for row in held_times(whole_event(event.pk), at(4, 11))
    }
    assert told == {
        ("石桥镇", "dispatch"): (60 + 60, 45 + 45),  # a quarter of an hour for each
        ("平安法治", "sign"): (60, 0),
        ("平安法治", "handle"): (60, 0),
        ("石桥镇", "handle"): (60, 0),
    }
