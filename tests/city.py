# SPDX-License-Identifier: Apache-2.0
"""A county without townships for tests, built by the real actions: 龙岭市.

It governs its villages directly and has three platforms and a station right below it: one layer
less and one platform less than 云溪县 (tests.county). Whoever does the same work has the same short
name there and here, so that most tests can walk in both.

    lon  120.60      120.65      120.70      120.75      120.80
    30.00  +-----------+-----------+-----------+-----------+
           | 滨江村 1   | 滨江村 2   | 新民村 1   | 新民村 2   |
    29.95  +-----------+-----------+-----------+-----------+
"""

from types import SimpleNamespace

from grids.actions.planting import plant_county
from grids.directory import forget
from grids.drafts import Draft
from grids.models import Unit
from tests.county import PASSWORD, area, people_named, post_people
from tests.replant import replant

CITY = "339902000000"
VILLAGE, FAR_VILLAGE = "339902000201", "339902000202"
GRID, GRID2 = f"{VILLAGE}001", f"{VILLAGE}002"
ORDER, STATION, DEPARTMENT = "339902P1", "339902S01", "339902D01"

_PLATFORMS = (
    (ORDER, "平安法治", "order"),
    ("339902P2", "经济生态", "economy"),
    ("339902P3", "公共服务", "service"),
)
# user name, name, unit, role
_PEOPLE = (
    ("lin", "林小满", GRID, "grid_worker"),
    ("gao", "高大山", VILLAGE, "grid_head"),
    ("zhou", "周村", VILLAGE, "village_officer"),
    ("chen", "陈派遣", CITY, "county_dispatcher"),
    ("qian", "钱值班", CITY, "county_chief"),
    ("wang", "王平", ORDER, "platform_officer"),
    ("ma", "马执法", STATION, "station_officer"),
    ("shen", "沈部门", DEPARTMENT, "department_officer"),
    ("wu", "吴派遣", CITY, "county_dispatcher"),
    ("sun", "孙值班", CITY, "county_chief"),
    ("zhao", "赵邻村", f"{FAR_VILLAGE}001", "grid_worker"),
    ("he", "何热线", CITY, "hotline_agent"),
    ("admin", "管理员", CITY, "administrator"),
)


def build_small_city() -> SimpleNamespace:
    """Build 龙岭市 with its units and people; return them by the short names of 云溪县."""
    forget()
    replant("city", ("accounts", "grids"), _plant)
    forget()
    units = {unit.code: unit for unit in Unit.objects.filter(county__code=CITY)}
    people = people_named(_PEOPLE)
    return SimpleNamespace(
        units=units,
        people=people,
        password=PASSWORD,
        county=units[CITY],
        platforms={platform: units[code] for code, _, platform in _PLATFORMS},
        station=units[STATION],
        village=units[VILLAGE],
        grid=units[GRID],
        grid2=units[GRID2],
        far_village=units[FAR_VILLAGE],
        far_grid=units[f"{FAR_VILLAGE}001"],
        department=units[DEPARTMENT],
        **people,
    )


def _plant() -> None:
    plant_county(CITY, _drafts(), by=None)
    forget()
    post_people(_PEOPLE)


def _drafts() -> list[Draft]:
    drafts = [
        area(CITY, "龙岭市", "county", None, (0, 1, 4, 2)),
        Draft(DEPARTMENT, "综合行政执法局", "department", CITY),
        *(Draft(code, name, "platform", CITY, platform=kind) for code, name, kind in _PLATFORMS),
        Draft(
            STATION, "综合行政执法大队", "station", ORDER, platform="order", line_code=DEPARTMENT
        ),
    ]
    for village, name, west in ((VILLAGE, "滨江村", 0), (FAR_VILLAGE, "新民村", 2)):
        drafts.append(area(village, name, "village", CITY, (west, 1, west + 2, 2)))
        for grid, shown in enumerate(("第一网格", "第二网格")):
            box = (west + grid, 1, west + grid + 1, 2)
            drafts.append(area(f"{village}{grid + 1:03}", f"{name}{shown}", "grid", village, box))
    return drafts
