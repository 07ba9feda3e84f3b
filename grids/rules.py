# SPDX-License-Identifier: Apache-2.0
"""What a tree may look like. The kinds and their allowed parents are data (UnitKind)."""

import re

from django.utils.translation import gettext as _

from grids.models import Role, Unit, UnitKind

_NODE = frozenset({Role.SUPERVISOR, Role.LEADER})
_COMMAND = frozenset({Role.TOWNSHIP_CLERK, Role.TOWNSHIP_CHIEF, Role.ENFORCEMENT_COORDINATOR})
_CENTRE = frozenset({Role.COUNTY_DISPATCHER, Role.COUNTY_CHIEF, Role.HOTLINE_AGENT})
_IN_GRID = frozenset({Role.GRID_WORKER, Role.GRID_HEAD})
# Which roles there are at which kind of unit (岗位设置). A command room works for its node.
ROLES_AT: dict[str, frozenset[Role]] = {
    "county": _CENTRE | _NODE | {Role.ADMINISTRATOR, Role.AUDITOR},
    "township": _COMMAND | _NODE,
    "village": frozenset({Role.GRID_HEAD, Role.VILLAGE_OFFICER, Role.LEADER}),
    "grid": _IN_GRID,
    "micro_grid": _IN_GRID,
    "platform": frozenset({Role.PLATFORM_OFFICER, Role.PLATFORM_HEAD, Role.LEADER}),
    "station": frozenset({Role.STATION_OFFICER, Role.LEADER}),
    "department": frozenset({Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_HEAD, Role.LEADER}),
}
_ROOM = frozenset({Role.SUPERVISOR})
ROOMS_OF = {"county": _CENTRE | _ROOM, "township": _COMMAND | _ROOM}

# A division code or the county's six digits, then letters and digits of offices and grids.
_CODE = re.compile(r"[0-9]{6}[0-9A-Z]{1,18}")


class TreeRefused(ValueError):
    """A change of the tree that may not be (不允许的组织调整), with its reason in Chinese."""


def check_parent(kind: UnitKind, parent_kind: str | None) -> None:
    """Refuse a unit under a kind that its own kind may not stand under (可设于)."""
    if (parent_kind or "") in kind.allowed_parents:
        return
    if parent_kind is None:
        raise TreeRefused(_("%(kind)s不能没有上级单位") % {"kind": kind.name})
    raise TreeRefused(
        _("%(kind)s不能设在这类单位之下:%(parent)s") % {"kind": kind.name, "parent": parent_kind}
    )


def check_in_use(parent: Unit | None) -> None:
    """Refuse a unit under one that is out of use (停用): nobody would come down to it."""
    if parent is not None and not parent.active:
        raise TreeRefused(_("上级单位已停用:%(name)s") % {"name": parent.name})


def check_code(code: str, county_code: str | None) -> None:
    """Refuse a code that is malformed or does not begin with its county's six digits."""
    if not _CODE.fullmatch(code):
        raise TreeRefused(_("单位代码格式不对:%(code)s") % {"code": code})
    if county_code is not None and code[:6] != county_code[:6]:
        raise TreeRefused(_("单位代码应以本县代码开头:%(code)s") % {"code": code})


def may_serve(role: str, kind: str, above: str = "") -> bool:
    """Say whether there is such a role at a unit of this kind (岗位是否设在这类单位).

    A command room's are its node's, whose kind is `above`.
    """
    roles = ROOMS_OF.get(above) if kind == "command_room" else ROLES_AT.get(kind)
    return role in (roles or ())
