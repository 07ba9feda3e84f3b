# SPDX-License-Identifier: Apache-2.0
"""What the schemas of moves tell a form about one event: what it needs, offers and fills in."""

from typing import Any

from tests.events.clients import as_, path_of
from tests.walk import POTHOLE, WASTE, Walk


def fields_of(walk: Walk, event: Any, move: str, by: Any) -> dict[str, Any]:
    """The schema of a move that is open to this person."""
    moves = as_(by).get(path_of(event)).json()["moves"]
    found: dict[str, Any] = next(each["fields"] for each in moves if each["name"] == move)
    return found


def test_photos_are_marked_where_the_standard_asks_for_them(walk: Walk) -> None:
    """The mark and the refusal are one rule (closing.shows_after)."""
    shown = walk.to("processing", matter=POTHOLE)
    assert fields_of(walk, shown, "finish", walk.wang)["required"] == ["result", "photos"]
    told = walk.to("processing", matter="1204")
    assert fields_of(walk, told, "finish", walk.wang)["required"] == ["result"]
    walk.go(told, "finish", walk.wang, result="已答复")


def test_requests_say_days_what_lies_ahead_and_the_usual_unit(walk: Walk) -> None:
    event = walk.to("processing", matter=POTHOLE)
    until = fields_of(walk, event, "request_suspension", walk.wang)["properties"]["until"]
    assert (until["x-day"], until["x-ahead"], until["title"]) == (True, True, "挂到哪天")
    extension = fields_of(walk, event, "request_extension", walk.wang)["properties"]
    assert extension["unit"]["default"] == "work_day"
    reply = fields_of(walk, event, "supervise", walk.wu)["properties"]["reply_by"]
    assert "x-day" not in reply and reply["description"] == "不填按督办回复时限"


def test_only_graver_orders_are_offered(walk: Walk) -> None:
    event = walk.to("processing")
    kinds = fields_of(walk, event, "supervise", walk.wu)["properties"]["kind"]["enum"]
    assert kinds == ["urge", "yellow", "red"]
    event = walk.go(event, "supervise", walk.wu, kind="yellow", text="请今日办结")
    kinds = fields_of(walk, event, "supervise", walk.sun)["properties"]["kind"]["enum"]
    assert kinds == ["red"]


def test_the_village_it_happened_in_stands_first(walk: Walk) -> None:
    event = walk.report(matter=POTHOLE, grid=walk.grid.code)
    choices = fields_of(walk, event, "push_down", walk.chen)["properties"]["to"]["x-choices"]
    assert choices[0] == {
        "code": walk.village.code,
        "name": walk.village.name,
        "suggested": True,
        "note": "事发地",
    }
    assert not any("note" in each for each in choices[1:])


def test_stages_are_those_of_the_standard_while_it_is_open(walk: Walk) -> None:
    """A burst pipe is first made safe; a plain matter has nothing before its result."""
    stages = fields_of(walk, walk.to("processing"), "note", walk.wang)["properties"]["stage"]
    assert stages["enum"] == []
    gas = walk.report(matter="0901", grid=walk.grid.code)
    assert fields_of(walk, gas, "note", walk.lin)["properties"]["stage"]["enum"] == ["make_safe"]


def test_yes_or_no_must_be_said(walk: Walk) -> None:
    """A box that nobody ticked would refuse the grid worker's call for help."""
    event = walk.go(walk.report(matter=WASTE), "accept", walk.lin)
    event = walk.go(event, "ask_help", walk.lin, reason="一个人搬不动")
    schema = fields_of(walk, event, "answer_help", walk.chen)
    assert schema["properties"]["approved"]["x-labels"] == {"true": "同意", "false": "不同意"}
    assert "approved" in schema["required"]
