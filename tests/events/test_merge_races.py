# SPDX-License-Identifier: Apache-2.0
"""并案 by several at once: locked in the order of their keys, so one wins and nobody hangs."""

from functools import partial

import pytest

from events.models import Event
from events.refusals import MoveNotAllowed, Refused
from tests.events.counts import assert_chains, assert_held, assert_tallies, deadlocks
from tests.events.moves import make
from tests.events.test_races import own_copy, together
from tests.walk import Walk

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_clerks_merge_two_events_into_each_other(live_walk: Walk) -> None:
    walk, before = live_walk, deadlocks()
    for _ in range(6):
        one, two = walk.report(), walk.report()
        chen, qian = own_copy(walk.chen), own_copy(walk.qian)
        results = together(
            partial(make, one, "merge", chen, into=two.pk),
            partial(make, two, "merge", qian, into=one.pk),
        )
        assert sum(isinstance(result, MoveNotAllowed) for result in results) == 1, results
        states = sorted(walk.fresh(event).state for event in (one, two))
        assert states == ["merged", "reported"]
    assert deadlocks() == before
    assert_tallies()


def test_a_master_closes_while_others_are_merged_into_it_and_split_off(live_walk: Walk) -> None:
    walk, before = live_walk, deadlocks()
    for _ in range(3):
        early, late = walk.report(), walk.report()
        master = walk.to("pending_close")
        new = walk.report()
        for event in (early, late):
            walk.go(event, "merge", walk.chen, into=master.pk)
        people = [own_copy(walk.chen) for _ in range(4)]
        results = together(
            partial(make, master, "close", own_copy(walk.qian), reply="已修好"),
            partial(make, early, "split", people[0]),
            partial(make, new, "merge", people[1], into=master.pk),
            partial(make, early, "note", people[2], text="看一下"),
            partial(make, master, "note", people[3], text="催一下"),
        )
        assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, Refused)]
        assert walk.fresh(master).state == "closed"
        assert walk.fresh(late).state == "closed"
        assert not Event.objects.filter(master=master, state="merged").exists()
        for event in (early, late, new, master):
            assert_held(walk.fresh(event))
    assert deadlocks() == before
    assert_tallies()
    assert_chains()
