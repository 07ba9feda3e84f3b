# SPDX-License-Identifier: Apache-2.0
"""撤回上报: by the reporter, while nobody has acted."""

import pytest

from events.access import legal_moves
from events.models import Stock
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.moves import last_line, names_field, once, refused, running
from tests.walk import RIVER, Walk


def test_it_is_void_and_nothing_runs(walk: Walk) -> None:
    event = walk.go(walk.report(), "withdraw", walk.lin)
    assert (event.state, running(event)) == ("voided", {})
    line = last_line(event)
    assert (line.came_from, line.to, line.by, line.unit) == (
        "reported",
        "voided",
        walk.lin.pk,
        None,
    )
    assert not Stock.objects.exclude(n=0).exists()


def test_a_note_is_no_act(walk: Walk) -> None:
    event = walk.go(walk.report(), "note", walk.chen, text="已看到")
    assert walk.go(event, "withdraw", walk.lin).state == "voided"


def test_what_went_up_by_rule_alone_may_be_withdrawn(walk: Walk) -> None:
    assert walk.go(walk.report(matter=RIVER), "withdraw", walk.lin).state == "voided"


def test_once_somebody_acted_it_is_too_late(walk: Walk) -> None:
    event = walk.go(walk.to("draft"), "resubmit", walk.lin, text="补了")
    assert event.state == "reported"
    assert "withdraw" not in legal_moves(walk.lin, event)
    refused(MoveNotAllowed, walk, event, "withdraw", walk.lin)
    event = walk.go(walk.report(), "correct", walk.chen, urgency="urgent", reason="很急")
    refused(MoveNotAllowed, walk, event, "withdraw", walk.lin)


@pytest.mark.parametrize("who", ["gao", "chen", "qian", "zhao", "admin"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.report(), "withdraw", getattr(walk, who))


@pytest.mark.parametrize("state", ["accepted", "voided", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "withdraw", walk.lin)


def test_bad_input(walk: Walk) -> None:
    names_field(walk, walk.report(), "withdraw", walk.lin, "reason", reason="不要了")


def test_once(walk: Walk) -> None:
    once(walk, walk.report(), "withdraw", walk.lin)
