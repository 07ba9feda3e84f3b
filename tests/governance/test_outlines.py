# SPDX-License-Identifier: Apache-2.0
"""Outlines from a file: on trial first, refused with the reason, in force in one piece."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.models import Event
from grids.actions.tree import add_unit, rename_unit
from grids.datums import to_gcj02
from grids.directory import forget
from grids.models import Outline, OutlineDraft, Unit
from grids.places import locate
from tests.county_fixtures import plant_matters
from tests.walk import Walk

PAGE = "/manage/outlines/"
GRID = "339901100201001"
GRID2 = "339901100201002"
VILLAGE = "339901100201"


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """A rectangle's ring."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: Any, *ring: list[list[float]], **more: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": list(ring)}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry} | more


def sent(client: Client, *features: dict[str, Any], datum: str = "wgs84") -> Any:
    document = json.dumps({"type": "FeatureCollection", "features": features})
    file = SimpleUploadedFile("网格.geojson", document.encode())
    return client.post(PAGE, {"datum": datum, "file": file})


def tried(client: Client, *features: dict[str, Any], datum: str = "wgs84") -> Any:
    """What a file would change: the page of its draft, as the view has it."""
    answer = sent(client, *features, datum=datum)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["Location"])


def applied(client: Client, page: Any, **fields: str) -> Any:
    told = {"seen": str(page.context["seen"])} | fields
    return client.post(f"{page.request['PATH_INFO']}apply/", told, follow=True)


@pytest.fixture
def walk(county: SimpleNamespace) -> Walk:
    plant_matters()
    return Walk(county)


@pytest.fixture
def admin(county: SimpleNamespace) -> Client:
    """The county's administrator, who is no superuser."""
    county.admin.is_superuser = county.admin.is_staff = False
    county.admin.save()
    client = Client()
    client.force_login(county.admin)
    return client


def surveyed(*codes: str) -> None:
    """Have the outlines of these units count as surveyed."""
    Outline.objects.filter(unit__code__in=codes).update(is_estimated=False)


def test_a_border_is_moved_and_heard_of(walk: Walk, admin: Client) -> None:
    """Grid 1 gives its east half to grid 2, with an open event in it."""
    event = walk.report()
    page = tried(
        admin,
        feature(GRID, box(120.60, 29.95, 120.62, 30.00)),
        feature(int(GRID2), box(120.62, 29.95, 120.70, 30.00)),
    )
    found = page.context["found"]
    assert found.counts == {"changed": 2}
    one, two = found.lines
    assert round(one.before / one.after, 2) == 2.5 and page.context["moved"] == 1
    assert (one.leaving, two.entering) == (1, 1)
    assert "1 件在办事件会落到另一个网格里" in page.content.decode()
    shown = admin.get(page.context["map"]).json()
    assert [each["properties"]["state"] for each in shown["old"]] == ["old", "old"]
    held = locate(120.625, 29.975)
    assert held is not None and held.code == GRID

    answer = applied(admin, page)
    assert "边界已生效:新增 0,修改 2" in answer.content.decode()
    held = locate(120.625, 29.975)
    assert held is not None and held.code == GRID2
    outline = Outline.objects.get(unit__code=GRID)
    assert (outline.is_estimated, outline.source) == (False, "网格.geojson")
    draft = OutlineDraft.objects.get()
    assert draft.applied_by == walk.admin and draft.applied_at is not None
    assert Event.objects.get(pk=event.pk).place.code == GRID, "an open event keeps its grid"
    assert "已经生效过了" in applied(admin, page).content.decode()
    again = tried(admin, feature(GRID, box(120.60, 29.95, 120.62, 30.00)))
    assert again.context["found"].counts == {"same": 1} and "没有要生效" in again.content.decode()


def test_each_refusal_has_its_reason(admin: Client, county: SimpleNamespace) -> None:
    surveyed(VILLAGE, GRID2)
    knot = [[120.60, 29.95], [120.65, 30.0], [120.65, 29.95], [120.60, 30.0], [120.60, 29.95]]
    good = box(120.60, 29.95, 120.65, 30.00)
    cases = {
        "没有写单位代码": feature("", good),
        "没有写单位代码(属性": feature("\ud800\x00", good),
        "本县没有这个代码": feature("330000000000", good),
        "这类单位没有边界": feature(county.room.code, good),
        "边界自相交": feature(GRID, knot),
        "没有闭合": feature(GRID, [*good[:-1], [120.6, 29.9501]]),
        "至少要有四个点": feature(GRID, good[:3]),
        "不带高程": feature(GRID, [[*point, 5.0] for point in good]),
        "可能写反了": feature(GRID, [[lat, lon] for lon, lat in good]),
        "投影坐标": feature(GRID, [[40500000.0, 3320000.0]] * 5),
        "面积为零": feature(GRID, [[120.6, 29.95]] * 5),
        "要素没有几何": feature(GRID, geometry=None),
        "Polygon": feature(GRID, geometry={"type": "Point", "coordinates": [120.6, 29.95]}),
        "层数不对": feature(GRID, geometry={"type": "Polygon", "coordinates": [[120.6]]}),
        "在上级石桥村之外": feature(GRID, box(120.55, 29.95, 120.62, 30.00)),
        "重叠": feature(GRID, box(120.60, 29.95, 120.67, 30.00)),
    }
    for reason, one in cases.items():
        page = tried(admin, one)
        (line,) = page.context["found"].lines
        assert line.kind == "refused" and reason in "".join(line.reasons), (reason, line.reasons)
        assert "没有要生效的边界" in applied(admin, page).content.decode()
    page = tried(admin, feature(GRID, good), feature(GRID, good))
    assert "同一个单位" in page.context["found"].lines[1].reasons[0]


def test_estimated_neighbours_prove_nothing_and_a_grid_may_lie_in_another(
    admin: Client, county: SimpleNamespace
) -> None:
    Outline.objects.update(is_estimated=True)
    (line,) = tried(admin, feature(GRID, box(120.55, 29.95, 120.67, 30.00))).context["found"].lines
    assert line.kind == "changed" and len(line.notes) >= 2
    surveyed(VILLAGE, GRID2)
    market = box(120.66, 29.96, 120.67, 29.97)
    add_unit(code=f"{VILLAGE}003", name="市场", kind="grid", parent=county.village, by=None)
    forget()
    page = tried(admin, feature(f"{VILLAGE}003", market))
    (line,) = page.context["found"].lines
    assert line.kind == "new" and "专属网格" in line.notes[0]
    applied(admin, page)
    held = locate(120.665, 29.965)
    assert held is not None and held.name == "市场"


def test_domestic_maps_are_shifted_back(admin: Client, county: SimpleNamespace) -> None:
    ring = [list(to_gcj02(lon, lat)) for lon, lat in box(120.60, 29.95, 120.62, 30.00)]
    applied(admin, tried(admin, feature(GRID, ring), datum="gcj02"))
    area = shapely.from_wkb(bytes(Outline.objects.get(unit__code=GRID).wkb))
    assert shapely.Polygon(box(120.60, 29.95, 120.62, 30.00)).symmetric_difference(area).area < 1e-8


def test_what_changed_since_the_trial_refuses_it(admin: Client, county: SimpleNamespace) -> None:
    before = bytes(Outline.objects.get(unit__code=GRID).wkb)
    page = tried(admin, feature(GRID, box(120.60, 29.95, 120.62, 30.00)))
    rename_unit(Unit.objects.get(code=GRID2), name="第二网格", by=None)
    answer = applied(admin, page)
    assert "请重新核对" in answer.content.decode()
    assert bytes(Outline.objects.get(unit__code=GRID).wkb) == before
    for seen in ("", "x", "9" * 40, "²"):
        assert "请重新核对" in applied(admin, page, seen=seen).content.decode()


def test_files_that_are_no_outlines(admin: Client) -> None:
    for content, said in (
        (b"", "空的"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"PK\x03\x04 no json", "不是 JSON"),
        (b"[" * 100_000, "嵌套太深"),
        (b'{"type":"FeatureCollection","features":[]}', "没有要素"),
        (b"[1,2]", "不是 GeoJSON"),
        (b'{"a": NaN}', "不是数"),
        (b'{"a": ' + b"1" * 5000 + b"}", "不是数"),
        (b" " * (10 * 1024 * 1024 + 1), "太大"),
    ):
        file = SimpleUploadedFile("x.geojson", content)
        answer = admin.post(PAGE, {"datum": "wgs84", "file": file})
        assert answer.status_code == 400 and said in answer.content.decode(), said
    huge = json.dumps(feature(GRID, box(120.6, 29.95, 120.62, 30.0))).replace("30.0", "1e400")
    (line,) = (
        admin.post(PAGE, {"datum": "wgs84", "pasted": huge}, follow=True).context["found"].lines
    )
    assert line.reasons == ["坐标里有不是数的数"]
    many = feature(GRID, [[120.6, 29.95]] * 200_001)
    assert "点太多" in sent(admin, many).content.decode()
    assert sent(admin, feature(GRID, box(1, 1, 2, 2)), datum="bd09").status_code == 400


def test_who_may_not(admin: Client, county: SimpleNamespace) -> None:
    page = tried(admin, feature(GRID, box(120.60, 29.95, 120.62, 30.00)))
    address = page.request["PATH_INFO"]
    for person in (county.chen, county.sun, county.lin):
        client = Client()
        client.force_login(person)
        for path in (PAGE, address, f"{address}map/"):
            assert client.get(path).status_code == 403
        assert client.post(f"{address}apply/", {"seen": "1"}).status_code == 403
        assert sent(client, feature(GRID, box(1, 1, 2, 2))).status_code == 403
    assert Client().get(PAGE).status_code == 302
