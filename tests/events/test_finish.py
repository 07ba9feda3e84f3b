# SPDX-License-Identifier: Apache-2.0
"""处置反馈: the handler says it is done, with the evidence the standard asks for."""

from datetime import timedelta

import pytest

from duties.actions.versions import bump_version
from duties.models import FilingStandard
from events import moment
from events.models import Attachment, Clock, Flow
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import given, last_line, moves_of, names_field, once, refused, running
from tests.walk import POTHOLE, QUARREL, Walk

OTHER = "1299"  # 其他


def test_the_last_node_holds_it_and_the_check_clock_runs(walk: Walk) -> None:
    event, photo = walk.to("processing"), walk.photo(walk.wang)
    fields = {"result": "已填平", "photos": [photo], "closing_condition": True}
    event = walk.go(event, "finish", walk.wang, **fields)
    order = walk.platforms["order"].pk
    assert (event.state, event.holder_id) == ("handled", walk.shiqiao.pk)
    assert (event.handler_id, event.handler_user_id) == (order, walk.wang.pk)
    assert running(event) == {"check": walk.shiqiao.pk}
    assert given(event) == [(walk.shiqiao.pk, order, "done")]
    line = last_line(event)
    assert (line.came_from, line.to, line.unit) == ("processing", "handled", order)
    assert (line.codes, line.texts) == ({"closing_condition": True}, {"result": "已填平"})
    shot = Attachment.objects.get(event=event)
    assert (str(shot.photo_id), shot.kind, shot.klass) == (photo, "after", "scene")
    assert not event.closed_late


def test_late_stays_late(walk: Walk) -> None:
    event = walk.to("processing")
    assert event.due_at is not None
    with moment.at(event.due_at + timedelta(minutes=30)):
        event = walk.finish(event)
    assert event.closed_late
    handle = Clock.objects.get(event=event, kind="handle")
    assert (handle.overdue_seconds, handle.holder_id) == (1800, walk.platforms["order"].pk)
    assert Flow.objects.get(measure="late").n == 1


def test_passed_on_the_time_counts_against_who_had_it(walk: Walk) -> None:
    event = walk.go(walk.to("dispatched"), "dispatch", walk.wang, to=walk.station.code)
    event = walk.go(event, "sign", walk.ma)
    with moment.at(Clock.objects.get(event=event, kind="handle").due_at + timedelta(minutes=1)):
        photo = walk.photo(walk.ma)
        walk.go(event, "finish", walk.ma, result="已填平", photos=[photo])
    assert Clock.objects.get(event=event, kind="handle").holder_id == walk.station.pk


def test_without_a_check_it_closes_at_once_in_two_lines(walk: Walk) -> None:
    FilingStandard.objects.filter(matter__code=POTHOLE).update(check_by="none")
    bump_version()
    event = walk.finish(walk.to("processing"))
    assert (event.state, event.version, running(event)) == ("closed", 5, {})
    assert moves_of(event)[-2:] == ["finish", "close"]
    assert (last_line(event).came_from, last_line(event).by) == ("handled", None)


def test_the_claimants_word_needs_no_photo(walk: Walk) -> None:
    event = walk.go(walk.report(matter=QUARREL), "accept", walk.zhou)
    event = walk.go(walk.go(event, "take", walk.zhou), "finish", walk.zhou, result="已和解")
    assert (event.state, event.holder_id, event.handler_id) == (
        "handled",
        walk.village.pk,
        walk.village.pk,
    )


def test_other_is_reclassified_while_it_still_can_be(walk: Walk) -> None:
    event = walk.go(walk.report(matter=OTHER), "accept", walk.chen)
    event = walk.go(event, "take", walk.chen)
    bad = names_field(walk, event, "finish", walk.chen, "matter", result="办了")
    assert bad.code == "must_reclassify"
    event = walk.go(event, "correct", walk.chen, matter=QUARREL, reason="是邻里纠纷")
    assert walk.go(event, "finish", walk.chen, result="办了").state == "handled"


@pytest.mark.parametrize("who", ["lin", "ma", "zhao", "shen", "he"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.to("processing"), "finish", getattr(walk, who), result="好了")


def test_the_sender_does_not_finish_for_the_office(walk: Walk) -> None:
    refused(MoveNotAllowed, walk, walk.to("processing"), "finish", walk.chen, result="好了")


@pytest.mark.parametrize("state", ["dispatched", "handled", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "finish", walk.wang, result="好了")


def test_bad_input(walk: Walk) -> None:
    event, photo = walk.to("processing"), walk.photo(walk.wang)
    names_field(walk, event, "finish", walk.wang, "photos", result="好了")
    names_field(walk, event, "finish", walk.wang, "result", photos=[photo])
    names_field(walk, event, "finish", walk.wang, "result", photos=[photo], result=" \n ")
    foreign = walk.photo(walk.ma)
    names_field(walk, event, "finish", walk.wang, "photos", result="好了", photos=[foreign])
    names_field(walk, event, "finish", walk.wang, "photos", result="好了", photos=["x"])
    fields = {"result": "好了", "photos": [photo], "closing_condition": "yes"}
    names_field(walk, event, "finish", walk.wang, "closing_condition", **fields)


def test_once(walk: Walk) -> None:
    event, photo = walk.to("processing"), walk.photo(walk.wang)
    event = once(walk, event, "finish", walk.wang, result="已填平", photos=[photo])
    assert Attachment.objects.filter(event=event).count() == 1
