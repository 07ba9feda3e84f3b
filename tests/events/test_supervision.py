# SPDX-License-Identifier: Apache-2.0
"""督办、批示: an order to whoever holds it, signed, replied to, sent back, released."""

from events.models import Event, Supervision
from events.refusals import MoveNotAllowed, NotAllowed
from grids.actions.postings import post_person
from tests.events.asking import in_days, later, serve, told
from tests.events.counts import assert_tallies
from tests.events.moves import last_line, moves_of, names_field, once, refused
from tests.walk import Walk

URGE = {"kind": "urge", "text": "请今日办结"}
RED = {"kind": "red", "text": "再不办约谈"}


def order_of(walk: Walk, event: Event) -> Supervision:
    return Supervision.objects.filter(event=event).latest("at")


def test_an_order_from_issue_to_release(walk: Walk) -> None:
    order_unit = walk.platforms["order"]
    event = once(walk, walk.to("processing"), "supervise", walk.sun, **URGE)
    assert (event.state, event.supervised) == ("processing", "urge")
    order = order_of(walk, event)
    assert (order.from_unit, order.unit, order.state) == (
        walk.county.county,
        order_unit,
        "issued",
    )
    assert last_line(event).texts == {"text": "请今日办结"}
    assert told(event)[-1] == ("supervised_urge", order_unit.pk, "", None)
    refused(MoveNotAllowed, walk, event, "reply_supervision", walk.wang, text="未签收")
    event = once(walk, event, "sign_supervision", walk.wang)
    refused(MoveNotAllowed, walk, event, "sign_supervision", walk.wang)
    names_field(walk, event, "release_supervision", walk.sun, "send_back", send_back=True)
    event = walk.go(event, "reply_supervision", walk.wang, text="已联系业主")
    assert told(event)[-1] == ("supervision_replied", None, "", walk.sun.pk)
    names_field(walk, event, "release_supervision", walk.sun, "reason", send_back=True)
    event = walk.go(event, "release_supervision", walk.sun, send_back=True, reason="没有说何时办")
    order = order_of(walk, event)
    assert (order.state, order.sent_back_count, event.supervised) == ("sent_back", 1, "urge")
    event = walk.go(event, "reply_supervision", walk.wang, text="后天办结")
    event = walk.go(event, "release_supervision", walk.sun)
    order = order_of(walk, event)
    assert (order.state, order.replied_late, event.supervised) == ("released", False, "")
    assert event.open_order == {}
    refused(NotAllowed, walk, event, "release_supervision", walk.sun)
    assert_tallies()


def test_nobody_releases_what_they_replied_to(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), "supervise", walk.sun, **URGE)
    event = walk.go(event, "sign_supervision", walk.wang)
    post_person(walk.wang, walk.county.county, "supervisor", by=None)
    event = walk.go(event, "reply_supervision", walk.wang, text="已办")
    refused(NotAllowed, walk, event, "release_supervision", walk.wang)
    event = walk.go(event, "release_supervision", walk.sun, send_back=True, reason="不实")
    refused(NotAllowed, walk, event, "release_supervision", walk.wang)
    assert walk.go(event, "release_supervision", walk.sun).open_order == {}


def test_a_late_reply_stays_late(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), "supervise", walk.qian, **URGE, reply_by=in_days(1))
    event = walk.go(event, "sign_supervision", walk.wang)
    with later(days=3):
        event = walk.go(event, "reply_supervision", walk.wang, text="才看到")
    assert order_of(walk, event).replied_late


def test_a_graver_order_takes_its_place_a_lighter_one_is_refused(walk: Walk) -> None:
    event = walk.go(walk.to("processing"), "supervise", walk.qian, **URGE)
    names_field(walk, event, "supervise", walk.sun, "kind", **URGE)
    event = walk.go(event, "supervise", walk.sun, **RED)
    states = dict(Supervision.objects.filter(event=event).values_list("kind", "state"))
    assert states == {"urge": "raised", "red": "issued"}
    refused(MoveNotAllowed, walk, event, "supervise", walk.sun, **RED)
    # Only whoever issued it releases it.
    refused(MoveNotAllowed, walk, event, "release_supervision", walk.qian)


def test_it_stays_with_the_named_unit_and_falls_when_the_event_is_over(walk: Walk) -> None:
    event = walk.go(walk.to("dispatched"), "supervise", walk.sun, **URGE)
    event = walk.go(event, "dispatch", walk.wang, to=walk.station.code)
    event = walk.go(event, "sign_supervision", walk.wang)
    assert order_of(walk, event).state == "signed"
    event = walk.go(walk.report(), "supervise", walk.qian, **URGE)
    why = {"reason_code": "not_true", "reason": "不属实"}
    event = walk.go(event, "reject", walk.chen, **why)
    assert moves_of(event)[-2:] == ["reject", "release_supervision"]
    assert (event.supervised, order_of(walk, event).state) == ("", "released")


def test_who_may_supervise_and_bad_input(walk: Walk) -> None:
    event = walk.to("processing")
    for who in ("chen", "wang", "lin", "gao", "shen", "he", "admin"):
        refused(NotAllowed, walk, event, "supervise", getattr(walk, who), **URGE)
    names_field(walk, event, "supervise", walk.wu, "kind", text="x", kind="blue")
    names_field(walk, event, "supervise", walk.wu, "text", kind="urge")
    names_field(walk, event, "supervise", walk.wu, "reply_by", **URGE, reply_by=in_days(-1))
    # A township presses what stands under it, not what the county holds.
    event = walk.go(walk.report(), "escalate", walk.chen, reason="县里的事")
    refused(MoveNotAllowed, walk, event, "supervise", walk.qian, **URGE)
    refused(MoveNotAllowed, walk, walk.to("closed"), "supervise", walk.sun, **URGE)


def test_a_leader_instructs_and_whoever_holds_it_hears(walk: Walk) -> None:
    leader = serve("tao", walk.county.county, "leader")
    event = walk.to("processing")
    for who in ("chen", "wang", "wu", "lin"):
        refused(NotAllowed, walk, event, "instruct", getattr(walk, who), text="x")
    event = once(walk, event, "instruct", leader, text="请速办并报结果")
    assert (event.state, event.instructed) == ("processing", True)
    assert last_line(event).texts == {"text": "请速办并报结果"}
    assert told(event)[-1] == ("instructed", walk.platforms["order"].pk, "", None)
    names_field(walk, event, "instruct", leader, "text")
