# SPDX-License-Identifier: Apache-2.0
"""答复: fourteen claimants get fourteen answers, within a working day of the closing."""

import threading

import pytest
from django.db import connections, transaction

from events.actions.answering import note_answer
from events.models import Claimant, Clock, StepText
from tests.events.after import owed_to
from tests.events.counts import assert_held
from tests.events.moves import last_line, running
from tests.walk import WASTE, Walk

FOURTEEN = [
    {"name": f"村民{n}", "phone": f"138000000{n:02}", "wants_reply": True} for n in range(14)
]


def told(walk: Walk, template: str, event: object) -> list[int]:
    rows = owed_to(walk.fresh(event))  # type: ignore[arg-type]
    return [to for channel, words, to in rows if (channel, words) == ("claimant_reply", template)]


def test_each_is_answered_by_the_words_of_the_closing(walk: Walk) -> None:
    event = walk.to("pending_close", claimants=[*FOURTEEN, {"name": "不用回"}])
    event = walk.go(event, "close", walk.qian, reply="桥头已修好")
    waiting = Claimant.objects.filter(event=event, wants_reply=True)
    assert told(walk, "closed", event) == sorted(waiting.values_list("pk", flat=True))
    line = event.deliveries.filter(template="closed", channel="claimant_reply")[0].line
    assert StepText.objects.get(line=line, kind="reply").body == "桥头已修好"
    assert last_line(event).move == "close"
    clock = Clock.objects.get(event=event, kind="reply")
    assert (clock.limit, clock.unit, clock.stopped_at) == (1, "work_day", None)
    # It turns no lamp: nobody owes the next step of what is closed.
    assert (event.lamp, event.due_at, event.next_lamp_at) == ("none", None, None)
    assert_held(event)


def test_once_everybody_has_heard_the_clock_stops(walk: Walk) -> None:
    event = walk.to("pending_close", claimants=FOURTEEN[:2])
    event = walk.go(event, "close", walk.qian)
    first, second = event.deliveries.filter(channel="claimant_reply", template="closed")
    note_answer(first)
    assert set(running(event)) == {"reply"}  # the other one waits still
    note_answer(second)
    assert running(event) == {}
    assert not Claimant.objects.filter(event=event, answered_at=None).exists()


def test_reopened_the_next_closing_is_answered_anew(walk: Walk) -> None:
    event = walk.to("pending_close", claimants=FOURTEEN[:1])
    event = walk.go(walk.go(event, "close", walk.qian), "reopen", walk.chen, reason="又塌了")
    assert set(running(event)) == {"handle.result"}
    event = walk.check_pass(walk.request_check(walk.finish(event)))
    event = walk.go(event, "close", walk.qian, reply="这回修好了")
    assert len(told(walk, "closed", event)) == 2


def test_each_change_of_unit_is_told_in_a_line(walk: Walk) -> None:
    event = walk.report(claimants=FOURTEEN[:2])
    assert told(walk, "moved_on", event) == []  # they know that they reported it
    event = walk.accept(event)
    assert told(walk, "moved_on", event) == []  # the same unit still
    event = walk.dispatch(event)
    assert len(told(walk, "moved_on", event)) == 2
    event = walk.go(event, "undo", walk.chen)
    assert len(told(walk, "moved_on", event)) == 2  # nobody heard of it, nobody hears it undone
    given = event.deliveries.filter(template="moved_on")
    assert all(row.assignment_id is not None and row.due_at > event.reported_at for row in given)


def test_whoever_did_not_ask_hears_nothing(walk: Walk) -> None:
    event = walk.to("closed", claimants=[{"name": "李四"}])
    assert event.has_claimants and not event.wants_reply
    assert [row for row in owed_to(event) if row[0] == "claimant_reply"] == []
    assert running(event) == {}


def test_mended_on_the_spot_is_answered_too(walk: Walk) -> None:
    done = {
        "text": "扫了",
        "photos_before": [walk.photo(walk.lin)],
        "photos_after": [walk.photo(walk.lin)],
    }
    event = walk.report(matter=WASTE, claimants=FOURTEEN[:3], done_on_the_spot=done)
    assert len(told(walk, "closed", event)) == 3
    assert set(running(event)) == {"reply"}


@pytest.mark.django_db(transaction=True)
def test_the_last_two_answered_at_the_same_time_stop_the_clock(live_walk: Walk) -> None:
    event = live_walk.to("pending_close", claimants=FOURTEEN[:2])
    event = live_walk.go(event, "close", live_walk.qian)
    first, second = event.deliveries.filter(channel="claimant_reply", template="closed")

    def answer_second() -> None:
        with transaction.atomic():
            note_answer(second)
        connections.close_all()

    other = threading.Thread(target=answer_second)
    with transaction.atomic():
        note_answer(first)
        other.start()
        other.join(0.5)  # it waits for us, or it counts without us
    other.join(10)
    assert running(event) == {}
