# SPDX-License-Identifier: Apache-2.0
"""上报: one event for one `client_uuid`, at its first node by level and place."""

import uuid
from typing import Any

import pytest

from events.actions import report_event
from events.models import Attachment, Claimant, Event, Flow, FlowMatter, Receipt, Step, Stock
from events.refusals import BadFields, NotAllowed, UuidReused
from tests.county import point_in
from tests.events.clients import person
from tests.events.moves import involved, last_line, running
from tests.walk import MINOR_CHILD, POTHOLE, QUARREL, WASTE, Walk


def test_a_report_stands_where_its_level_says(walk: Walk) -> None:
    for matter, unit in ((WASTE, walk.grid), (QUARREL, walk.village), (POTHOLE, walk.shiqiao)):
        event = walk.report(matter=matter)
        assert (event.state, event.holder_id, event.place_id) == (
            "reported",
            unit.pk,
            walk.grid.pk,
        )
        assert running(event) == {"accept": unit.pk}
        assert involved(event) == {unit.pk}
        assert (event.version, event.untouched, event.lamp) == (1, True, "green")


def test_what_it_writes(walk: Walk) -> None:
    photo = walk.photo(walk.lin)
    people = [{"name": "张三", "phone": "13812345678", "wants_reply": True}, {"secret": False}]
    event = walk.report(photos=[photo], claimants=people, address="老桥头", source="hotline")
    line = last_line(event)
    assert (line.move, line.came_from, line.to) == ("submit", "draft", "reported")
    assert (line.by, line.unit, line.codes) == (walk.lin.pk, walk.grid.pk, {})
    assert line.texts == {
        "text": event.text,
        "point": f"{event.lon:.6f},{event.lat:.6f}",
        "address": "老桥头",
        "claimants": "张三 13812345678",
    }
    assert Attachment.objects.get(event=event).kind == "report"
    assert Claimant.objects.filter(event=event).count() == 2
    assert event.number.startswith("SQ")
    assert Flow.objects.get(measure="source.hotline").n == 1
    assert FlowMatter.objects.get().matter == POTHOLE
    assert Stock.objects.get().n == 1


def test_the_door_follows_from_who_reports_unless_said(walk: Walk) -> None:
    for who, source in (("lin", "grid"), ("zhou", "grid"), ("he", "hotline"), ("chen", "other")):
        assert walk.report(by=getattr(walk, who)).source == source
    assert walk.report(by=walk.chen, source="leader").source == "leader"


def test_by_point_by_code_and_by_words(walk: Walk) -> None:
    lon, lat = point_in(walk.far_grid)
    event = walk.report(lon=lon, lat=lat, grid=walk.grid.code)  # a point rules over a code
    assert (event.place_id, event.placed_by) == (walk.far_grid.pk, "point")
    event = walk.report(grid=walk.grid2.code)
    assert (event.place_id, event.placed_by, (event.lon, event.lat)) == (
        walk.grid2.pk,
        "grid",
        point_in(walk.grid2),
    )
    event = walk.report(by=walk.he, address="石桥镇某处")
    # Words alone, from the county's hotline: an unknown place; level 3 has no township to go to.
    assert (event.place_id, event.holder_id) == (walk.county.county.pk, walk.county.county.pk)
    event = walk.report(by=walk.chen, matter=WASTE, address="镇上")
    assert (event.place_id, event.holder_id) == (walk.shiqiao.pk, walk.shiqiao.pk)


def test_another_datum_is_turned_and_kept(walk: Walk) -> None:
    lon, lat = point_in(walk.grid)
    event = walk.report(lon=lon + 0.0045, lat=lat - 0.0023, datum="gcj02")
    assert event.datum == "gcj02"
    assert abs(event.lon - lon) < 0.001


def test_a_sensitive_one_never_starts_at_a_grid(walk: Walk) -> None:
    group = walk.report(matter=WASTE, headcount=5)
    assert (group.sensitive, group.holder_id) == (True, walk.village.pk)
    secret = walk.report(matter=WASTE, claimants=[{"name": "李四", "secret": True}])
    assert (secret.sensitive, secret.holder_id) == (True, walk.village.pk)
    assert walk.report(matter=MINOR_CHILD).holder_id == walk.shiqiao.pk
    assert not walk.report(matter=WASTE, headcount=4).sensitive


def test_once(walk: Walk) -> None:
    key = uuid.uuid4()
    lon, lat = point_in(walk.grid)
    body: dict[str, Any] = {"matter": POTHOLE, "lon": lon, "lat": lat, "text": "坑"}
    first = report_event(by=walk.lin, client_uuid=key, **body)
    walk.accept(first.event)
    again = report_event(by=walk.lin, client_uuid=key, **body)
    assert (again.replayed, again.event.pk, again.event.state) == (True, first.event.pk, "accepted")
    with pytest.raises(UuidReused):
        report_event(by=walk.lin, client_uuid=key, **body | {"text": "另一个坑"})
    assert Event.objects.count() == 1
    # The uuid is the person's own: somebody else's report may carry the same.
    other = report_event(by=walk.gao, client_uuid=key, **body)
    assert (other.replayed, other.event.pk == first.event.pk) == (False, False)


def test_a_refusal_keeps_no_receipt(walk: Walk) -> None:
    key = uuid.uuid4()
    with pytest.raises(BadFields):
        walk.report(client_uuid=key, matter="9999")
    assert not Receipt.objects.exists()
    assert walk.report(client_uuid=key).state == "reported"


@pytest.mark.parametrize("role", ["auditor", "leader", "administrator"])
def test_who_only_looks_does_not_report(walk: Walk, role: str) -> None:
    looker = person(walk, "looker", walk.county.county, role)
    with pytest.raises(NotAllowed):
        walk.report(by=looker)


def test_who_serves_nowhere_does_not_report(walk: Walk) -> None:
    walk.lin.postings.all().delete()
    with pytest.raises(NotAllowed):
        walk.report()


BAD: list[tuple[str, dict[str, Any]]] = [
    ("matter", {"matter": None}),
    ("matter", {"matter": "07"}),
    ("matter", {"matter": 707}),
    ("place", {"lon": None, "lat": None}),
    ("lat", {"lon": 120.61, "lat": None}),
    ("lon", {"lon": 10.0, "lat": 10.0}),
    ("lon", {"lon": "nan", "lat": 29.9}),
    ("datum", {"datum": "bd09"}),
    ("grid", {"lon": None, "lat": None, "grid": "330604100201001"}),
    ("text", {"text": "字" * 4001}),
    ("text", {"text": "a\x00b"}),
    ("text", {"text": "\ud800"}),
    ("headcount", {"headcount": -1}),
    ("severity", {"severity": "huge"}),
    ("source", {"source": "gossip"}),
    ("source_due", {"source_due": "tomorrow"}),
    ("client_time", {"client_time": "0001-01-01"}),
    ("claimants", {"claimants": [{"name": "名" * 41}]}),
    ("claimants", {"claimants": [{}] * 51}),
    ("claimants", {"claimants": {"name": "张"}}),
    ("photos", {"photos": ["nope"]}),
    ("photos", {"photos": [str(uuid.uuid4())]}),
    ("photos", {"photos": [str(uuid.uuid4())] * 2 + ["x"]}),
    ("color", {"color": "red"}),
]


@pytest.mark.parametrize(("field", "fields"), BAD)
def test_bad_input(walk: Walk, field: str, fields: dict[str, Any]) -> None:
    lines = Step.objects.count()
    lon, lat = point_in(walk.grid)
    body = {"matter": POTHOLE, "lon": lon, "lat": lat, "text": "坑"} | fields
    with pytest.raises(BadFields) as bad:
        report_event(by=walk.lin, client_uuid=uuid.uuid4(), **body)
    assert set(bad.value.errors) == {field}
    assert (Event.objects.count(), Step.objects.count()) == (0, lines)


def test_only_ones_own_photos(walk: Walk) -> None:
    with pytest.raises(BadFields, match="") as bad:
        walk.report(photos=[walk.photo(walk.zhao)])
    assert set(bad.value.errors) == {"photos"}
    assert not Event.objects.exists()
