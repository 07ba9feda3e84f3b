# SPDX-License-Identifier: Apache-2.0
"""评价: only those who asked rate, once; a bad rating is told to the chief of the node."""

import pytest

from events.access import legal_moves
from events.models import Rating, Sample
from events.refusals import MoveNotAllowed, NotAllowed
from tests.events.after import owed_to, sampled
from tests.events.clients import as_, path_of
from tests.events.moves import last_line, names_field, once, refused
from tests.walk import Walk

ASKED = [{"name": "张三", "phone": "13812345678"}]
GOOD = {"solved": True, "satisfaction": 5}


def test_it_ends_the_event_and_keeps_the_words_beside_the_chain(walk: Walk) -> None:
    event = walk.to("closed", claimants=ASKED)
    event = once(walk, event, "rate", walk.lin, **GOOD, text="修得快")
    assert (event.state, event.lapses_at) == ("archived", None)
    rating = Rating.objects.get(event=event)
    assert (rating.solved, rating.satisfaction, rating.by) == (True, 5, walk.lin)
    line = last_line(event)
    assert (line.codes, line.texts) == ({"solved": True, "satisfaction": 5}, {"text": "修得快"})
    assert not [row for row in owed_to(event) if row[1] == "bad_rating"]
    for by in (walk.lin, walk.chen, walk.sun):
        assert legal_moves(by, event) == [], by  # archived is the end


@pytest.mark.parametrize(("solved", "satisfaction"), [(False, 5), (True, 2), (True, 1)])
def test_a_bad_one_is_told_to_the_chief(walk: Walk, *, solved: bool, satisfaction: int) -> None:
    event = walk.to("closed", claimants=ASKED)
    event = walk.go(event, "rate", walk.lin, solved=solved, satisfaction=satisfaction)
    assert ("notice", "bad_rating", walk.shiqiao.pk) in owed_to(event)


def test_a_report_that_nobody_asked_for_is_never_rated(walk: Walk) -> None:
    event = walk.to("closed")
    assert "rate" not in legal_moves(walk.lin, event)
    refused(MoveNotAllowed, walk, event, "rate", walk.lin, **GOOD)
    # Somebody who serves nowhere any more reported as a resident does.
    walk.lin.postings.all().delete()
    assert walk.go(event, "rate", walk.lin, **GOOD).state == "archived"


def test_what_waited_to_be_sampled_is_sampled_no_more(walk: Walk) -> None:
    event = walk.go(sampled(walk, claimants=ASKED), "rate", walk.lin, **GOOD)
    assert event.sampled == "lapsed"
    assert Sample.objects.get(event=event).status == "lapsed"
    refused(MoveNotAllowed, walk, event, "sample_pass", walk.sun)


@pytest.mark.parametrize("who", ["gao", "chen", "sun", "he"])
def test_who_may_not(walk: Walk, who: str) -> None:
    event = walk.to("closed", claimants=ASKED)
    refused(NotAllowed, walk, event, "rate", getattr(walk, who), **GOOD)


@pytest.mark.parametrize("state", ["reported", "pending_close", "archived", "rejected"])
def test_wrong_state(walk: Walk, state: str) -> None:
    fields = {} if state == "archived" else {"claimants": ASKED}
    refused(MoveNotAllowed, walk, walk.to(state, **fields), "rate", walk.lin, **GOOD)


def test_bad_input(walk: Walk) -> None:
    event = walk.to("closed", claimants=ASKED)
    for satisfaction in (0, 6, "x", None, 2.5, True):
        names_field(
            walk, event, "rate", walk.lin, "satisfaction", solved=True, satisfaction=satisfaction
        )
    for solved in (None, "yes", 1):
        names_field(walk, event, "rate", walk.lin, "solved", solved=solved, satisfaction=4)


def test_the_page_is_told_which_answers_there_are(walk: Walk) -> None:
    event = walk.to("closed", claimants=ASKED)
    detail = as_(walk.lin).get(path_of(event)).json()
    (form,) = [move["fields"] for move in detail["moves"] if move["name"] == "rate"]
    assert form["required"] == ["solved", "satisfaction"]
    assert form["properties"]["solved"]["enum"] == [True, False]
    assert form["properties"]["satisfaction"]["enum"] == [1, 2, 3, 4, 5]
    walk.go(event, "rate", walk.lin, solved=False, satisfaction=2)
    outcome = as_(walk.lin).get(path_of(event)).json()["outcome"]
    assert (outcome["rating"]["solved"], outcome["rating"]["satisfaction"]) == (False, 2)
    assert outcome["unrated"] is False
