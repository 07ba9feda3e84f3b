# SPDX-License-Identifier: Apache-2.0
"""One fictional county for all tests, built by the real actions: 云溪县.

Two townships side by side, each with two villages (north and south), each with two grids (west
and east): all outlines are rectangles, so a point's grid can be told by eye.

    lon  120.60      120.65      120.70      120.75      120.80
    30.00  +-- 石桥镇 --+-----------+-- 望湖镇 --+-----------+
           | 石桥村 1   | 石桥村 2   | 望湖村 1   | 望湖村 2   |
    29.95  +-----------+-----------+-----------+-----------+
           | 新民村 1   | 新民村 2   | 新民村 1   | 新民村 2   |
    29.90  +-----------+-----------+-----------+-----------+
"""

from types import SimpleNamespace

import shapely

from accounts.models import User
from grids.actions.planting import plant_county
from grids.actions.postings import post_person
from grids.directory import forget
from grids.drafts import Draft
from grids.models import Unit
from tests.replant import replant

COUNTY = "339901000000"
SHIQIAO = "339901100000"
WANGHU = "339901101000"
PASSWORD = "a-password-of-tests"

_DEPARTMENTS = (("D01", "综合行政执法局"), ("D02", "市场监督管理局"), ("D03", "公安局"))
_PLATFORMS = (
    ("P1", "党建统领", "party"),
    ("P2", "经济生态", "economy"),
    ("P3", "平安法治", "order"),
    ("P4", "公共服务", "service"),
)
_WEST, _SOUTH, _STEP = 120.60, 29.90, 0.05

# user name, name, unit, role
_PEOPLE = (
    ("lin", "林小满", "339901100201001", "grid_worker"),
    ("gao", "高大山", "339901100201", "grid_head"),
    ("zhou", "周村", "339901100201", "village_officer"),
    ("chen", "陈文书", "339901100C", "township_clerk"),
    ("qian", "钱指挥", "339901100C", "township_chief"),
    ("wang", "王平", "339901100P3", "platform_officer"),
    ("ma", "马执法", "339901100S01", "station_officer"),
    ("shen", "沈部门", "339901D01", "department_officer"),
    ("wu", "吴派遣", COUNTY, "county_dispatcher"),
    ("sun", "孙值班", COUNTY, "county_chief"),
    ("zhao", "赵邻乡", "339901101201001", "grid_worker"),
    ("he", "何热线", COUNTY, "hotline_agent"),
    ("admin", "管理员", COUNTY, "administrator"),
)
People = tuple[tuple[str, str, str, str], ...]


def build_small_county() -> SimpleNamespace:
    """Build 云溪县 with its units and people; return them by short names.

    `.units` and `.people` hold all by code and by user name; `county shiqiao wanghu room
    platforms station village village2 grid grid2 far_village far_grid department departments`
    are the usual units, and every person is an attribute (`.lin`, `.chen`, …).
    """
    forget()
    replant("county", ("accounts", "grids"), _plant)
    forget()
    units = {unit.code: unit for unit in Unit.objects.filter(county__code=COUNTY)}
    people = people_named(_PEOPLE)
    return SimpleNamespace(
        units=units,
        people=people,
        password=PASSWORD,
        county=units[COUNTY],
        shiqiao=units[SHIQIAO],
        wanghu=units[WANGHU],
        room=units["339901100C"],
        platforms={platform: units[f"339901100{suffix}"] for suffix, _, platform in _PLATFORMS},
        station=units["339901100S01"],
        village=units["339901100201"],
        village2=units["339901100202"],
        grid=units["339901100201001"],
        grid2=units["339901100201002"],
        far_village=units["339901101201"],
        far_grid=units["339901101201001"],
        department=units["339901D01"],
        departments={name: units[f"339901{suffix}"] for suffix, name in _DEPARTMENTS},
        **people,
    )


def point_in(unit: Unit) -> tuple[float, float]:
    """Return a point (lon, lat) well inside a grid, village or township of this county."""
    assert unit.lon is not None and unit.lat is not None
    return unit.lon, unit.lat


def _plant() -> None:
    plant_county(COUNTY, _drafts(), by=None)
    forget()
    post_people(_PEOPLE)


def post_people(people: People) -> None:
    """Have these people serve there: user name, name, unit, role."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    for name, shown, code, role in people:
        post_person(_person(name, shown), units[code], role, by=None)


def people_named(people: People) -> dict[str, User]:
    """The same people by user name, in this order."""
    names = [name for name, _, _, _ in people]
    found = {user.username: user for user in User.objects.filter(username__in=names)}
    return {name: found[name] for name in names}


def _person(name: str, shown: str) -> User:
    return User.objects.create_user(
        name,
        password=PASSWORD,
        display_name=shown,
        phone="13800000000",
        is_staff=name == "admin",
        is_superuser=name == "admin",
    )


def _drafts() -> list[Draft]:
    drafts = [area(COUNTY, "云溪县", "county", None, (0, 0, 4, 2))]
    drafts += [Draft(f"339901{s}", name, "department", COUNTY) for s, name in _DEPARTMENTS]
    drafts += _township(SHIQIAO, "石桥镇", "石桥村", 0)
    drafts += _township(WANGHU, "望湖镇", "望湖村", 2)
    return drafts


def _township(code: str, name: str, first_village: str, column: int) -> list[Draft]:
    """Draft a township: room, platforms, a station, two villages with two grids each.

    The second village is 新民村 in both: villages of one name in two townships are real.
    """
    stem = code[:9]
    drafts = [
        area(code, name, "township", COUNTY, (column, 0, column + 2, 2)),
        Draft(f"{stem}C", f"{name}综合信息指挥室", "command_room", code),
    ]
    for suffix, label, platform in _PLATFORMS:
        drafts.append(Draft(f"{stem}{suffix}", label, "platform", code, platform=platform))
    drafts.append(
        Draft(
            f"{stem}S01",
            f"{name}综合行政执法中队",
            "station",
            f"{stem}P3",
            platform="order",
            line_code="339901D01",
        )
    )
    for number, (label, row) in enumerate(((first_village, 1), ("新民村", 0)), start=201):
        village = f"{stem}{number}"
        drafts.append(area(village, label, "village", code, (column, row, column + 2, row + 1)))
        for grid, shown in ((1, "第一网格"), (2, "第二网格")):
            west = column + grid - 1
            box = (west, row, west + 1, row + 1)
            drafts.append(area(f"{village}{grid:03}", f"{label}{shown}", "grid", village, box))
    return drafts


def area(
    code: str, name: str, kind: str, parent: str | None, cells: tuple[int, int, int, int]
) -> Draft:
    """Draft a unit with a rectangle of cells (west, south, east, north) as its outline."""
    west, south, east, north = cells
    outline = shapely.box(
        round(_WEST + west * _STEP, 6),
        round(_SOUTH + south * _STEP, 6),
        round(_WEST + east * _STEP, 6),
        round(_SOUTH + north * _STEP, 6),
    )
    return Draft(
        code,
        name,
        kind,
        parent,
        lon=round(outline.centroid.x, 6),
        lat=round(outline.centroid.y, 6),
        outline=shapely.to_wkb(outline),
        outline_source="test",
        outline_is_estimated=False,
    )
