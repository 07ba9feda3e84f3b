# SPDX-License-Identifier: Apache-2.0
"""即采即办: one person, one screen, one line; where the filing standard's `on_spot` allows."""

from typing import Any

import pytest

from events.models import Attachment, Event, Flow, Stock
from events.refusals import BadFields, NotAllowed
from tests.events.moves import last_line, moves_of, running
from tests.walk import MINOR_CHILD, POTHOLE, WASTE, Walk


def spot(walk: Walk, who: str, **other: Any) -> dict[str, Any]:
    user = getattr(walk, who)
    pair = {"photos_before": [walk.photo(user)], "photos_after": [walk.photo(user)]}
    return {"text": "填平了", **pair, **other}


def test_one_line_that_says_it_all(walk: Walk) -> None:
    event = walk.report(by=walk.gao, done_on_the_spot=spot(walk, "gao"))
    assert (event.state, event.on_the_spot, event.closed_at) == ("closed", True, event.reported_at)
    assert (event.holder_id, event.node_id, event.handler_id) == (walk.village.pk,) * 3
    assert event.handler_user_id == walk.gao.pk
    assert (running(event), event.lamp, moves_of(event)) == ({}, "none", ["instant_close"])
    line = last_line(event)
    assert (line.came_from, line.to, line.unit) == ("draft", "closed", walk.village.pk)
    assert line.texts["result"] == "填平了"
    kinds = Attachment.objects.filter(event=event).values_list("kind", flat=True)
    assert sorted(kinds) == ["after", "before"]
    counts = {row.measure: row.n for row in Flow.objects.all()}
    assert (counts["reported"], counts["closed"]) == (1, 1)
    assert not Stock.objects.exclude(n=0).exists()


def test_the_reports_own_photos_are_the_before(walk: Walk) -> None:
    photo, fields = walk.photo(walk.gao), spot(walk, "gao", photos_before=[])
    event = walk.report(by=walk.gao, photos=[photo], done_on_the_spot=fields)
    assert Attachment.objects.get(event=event, kind="before").photo_id.hex == photo.replace("-", "")


@pytest.mark.parametrize(
    ("who", "matter", "may"),
    [
        ("lin", WASTE, True),  # on_spot grid: the grid worker and all above in the village
        ("gao", WASTE, True),
        ("zhou", WASTE, True),
        ("lin", POTHOLE, False),  # on_spot village: its cadres alone
        ("zhou", POTHOLE, True),
        ("chen", WASTE, False),
        ("wang", POTHOLE, False),
        ("zhao", WASTE, False),  # not his ground
        ("gao", "0204", False),  # never
        ("gao", MINOR_CHILD, False),
    ],
)
def test_who_may(walk: Walk, who: str, matter: str, *, may: bool) -> None:
    body = {"by": getattr(walk, who), "matter": matter, "done_on_the_spot": spot(walk, who)}
    if may:
        assert walk.report(**body).state == "closed"
    else:
        with pytest.raises(NotAllowed):
            walk.report(**body)
        assert not Event.objects.exists()


def test_a_group_is_no_small_thing(walk: Walk) -> None:
    with pytest.raises(NotAllowed):
        walk.report(by=walk.gao, headcount=5, done_on_the_spot=spot(walk, "gao"))


@pytest.mark.parametrize(
    "wrong", [{"photos_after": []}, {"photos_before": []}, {"text": ""}, {"text": " "}]
)
def test_before_after_and_result_are_asked(walk: Walk, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadFields) as bad:
        walk.report(by=walk.gao, done_on_the_spot=spot(walk, "gao", **wrong))
    assert set(bad.value.errors) == {"done_on_the_spot"}


def test_one_photo_is_not_both(walk: Walk) -> None:
    photo = walk.photo(walk.gao)
    same = spot(walk, "gao", photos_before=[photo], photos_after=[photo])
    with pytest.raises(BadFields) as bad:
        walk.report(by=walk.gao, done_on_the_spot=same)
    assert set(bad.value.errors) == {"done_on_the_spot"}
