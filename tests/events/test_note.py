# SPDX-License-Identifier: Apache-2.0
"""批注/进展: a ledger line; the state stays. A stage named in it stops that stage's clock."""

import pytest

from events.models import Attachment, Clock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.asking import later
from tests.events.moves import last_line, names_field, once, refused, running
from tests.walk import Walk

PARKED = "0506"  # stages: contact (call the driver), then result


def test_a_line_with_words_and_photos(walk: Walk) -> None:
    event, photo = walk.to("processing"), walk.photo(walk.wang)
    before = running(event)
    fields = {"text": "已到场", "photos": [photo], "tell_resident": True}
    event = walk.go(event, "note", walk.wang, **fields)
    assert (event.state, event.holder_id) == ("processing", walk.platforms["order"].pk)
    assert running(event) == before
    line = last_line(event)
    assert (line.move, line.came_from, line.to) == ("note", "processing", "processing")
    assert (line.codes, line.texts) == ({"tell_resident": True}, {"text": "已到场"})
    assert Attachment.objects.get(event=event).kind == "note"


def test_a_stage_is_reached_by_who_has_it(walk: Walk) -> None:
    event = walk.to("processing", matter=PARKED, grid=walk.grid.code)
    names_field(walk, event, "note", walk.chen, "stage", text="打了", stage="contact")
    names_field(walk, event, "note", walk.wang, "stage", text="到了", stage="arrive")
    event = walk.go(event, "note", walk.wang, text="已打电话", stage="contact")
    assert set(running(event)) == {"handle.result"}
    assert last_line(event).codes == {"stage": "contact"}
    assert event.due_at == Clock.objects.get(event=event, stage="result").due_at
    names_field(walk, event, "note", walk.wang, "stage", text="已打电话", stage="contact")


def test_a_stage_reached_late_is_late(walk: Walk) -> None:
    event = walk.to("processing", matter=PARKED, grid=walk.grid.code)
    with later(days=9):
        event = walk.go(event, "note", walk.wang, text="才打电话", stage="contact")
    assert event.closed_late


@pytest.mark.parametrize("state", ["reported", "accepted", "handled", "pending_close", "closed"])
def test_in_every_state_that_somebody_may_act_in(walk: Walk, state: str) -> None:
    event = walk.go(walk.to(state), "note", walk.chen, text="记一笔")
    assert event.state == state


def test_senders_acceptor_and_handler_may(walk: Walk) -> None:
    event = walk.go(walk.to("dispatched"), "dispatch", walk.wang, to=walk.station.code)
    for by in (walk.chen, walk.wang, walk.ma):
        walk.go(event, "note", by, text="记一笔")


@pytest.mark.parametrize("who", ["zhao", "shen", "wu", "he", "admin", "gao"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.to("processing"), "note", getattr(walk, who), text="x")


def test_its_reporter_may_say_more_while_it_is_open(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), "note", walk.lin, text="更严重了")
    line = last_line(event)
    assert (line.by, line.unit, line.texts) == (walk.lin.pk, None, {"text": "更严重了"})
    names_field(walk, event, "note", walk.lin, "stage", text="到了", stage="result")
    names_field(walk, event, "note", walk.lin, "tell_resident", text="好了", tell_resident=True)
    # Where her unit has a part in it she speaks for her unit.
    event = walk.go(walk.to("checking"), "note", walk.lin, text="去看")
    assert (last_line(event).by, last_line(event).unit) == (walk.lin.pk, walk.grid.pk)
    refused(MoveNotAllowed, walk, walk.to("closed"), "note", walk.lin, text="又坏了")


def test_a_note_of_its_reporter_does_not_take_the_withdrawal_away(walk: Walk) -> None:
    event = walk.go(walk.report(), "note", walk.lin, text="补一句")
    assert walk.go(event, "withdraw", walk.lin).state == "voided"


def test_a_supporting_office_may_until_its_part_is_done(walk: Walk) -> None:
    fields = {"to": walk.platforms["party"].code, "supports": [walk.station.code]}
    event = walk.go(walk.report(), "dispatch", walk.chen, **fields)
    event = walk.go(event, "note", walk.ma, text="已到场")
    event = walk.go(event, "support_done", walk.ma, result="已清障")
    refused(NotAllowed, walk, event, "note", walk.ma, text="还有")


@pytest.mark.parametrize("state", ["draft", "rejected"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "note", walk.chen, text="x")


def test_bad_input(walk: Walk) -> None:
    event = walk.to("processing")
    names_field(walk, event, "note", walk.wang, "text")
    names_field(walk, event, "note", walk.wang, "text", text="字" * 4001)
    names_field(walk, event, "note", walk.wang, "tell_resident", text="x", tell_resident=1)
    names_field(walk, event, "note", walk.wang, "stage", text="x", stage="moon")
    ten = [walk.photo(walk.wang) for _ in range(10)]
    names_field(walk, event, "note", walk.wang, "photos", text="x", photos=ten)


def test_once(walk: Walk) -> None:
    once(walk, walk.to("processing"), "note", walk.wang, text="记一笔")


@pytest.mark.parametrize("stage", ["result", "forms"])
def test_the_result_is_reached_by_finishing_alone(walk: Walk, stage: str) -> None:
    event = walk.to("processing")
    names_field(walk, event, "note", walk.wang, "stage", text="快好了", stage=stage)
    assert set(running(event)) == {"handle.result"}
