# SPDX-License-Identifier: Apache-2.0
"""并案、撤销并案: one thing reported several times is handled once, and everybody is answered."""

from events.models import Event, Rating, Stock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.after import owed_to
from tests.events.counts import assert_chains, assert_held, assert_tallies
from tests.events.moves import (
    last_line,
    lines_of,
    make,
    moves_of,
    names_field,
    once,
    refused,
    running,
)
from tests.walk import MINOR_CHILD, WASTE, Walk

ASKED = [{"name": "张三", "phone": "13812345678", "wants_reply": True}, {"name": "李四"}]


def test_it_follows_its_master_and_leaves_the_stock(walk: Walk) -> None:
    master, event = walk.to("processing"), walk.report()
    event = walk.go(event, "merge", walk.chen, into=master.pk)
    assert (event.state, event.master_id, event.node_id) == ("merged", master.pk, walk.shiqiao.pk)
    assert running(event) == {}
    assert (last_line(event).came_from, last_line(event).codes) == ("reported", {"into": master.pk})
    assert sum(Stock.objects.values_list("n", flat=True)) == 1
    after = walk.fresh(master)
    assert (after.follower_count, after.version) == (1, master.version)
    assert moves_of(master)[-1] == "sign"  # nobody moved the master
    assert_held(event)
    assert_tallies()


def test_what_was_merged_into_it_goes_to_the_new_master(walk: Walk) -> None:
    first, second, third = (walk.report() for _ in range(3))
    walk.go(first, "merge", walk.chen, into=second.pk)
    walk.go(second, "merge", walk.chen, into=third.pk)
    assert [walk.fresh(each).master_id for each in (first, second)] == [third.pk, third.pk]
    assert [walk.fresh(each).follower_count for each in (first, second, third)] == [0, 0, 2]


def test_all_close_together_and_everybody_gets_the_same_answer(walk: Walk) -> None:
    master = walk.to("pending_close", claimants=ASKED)
    followers = [walk.report(by=by, claimants=ASKED) for by in (walk.lin, walk.gao)]
    for event in followers:
        walk.go(event, "merge", walk.chen, into=master.pk)
    head = lines_of(master)[-1]
    master = walk.go(master, "close", walk.qian, reply="已修好")
    assert (master.state, master.follower_count) == ("closed", 0)
    for event in map(walk.fresh, followers):
        line = last_line(event)
        assert (event.state, event.master_id) == ("closed", master.pk)
        assert (event.closed_at, event.lapses_at) == (master.closed_at, master.lapses_at)
        assert event.handler_id == master.handler_id
        assert (line.move, line.came_from, line.by) == ("close", "merged", None)
        assert line.texts == {"reply": "已修好"}
        assert moves_of(event) == ["submit", "merge", "close"]
    for event in (master, *followers):
        first = event.claimants.order_by("pk")[0]
        answers = [row for row in owed_to(event) if row[0] == "claimant_reply"]
        assert answers[-1] == ("claimant_reply", "closed", first.pk)
        assert len([row for row in answers if row[1] == "closed"]) == 1
        assert set(running(event)) == {"reply"}
    assert head != lines_of(master)[-1]
    assert_tallies()
    assert_chains()


def test_reopening_the_master_leaves_its_followers_closed(walk: Walk) -> None:
    master, event = walk.to("pending_close"), walk.report()
    walk.go(event, "merge", walk.chen, into=master.pk)
    walk.go(master, "close", walk.qian)
    master = walk.go(master, "reopen", walk.chen, reason="又塌了")
    assert (master.state, walk.fresh(event).state) == ("processing", "closed")
    # A follower may be taken up again by itself: it goes to whoever did the work.
    event = walk.go(event, "reopen", walk.chen, reason="这边没修")
    assert (event.state, event.holder_id) == ("processing", walk.platforms["order"].pk)


def test_a_follower_that_was_sent_down_is_taken_up_without_that(walk: Walk) -> None:
    """It had come from the county to the township; who did the work was never given it."""
    event = walk.go(walk.report(), "escalate", walk.chen, reason="要县里定")
    event = walk.go(event, "push_down", walk.sun, to=walk.shiqiao.code)
    event = walk.go(event, "sign", walk.chen)
    master = walk.to("pending_close")
    walk.go(event, "merge", walk.chen, into=master.pk)
    walk.go(master, "close", walk.qian)
    event = walk.go(event, "reopen", walk.sun, reason="这边没修")
    assert (event.holder_id, event.assignment) == (walk.platforms["order"].pk, None)
    assert_held(event)


def test_a_check_that_closes_by_rule_takes_them_along_too(walk: Walk) -> None:
    master, event = walk.to("checking"), walk.report()
    walk.go(event, "merge", walk.chen, into=master.pk)
    walk.check_pass(master)
    assert walk.fresh(event).state == "closed"


def test_split_brings_it_back_to_the_node_that_merged_it(walk: Walk) -> None:
    master = walk.to("processing")
    event = walk.go(walk.report(), "merge", walk.chen, into=master.pk)
    event = once(walk, event, "split", walk.chen)
    assert (event.state, event.holder_id, event.master_id) == ("accepted", walk.shiqiao.pk, None)
    assert running(event) == {"dispatch": walk.shiqiao.pk}
    assert walk.fresh(master).follower_count == 0
    assert_tallies()
    refused(MoveNotAllowed, walk, event, "split", walk.chen)
    closed = walk.to("closed")
    refused(MoveNotAllowed, walk, closed, "split", walk.chen)


def test_a_master_is_not_turned_away_while_others_hang_on_it(walk: Walk) -> None:
    master = walk.report()
    event = walk.go(walk.report(by=walk.gao), "merge", walk.chen, into=master.pk)
    why = {"reason_code": "not_true", "reason": "不属实"}
    refused(MoveNotAllowed, walk, master, "reject", walk.chen, **why)
    refused(MoveNotAllowed, walk, master, "ask_more", walk.chen, reason="缺照片")
    refused(MoveNotAllowed, walk, master, "withdraw", walk.lin)
    walk.go(event, "split", walk.chen)
    assert walk.go(master, "reject", walk.chen, **why).state == "rejected"


def test_who_may_not(walk: Walk) -> None:
    master, event = walk.report(), walk.report()
    for who in (walk.wang, walk.ma, walk.lin, walk.zhao, walk.he):
        refused(NotAllowed, walk, event, "merge", who, into=master.pk)


def test_wrong_state(walk: Walk) -> None:
    master = walk.report()
    for state in ("dispatched", "processing", "closed", "merged", "draft"):
        refused(MoveNotAllowed, walk, walk.to(state), "merge", walk.chen, into=master.pk)
    # The other one went meanwhile.
    for state in ("closed", "rejected", "merged", "voided", "transferred_out"):
        refused(MoveNotAllowed, walk, master, "merge", walk.chen, into=walk.to(state).pk)


def test_bad_input(walk: Walk) -> None:
    event = walk.report()
    for into in (None, "x", 0, -1, 2**60, event.pk, event.pk + 999, [1]):
        names_field(walk, event, "merge", walk.chen, "into", into=into)
    # What she has nothing to do with is answered as if it were not there.
    words = {
        str(names_field(walk, event, "merge", walk.chen, "into", into=into).errors)
        for into in (
            event.pk + 999,
            walk.report(by=walk.zhao, lon=120.725, lat=29.975).pk,
            walk.report(matter=WASTE).pk,  # with the grid
            walk.report(matter=MINOR_CHILD).pk,  # the chief's alone
        )
    }
    assert len(words) == 1


def test_sensitive_events_are_among_themselves(walk: Walk) -> None:
    plain, one, two = walk.report(), walk.report(matter=MINOR_CHILD), walk.report(headcount=9)
    names_field(walk, plain, "merge", walk.qian, "into", into=one.pk)
    names_field(walk, one, "merge", walk.qian, "into", into=plain.pk)
    event = walk.go(one, "merge", walk.qian, into=two.pk)
    assert last_line(event).codes == {}  # the chain does not say what belongs together


def test_once(walk: Walk) -> None:
    once(walk, walk.report(), "merge", walk.chen, into=walk.to("accepted").pk)


def test_each_reporter_may_rate_their_own(walk: Walk) -> None:
    master, event = walk.to("pending_close"), walk.report(by=walk.gao, claimants=ASKED)
    walk.go(event, "merge", walk.chen, into=master.pk)
    walk.go(master, "close", walk.qian, reply="已修好")
    make(event, "rate", walk.gao, solved=True, satisfaction=4)
    assert list(Rating.objects.values_list("event", flat=True)) == [event.pk]
    assert Event.objects.filter(state="archived").count() == 1
