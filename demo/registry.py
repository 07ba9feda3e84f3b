# SPDX-License-Identifier: Apache-2.0
"""What the demo's village knows of itself (演示底数): drawn people, homes, places, and a campaign.

It comes in the way a village brings its lists, through the same actions as everyone's. Nobody in
it exists: names are drawn, phones and codes begin with what no operator gives out.
"""

import uuid
from datetime import timedelta

from accounts.models import User
from demo.cast import Stage
from demo.crew import shown_name
from fieldwork.actions.campaigns import start_campaign
from grids.directory import UnitRow, children_of
from grids.queries import forget_posts
from registers.actions.import_table import import_records
from registers.columns import REGISTERS
from registers.importing import Line
from registers.models import Place
from registers.queries import today

STREETS = ("桥头弄", "文化路", "晒场路", "河沿")
HOMES = 6
TAGS = ("独居老人", "残疾人", "", "流动人口", "", "低保低边")
PLACES = (
    ("便民小超市", "小商店"),
    ("阿婆早餐店", "小餐饮"),
    ("平安旅馆", "小旅馆"),
    ("老街木作坊", "小作坊"),
    ("文化路充电棚", "电动车集中充电点"),
    ("晒场路工地", "建筑工地"),
)
CAMPAIGN_DAYS = 14
CHECKLIST = "电线有没有老化\n灭火器在不在、过没过期\n逃生门能不能打开"
NAMESPACE = uuid.UUID("5b1f6f9e-40d6-4a8f-9c1e-4e0f4d0d7a10")


def fill_registers(stage: Stage, people: dict[str, User]) -> None:
    """Fill the village's grids once, and let the township start a campaign there."""
    grids = [row for row in children_of(stage.village.id) if row.kind == "grid"]
    if Place.objects.filter(grid__in=[row.id for row in grids]).exists():
        return
    keeper, clerk = people["zhou"], people["qian"]
    forget_posts(keeper)
    for name in ("person", "place"):
        register = REGISTERS[name]
        rows = [row for grid in grids for row in _rows(name, grid)]
        lines = [Line(number, grid, values) for number, (grid, values) in enumerate(rows, start=2)]
        import_records(register, lines, under=stage.village, by=keeper, dry_run=False)
    if stage.township.kind == "county":
        return
    forget_posts(clerk)
    start_campaign(
        by=clerk,
        client_uuid=uuid.uuid5(NAMESPACE, stage.township.code),
        title="小场所冬季消防排查",
        units=[stage.village.code],
        from_on=str(today()),
        to_on=str(today() + timedelta(days=CAMPAIGN_DAYS)),
        checklist=CHECKLIST,
        matter="0301",
        targets={"register": "place"},
    )


def _rows(name: str, grid: UnitRow) -> list[tuple[str, dict[str, str]]]:
    make = _person if name == "person" else _place
    most = HOMES * 2 if name == "person" else len(PLACES)
    return [(grid.code, make(grid, number)) for number in range(most)]


def _person(grid: UnitRow, number: int) -> dict[str, str]:
    """Two people in each home; the first of them is the owner."""
    home = number // 2
    street = STREETS[home % len(STREETS)]
    return {
        "name": shown_name(f"{grid.code}/{number}"),
        "phone": _phone(grid, number),
        "address": f"{street}{home + 1}号",
        "relation": "户主" if number % 2 == 0 else "家庭成员",
        "birth_year": str(1938 + (number * 17 + int(grid.code[-3:])) % 60),
        "tags": TAGS[number % len(TAGS)],
    }


def _place(grid: UnitRow, number: int) -> dict[str, str]:
    name, kind = PLACES[number]
    return {
        "name": name,
        "kind": kind,
        "address": f"{STREETS[number % len(STREETS)]}{number + 20}号",
        "responsible": shown_name(f"{grid.code}/{name}"),
        "phone": _phone(grid, 50 + number),
    }


def _phone(grid: UnitRow, number: int) -> str:
    return f"1990000{int(grid.code[-3:]) % 100:02}{number:02}"
