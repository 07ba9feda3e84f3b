# SPDX-License-Identifier: Apache-2.0
"""Who plays in the demo (演示人员), and where: the same twelve people in any county.

A county without townships has its command room's people at the county itself.
"""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils.crypto import salted_hmac

from accounts.models import User
from demo.models import DemoCounty
from grids.actions.postings import post_person
from grids.directory import UnitRow, children_of, subtree_of, unit_by_code
from grids.queries import forget_posts, postings_of

NAMES = {
    "lin": "林小满",
    "gao": "高大山",
    "zhou": "周秀英",
    "chen": "陈静",
    "qian": "钱卫东",
    "wang": "王平",
    "ma": "马力",
    "shen": "沈建国",
    "wu": "吴敏",
    "sun": "孙立",
    "zhao": "赵春",
    "he": "何晓燕",
    "admin": "系统管理员",
}


@dataclass(frozen=True)
class Stage:
    """The units the demo plays in."""

    county: UnitRow
    township: UnitRow
    village: UnitRow
    grid: UnitRow
    platform: UnitRow
    station: UnitRow | None
    department: UnitRow
    far_grid: UnitRow


def stage_of(county: UnitRow) -> Stage:
    """Choose the units: the town with the most villages, and a grid far from it."""
    rows = subtree_of(county)
    towns = [row for row in rows if row.kind == "township"] or [county]
    # A busy town has a full desk to show; the order does not depend on the day.
    towns.sort(key=lambda row: (not row.name.endswith("镇"), -len(subtree_of(row)), row.code))
    town = towns[0]
    villages = [row for row in subtree_of(town) if row.kind == "village"]
    far_town = towns[-1]
    far = [row for row in subtree_of(far_town) if row.kind == "grid"]
    platform = next(r for r in subtree_of(town) if r.kind == "platform" and r.platform == "order")
    stations = [row for row in children_of(platform.id) if row.kind == "station"]
    return Stage(
        county=county,
        township=town,
        village=villages[0],
        grid=next(row for row in children_of(villages[0].id) if row.kind == "grid"),
        platform=platform,
        station=stations[0] if stations else None,
        department=_department(rows),
        far_grid=far[-1],
    )


def posts_of(stage: Stage) -> dict[str, tuple[UnitRow, str]]:
    """Where each of the cast serves, and in which role."""
    room = command_room(stage.township)
    posts = {
        "lin": (stage.grid, "grid_worker"),
        "gao": (stage.village, "grid_head"),
        "zhou": (stage.village, "village_officer"),
        "chen": (room, "township_clerk"),
        "qian": (room, "township_chief"),
        "wang": (stage.platform, "platform_officer"),
        "shen": (stage.department, "department_officer"),
        "wu": (stage.county, "county_dispatcher"),
        "sun": (stage.county, "county_chief"),
        "zhao": (stage.far_grid, "grid_worker"),
        "he": (stage.county, "hotline_agent"),
        "admin": (stage.county, "administrator"),
    }
    if stage.township.kind == "county":
        posts["chen"] = (stage.county, "county_dispatcher")
        posts["qian"] = (stage.county, "county_chief")
    if stage.station is not None:
        posts["ma"] = (stage.station, "station_officer")
    return posts


def command_room(township: UnitRow) -> UnitRow:
    """The township's command room, or the unit itself where there is none."""
    rooms = (row for row in children_of(township.id) if row.kind == "command_room")
    return next(rooms, township)


def engage(stage: Stage, password: str) -> dict[str, User]:
    """Make the cast and post it; people who are there already stay as they are."""
    people = {}
    # One slow hash for all: they share the password anyway, and the first page waits for this.
    hashed = make_password(password)
    for name, (unit, role) in posts_of(stage).items():
        user = User.objects.filter(username=name).first()
        if user is None:
            user = User(username=name, display_name=NAMES[name], is_staff=name == "admin")
            user.is_superuser = name == "admin"
            user.password = hashed
            user.save()
        forget_posts(user)
        if not postings_of(user):
            post_person(user, unit, role, by=None)
        people[name] = user
    return people


def keep_password(demo: DemoCounty, password: str) -> None:
    """Let the cast sign in with this start's password, if it is another than the last one's."""
    digest = salted_hmac("demo-password", password, algorithm="sha256").hexdigest()
    if demo.password_digest == digest:
        return
    User.objects.filter(username__in=NAMES).update(password=make_password(password))
    demo.password_digest = digest
    demo.save(update_fields=["password_digest"])


def county_of_demo(code: str) -> UnitRow:
    """The demo's county; LookupError if it is not there."""
    row = unit_by_code(code.ljust(12, "0"))
    if row is None:
        raise LookupError(code)
    return row


def _department(rows: list[UnitRow]) -> UnitRow:
    departments = [row for row in rows if row.kind == "department"]
    for row in departments:
        if row.name == "综合行政执法局":
            return row
    return departments[0]
