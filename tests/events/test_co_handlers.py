# SPDX-License-Identifier: Apache-2.0
"""经手人不核、不结、不抽查: whoever did a part of the work judges none of it, in whatever office
they serve, and however often it is taken up again."""

from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from events.access import legal_moves
from events.actions.closing import checkers
from events.models import Event
from events.outcome import looked_at_by
from events.refusals import BadFields, NotAllowed
from events.standing import standing_of
from grids.actions.tree import retire_unit
from grids.directory import unit_by_id
from grids.models import Unit
from grids.queries import forget_posts
from tests.events.after import share
from tests.events.asking import serve
from tests.events.clients import counted
from tests.events.counts import assert_held
from tests.events.moves import make, refused
from tests.events.test_support_done import DONE, supported
from tests.events.whistles import crew
from tests.events.whistles import done as joined
from tests.walk import WASTE, Walk

MOST_FOR_A_MOVE = 16
AGAIN = {"reason": "还有坑"}
APPEAL = {"approved": True, "reason": "属实"}


def also(person: User, unit: Unit, role: str) -> None:
    """Somebody holds a second post."""
    person.postings.create(unit=unit, role=role, from_at=person.date_joined)
    forget_posts(person)


def offered(person: User, event: Event) -> set[str]:
    forget_posts(person)
    return set(legal_moves(person, event))


def failed_once(walk: Walk, event: Event) -> Event:
    """Its check failed and it was done again: it waits for the desk's closing."""
    photos = [walk.photo(walk.lin)]
    event = walk.go(walk.request_check(event), "check_fail", walk.lin, photos=photos, **AGAIN)
    return walk.check_pass(walk.request_check(walk.finish(event)))


def test_a_supporting_office_does_not_close(walk: Walk) -> None:
    event = walk.go(supported(walk), "support_done", walk.ma, **DONE)
    event = failed_once(walk, walk.finish(walk.sign(event)))
    assert event.handled_by == [walk.ma.pk, walk.wang.pk]
    for who in (walk.ma, walk.wang):
        also(who, walk.room, "township_chief")
        assert "close" not in offered(who, event)
        refused(NotAllowed, walk, event, "close", who)
    # It was closed by somebody else, was taken up again and done by another: still not theirs.
    event = walk.go(walk.go(event, "close", walk.qian), "reopen", walk.chen, **AGAIN)
    assert event.handled_by == [walk.ma.pk, walk.wang.pk]
    other = serve("tao", walk.platforms["order"], "platform_officer")
    fields = {"result": "重做了", "photos": [walk.photo(other)]}
    event = walk.check_pass(walk.request_check(walk.go(event, "finish", other, **fields)))
    assert event.handler_user == other
    refused(NotAllowed, walk, event, "close", walk.ma)
    assert walk.go(event, "close", walk.chen).state == "closed"


def test_a_called_unit_neither_checks_closes_nor_samples(walk: Walk) -> None:
    share(walk, 100, 100)
    team = crew(walk)
    event = joined(walk, team)
    assert event.handled_by == [team.tang.pk, team.luo.pk, walk.shen.pk]
    also(team.tang, walk.grid, "grid_worker")
    event = walk.request_check(event)
    refused(NotAllowed, walk, event, "check_pass", team.tang, text="好了")
    event = walk.check_pass(event)
    assert (event.state, event.sampled) == ("closed", "drawn")
    also(team.luo, walk.county.county, "supervisor")
    assert not {"sample_pass", "sample_return"} & offered(team.luo, event)
    refused(NotAllowed, walk, event, "sample_pass", team.luo)
    for who, found in ((team.luo, []), (walk.sun, [event.pk])):
        queue = Event.objects.filter(looked_at_by(standing_of(who).desk))
        assert list(queue.values_list("pk", flat=True)) == found


def test_nor_judges_whether_it_was_late(walk: Walk) -> None:
    event = walk.go(supported(walk), "support_done", walk.ma, **DONE)
    event = walk.check_pass(walk.request_check(walk.finish(walk.sign(event))))
    Event.objects.filter(pk=event.pk).update(closed_late=True)
    event = walk.go(walk.fresh(event), "appeal_overdue", walk.wang, reason="修路堵了")
    also(walk.ma, walk.county.county, "supervisor")
    refused(NotAllowed, walk, event, "decide_appeal", walk.ma, **APPEAL)
    assert walk.go(event, "decide_appeal", walk.sun, **APPEAL).state == "closed"


def done_by(walk: Walk, event: Event, who: User) -> Event:
    """Whoever of the township did it says so; nobody below it judges it."""
    fields = {"result": "已填平", "photos": [walk.photo(who)]}
    return walk.request_check(walk.go(event, "finish", who, **fields))


def test_what_all_of_a_desk_did_is_closed_above_it(walk: Walk) -> None:
    """The township did it itself, its clerk first and then its chief: nobody is left there."""
    event = done_by(walk, walk.go(walk.to("accepted"), "take", walk.chen), walk.chen)
    assert (event.state, event.holder_id) == ("pending_close", walk.shiqiao.pk)
    refused(NotAllowed, walk, event, "close", walk.chen)
    event = walk.go(walk.go(event, "close", walk.qian), "reopen", walk.chen, **AGAIN)
    event = done_by(walk, event, walk.qian)
    assert (event.state, event.holder_id) == ("pending_close", walk.county.county.pk)
    assert_held(event)
    assert walk.go(event, "close", walk.wu).state == "closed"


def test_what_was_closed_along_was_handled_by_the_same_people(walk: Walk) -> None:
    share(walk, 100, 100)
    master = walk.go(supported(walk), "support_done", walk.ma, **DONE)
    event = walk.go(walk.report(), "merge", walk.chen, into=master.pk)
    walk.check_pass(walk.request_check(walk.finish(walk.sign(master))))
    assert walk.fresh(event).handled_by == [walk.ma.pk, walk.wang.pk]
    make(event, "reopen", walk.chen, reason="这边没修")
    assert walk.fresh(event).handled_by == [walk.ma.pk, walk.wang.pk]


def test_what_is_there_already_is_told_from_the_lines(walk: Walk) -> None:
    master = walk.go(supported(walk), "support_done", walk.ma, **DONE)
    follower = walk.go(walk.report(), "merge", walk.chen, into=master.pk)
    merged = walk.to("merged")
    master = walk.check_pass(walk.request_check(walk.finish(walk.sign(master))))
    team = crew(walk)
    several = [joined(walk, team), walk.fresh(follower), master, walk.report(), merged]
    known = {event.pk: sorted(event.handled_by) for event in several}
    assert [len(known[event.pk]) for event in several] == [3, 2, 2, 0, 0]
    Event.objects.update(handled_by=[])
    with connection.cursor() as cursor:
        cursor.execute(import_module("events.migrations.0023_handled_by_filled").FILL)
    assert {event.pk: walk.fresh(event).handled_by for event in several} == known


def mended_by_grid(walk: Walk) -> Event:
    """The grid's only worker mended it, the village found that it does not hold, and it went up:
    an office does it now."""
    event = walk.go(walk.report(matter=WASTE), "accept", walk.lin)
    event = walk.go(walk.go(event, "take", walk.lin), "finish", walk.lin, **proof(walk, walk.lin))
    event = walk.go(event, "request_check", walk.lin)
    photos = [walk.photo(walk.gao)]
    event = walk.go(event, "check_fail", walk.gao, reason="没清干净", photos=photos)
    event = walk.go(event, "escalate", walk.lin, reason="太多")
    event = walk.go(event, "escalate", walk.gao, reason="要车")
    return walk.finish(walk.sign(walk.dispatch(event)))


def proof(walk: Walk, who: User) -> dict[str, Any]:
    return {"result": "清走了", "photos": [walk.photo(who)]}


def test_who_looks_at_it_had_no_hand_in_it(walk: Walk) -> None:
    """Else it would lie before a grid where nobody may pass it, nor fail it."""
    event = mended_by_grid(walk)
    assert checkers(event) == [unit_by_id(walk.village.pk)]
    with pytest.raises(BadFields):
        walk.go(event, "request_check", walk.chen, to=walk.grid.code)
    event = walk.request_check(event)
    assert (event.state, event.holder_id) == ("checking", walk.village.pk)
    assert_held(event)
    photos = [walk.photo(walk.gao)]
    event = walk.go(event, "check_pass", walk.gao, photos=photos)
    assert (event.state, event.holder_id) == ("pending_close", walk.shiqiao.pk)


def test_nobody_looks_at_it_for_a_grid_out_of_use(walk: Walk) -> None:
    event = walk.to("handled")
    retire_unit(walk.grid, by=None)
    assert walk.request_check(event).holder_id == walk.village.pk


def test_where_nobody_is_left_it_costs_no_more_than_a_move_may(walk: Walk) -> None:
    """Grid, village, township, county: each is asked whether anybody is left there."""
    event = walk.to("handled")
    Event.objects.update(handled_by=list(User.objects.values_list("pk", flat=True)))
    with counted() as statements:
        event = walk.go(event, "request_check", walk.chen)
    assert (event.state, event.holder_id) == ("pending_close", walk.shiqiao.pk)
    assert len(statements) <= MOST_FOR_A_MOVE + 1, len(statements)  # and one to read it anew
