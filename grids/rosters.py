# SPDX-License-Identifier: Apache-2.0
"""A duty roster as a table (值班表): unit, role, person, from, to, deputy. Reading and checking it;
nothing is written here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sheets import Row, is_blank
from grids.directory import UnitRow, subtree_of, unit_by_code, unit_by_id
from grids.models import Role
from grids.queries import acting_unit, live_postings

HEADINGS = {
    "unit": ("unit", "单位", "单位代码"),
    "role": ("role", "岗位"),
    "user": ("user", "用户名", "值班人"),
    "from_at": ("from", "起", "开始"),
    "to_at": ("to", "止", "结束"),
    "deputy": ("deputy", "替班人", "替班人用户名"),
}
REQUIRED = ("unit", "role", "user", "from_at", "to_at")
LONGEST_HOURS = 31 * 24


@dataclass(frozen=True)
class Shift:
    """One line of the table, understood."""

    unit: UnitRow
    role: str
    user: User
    from_at: datetime
    to_at: datetime
    deputy: User | None


@dataclass
class Reading:
    """What a table says: shifts that can be, and what is wrong by line."""

    shifts: list[Shift] = field(default_factory=list)
    errors: dict[int, list[str]] = field(default_factory=dict)


@dataclass
class Person:
    """Somebody who serves in the county, with the roles they hold and the units they act for."""

    user: User
    holds: set[tuple[int, str]] = field(default_factory=set)


def read_roster(rows: list[Row], within: UnitRow) -> Reading:
    """The shifts of a table for units under `within`. Two queries, for the people."""
    found = Reading()
    columns, missing = _columns(rows[0][1])
    if missing:
        found.errors[rows[0][0]] = [_("第一行要有列名;缺“%(name)s”") % {"name": missing}]
        return found
    lines = [(number, _values(cells, columns)) for number, cells in rows[1:] if not is_blank(cells)]
    names = {line[key] for _number, line in lines for key in ("user", "deputy") if line.get(key)}
    people = _people(names, within)
    units = {row.name: row for row in reversed(subtree_of(within))}
    for number, line in lines:
        shift, wrong = _shift(line, within, units, people)
        if shift is None:
            found.errors[number] = wrong
        else:
            found.shifts.append(shift)
    return found


def _people(names: set[Any], within: UnitRow) -> dict[str, Person]:
    """Who of these names serves in the county, by name. Two queries."""
    serving = live_postings().filter(unit__path__startswith=unit_by_id(_county(within)).path)
    posts = serving.filter(user__username__in=names, user__is_active=True)
    held = list(posts.values_list("user", "unit", "role"))
    users = User.objects.in_bulk({user for user, _unit, _role in held})
    found = {user.username: Person(user) for user in users.values()}
    for user, unit, role in held:
        found[users[user].username].holds.add((acting_unit(unit_by_id(unit)).id, role))
    return found


def _county(unit: UnitRow) -> int:
    """Whoever serves nowhere in this county is as unknown as a name that nobody has."""
    return unit.county_id or unit.id


def _columns(headings: list[Any]) -> tuple[dict[str, int], str]:
    shown = [str(cell or "").strip().lower() for cell in headings]
    found = {
        name: next(at for at, heading in enumerate(shown) if heading in known)
        for name, known in HEADINGS.items()
        if set(known) & set(shown)
    }
    missing = [HEADINGS[name][1] for name in REQUIRED if name not in found]
    return found, missing[0] if missing else ""


def _values(cells: list[Any], columns: dict[str, int]) -> dict[str, Any]:
    return {
        name: cells[at] if isinstance(cells[at], datetime) else str(cells[at] or "").strip()
        for name, at in columns.items()
        if at < len(cells)
    }


def _shift(
    line: dict[str, Any], within: UnitRow, units: dict[str, UnitRow], people: dict[str, Person]
) -> tuple[Shift | None, list[str]]:
    unit = unit_by_code(str(line.get("unit", ""))) or units.get(str(line.get("unit", "")))
    roles = {str(role.label): role.value for role in Role} | {role: role for role in Role.values}
    role, wrong = roles.get(str(line.get("role", ""))), []
    person = people.get(str(line.get("user", "")))
    deputy = people.get(str(line.get("deputy", "")))
    from_at, to_at = _time(line.get("from_at")), _time(line.get("to_at"))
    if unit is None or not unit.path.startswith(within.path):
        wrong.append(_("没有这个单位:%(code)s") % {"code": line.get("unit", "")})
    if role is None:
        wrong.append(_("没有这个岗位:%(role)s") % {"role": line.get("role", "")})
    if person is None:
        wrong.append(_("没有这个人:%(name)s") % {"name": line.get("user", "")})
    elif unit is not None and role is not None and not _holds(person, unit, role):
        told = {"name": person.user.username, "role": Role(role).label}
        wrong.append(_("%(name)s在这个单位没有“%(role)s”岗位") % told)
    if line.get("deputy") and deputy is None:
        wrong.append(_("没有这个人:%(name)s") % {"name": line["deputy"]})
    wrong += _wrong_times(from_at, to_at)
    if wrong or unit is None or role is None or person is None or from_at is None or to_at is None:
        return None, wrong
    found = Shift(unit, role, person.user, from_at, to_at, deputy.user if deputy else None)
    return found, []


def _holds(person: Person, unit: UnitRow, role: str) -> bool:
    """A shift is of one's own role, at the unit or the room that acts for it; as when it is given
    on (换班)."""
    return (acting_unit(unit).id, role) in person.holds


def _wrong_times(from_at: datetime | None, to_at: datetime | None) -> list[str]:
    if from_at is None or to_at is None:
        return [_("时间写成 2026-11-22 18:00 这样")]
    hours = (to_at - from_at).total_seconds() / 3600
    if hours <= 0:
        return [_("止要晚于起")]
    return [_("一班最长 31 天")] if hours > LONGEST_HOURS else []


def _time(cell: Any) -> datetime | None:
    """A time of the county's clock."""
    try:
        told = cell if isinstance(cell, datetime) else parse_datetime(str(cell).replace("/", "-"))
    except ValueError:
        return None
    if told is None or not 2000 <= told.year <= 2100:
        return None
    return timezone.make_aware(told) if timezone.is_naive(told) else told
