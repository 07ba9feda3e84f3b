# SPDX-License-Identifier: Apache-2.0
"""补充后再报: the reporter answers what was asked; any field of a report may come."""

import uuid
from typing import Any

import pytest

from events.models import Attachment, Claimant, Flow
from events.refusals import MoveNotAllowed, NotAllowed
from tests.county import point_in
from tests.events.moves import last_line, names_field, once, refused, running
from tests.walk import MINOR_CHILD, RIVER, WASTE, Walk


def test_it_goes_back_to_the_node_that_asked(walk: Walk) -> None:
    photo = walk.photo(walk.lin)
    event = walk.go(walk.to("draft"), "resubmit", walk.lin, text="补了全景", photos=[photo])
    assert (event.state, event.holder_id, event.text) == ("reported", walk.shiqiao.pk, "补了全景")
    assert running(event) == {"accept": walk.shiqiao.pk}
    assert last_line(event).texts == {"text": "补了全景"}
    assert Attachment.objects.get(event=event).photo_id == uuid.UUID(photo)
    # It was reported once, and counts once.
    assert Flow.objects.get(measure="reported").n == 1


def test_any_field_of_a_report_may_come(walk: Walk) -> None:
    fields: dict[str, Any] = {
        "severity": "major",
        "urgency": "urgent",
        "source": "hotline",
        "source_number": "12345-7",
        "source_due": "2030-01-01T08:00:00+08:00",
        "client_time": "2026-11-24T08:00:00+08:00",
        "headcount": 2,
        "on_behalf": True,
        "claimants": [{"name": "张三", "phone": "13812345678", "wants_reply": True}],
    }
    event = walk.go(walk.to("draft"), "resubmit", walk.lin, **fields)
    assert (event.severity, event.urgency, event.source) == ("major", "urgent", "hotline")
    assert (event.source_number, event.headcount) == ("12345-7", 2)
    assert Claimant.objects.get(event=event).name == "张三"
    assert last_line(event).texts == {"claimants": "张三 13812345678"}


def test_nothing_is_a_lawful_answer_and_loses_nothing(walk: Walk) -> None:
    before = walk.to("draft")
    after = walk.go(before, "resubmit", walk.lin)
    assert (after.text, after.address, after.lon) == (before.text, before.address, before.lon)


def test_words_about_the_place_do_not_move_it(walk: Walk) -> None:
    before = walk.to("draft", lon=120.611, lat=29.977)
    after = walk.go(before, "resubmit", walk.lin, address="老桥东头")
    assert (after.lon, after.lat, after.placed_by) == (120.611, 29.977, "point")
    assert after.address == "老桥东头"


def test_another_point_moves_it_and_is_kept_beside_the_chain(walk: Walk) -> None:
    lon, lat = point_in(walk.grid2)
    event = walk.go(walk.to("draft"), "resubmit", walk.lin, lon=lon, lat=lat)
    assert event.place_id == walk.grid2.pk
    assert last_line(event).texts["point"] == f"{lon:.6f},{lat:.6f}"


def test_another_matter_brings_its_level_platform_and_condition(walk: Walk) -> None:
    event = walk.go(walk.to("draft"), "resubmit", walk.lin, matter=RIVER)
    assert (event.level, event.matter.code) == (4, RIVER)
    assert event.standard is not None
    assert event.standard.matter_id == event.matter_id


@pytest.mark.parametrize(
    "fields", [{"matter": MINOR_CHILD}, {"headcount": 5}, {"claimants": [{"secret": True}]}]
)
def test_it_may_become_sensitive_and_never_the_contrary(walk: Walk, fields: dict[str, Any]) -> None:
    event = walk.go(walk.to("draft"), "resubmit", walk.lin, **fields)
    assert event.sensitive
    event = walk.go(event, "ask_more", walk.qian, reason="几个人?")
    assert walk.go(event, "resubmit", walk.lin, matter=WASTE, headcount=1).sensitive


@pytest.mark.parametrize("who", ["gao", "chen", "zhao", "admin"])
def test_who_may_not(walk: Walk, who: str) -> None:
    refused(NotAllowed, walk, walk.to("draft"), "resubmit", getattr(walk, who), text="我来补")


@pytest.mark.parametrize("state", ["reported", "processing", "closed"])
def test_wrong_state(walk: Walk, state: str) -> None:
    refused(MoveNotAllowed, walk, walk.to(state), "resubmit", walk.lin, text="补了")


def test_bad_input(walk: Walk) -> None:
    event = walk.to("draft")
    names_field(walk, event, "resubmit", walk.lin, "matter", matter="9999")
    names_field(walk, event, "resubmit", walk.lin, "lat", lon=120.61)
    names_field(walk, event, "resubmit", walk.lin, "lon", lon=10.0, lat=10.0)
    names_field(walk, event, "resubmit", walk.lin, "grid", grid="339901100201999")
    stranger = walk.photo(walk.zhao)
    names_field(walk, event, "resubmit", walk.lin, "photos", photos=[stranger])
    spot = {"text": "办好了"}
    names_field(walk, event, "resubmit", walk.lin, "done_on_the_spot", done_on_the_spot=spot)


def test_once(walk: Walk) -> None:
    once(walk, walk.to("draft"), "resubmit", walk.lin, text="补了")
