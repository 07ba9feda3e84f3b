# SPDX-License-Identifier: Apache-2.0
"""The examples of docs/clocks.md that need an event's life: return, rework, by the real moves."""

from datetime import datetime
from typing import Any

from accounts.models import User
from events import moment
from events.models import Clock, Event
from tests.events.asking import PLAN, decide
from tests.events.whistles import call, crew
from tests.examples import at, rows_of
from tests.walk import Walk

# 道路破损: five working days.
LIMIT = {"limit": 5, "unit": "work_day"}


def handling(event: Event) -> Clock:
    clock = Clock.objects.get(event=event, kind="handle", stopped_at=None)
    return clock


def go(walk: Walk, when: str, event: Event, move: str, by: User, **fields: Any) -> Event:
    with moment.at(at(when)):
        return walk.go(event, move, by, **fields)


def dispatched(walk: Walk, when: str) -> Event:
    with moment.at(at(when)):
        return walk.to("dispatched")


def due_of(event: Event) -> datetime:
    return handling(event).due_at


def test_a_return_does_not_begin_the_limit_anew(walk: Walk) -> None:
    office = walk.platforms["economy"].code
    for row in rows_of("return"):
        event = dispatched(walk, row["dispatched"])
        first = handling(event)
        assert {"limit": first.limit, "unit": first.unit} == LIMIT
        assert first.due_at == at(row["due"])
        why = {"reason_code": "wrong_duty", "reason": "归口经济生态"}
        event = go(walk, row["returned"], event, "return_back", walk.wang, **why)
        event = go(walk, row["dispatched again"], event, "dispatch", walk.chen, to=office)
        assert (due_of(event), handling(event).pk) == (at(row["due"]), first.pk)


def test_what_comes_back_has_used_what_it_has_used(walk: Walk) -> None:
    comes_back = {"merge": "split", "transfer_out": "bring_back"}
    for row in rows_of("elsewhere"):
        gone = row["by"]
        into = {"into": dispatched(walk, row["dispatched"]).pk}
        fields = into if gone == "merge" else {"system": "110", "number": "JQ-7"}
        event = dispatched(walk, row["dispatched"])
        first = handling(event)
        event = go(walk, row["revoked"], event, "revoke", walk.chen, reason="派错了")
        event = go(walk, row["gone"], event, gone, walk.chen, **fields)
        event = go(walk, row["back"], event, comes_back[gone], walk.chen)
        to = walk.platforms["economy"].code
        event = go(walk, row["dispatched again"], event, "dispatch", walk.chen, to=to)
        assert (due_of(event), handling(event).pk) == (at(row["due"]), first.pk)


def test_who_is_called_comes_later_by_the_pause(walk: Walk) -> None:
    team = crew(walk)
    for row in rows_of("gathering"):
        with moment.at(at(row["called"])):
            event = call(walk, team, walk.to("processing"))
            until = at("10-20 09:00").isoformat()
            event = walk.go(event, "request_suspension", walk.shen, until=until, **PLAN)
        with moment.at(at(row["suspended"])):
            event = decide(walk, event, "approve_request", walk.qian)
        event = go(walk, row["goes on"], event, "resume", walk.shen)
        assert set(event.summons.values_list("due_at", flat=True)) == {at(row["to be there"])}


def test_rework_runs_for_what_was_left_or_half(walk: Walk) -> None:
    for row in rows_of("rework"):
        event = dispatched(walk, row["dispatched"])
        event = go(walk, row["dispatched"], event, "sign", walk.wang)
        photos = [walk.photo(walk.wang)]
        done = row["handed in"]
        event = go(walk, done, event, "finish", walk.wang, result="已填平", photos=photos)
        event = go(walk, done, event, "request_check", walk.chen)
        why = {"reason": "还有坑", "photos": [walk.photo(walk.lin)]}
        event = go(walk, row["sent back"], event, "check_fail", walk.lin, **why)
        assert due_of(event) == at(row["due"]), row
