# SPDX-License-Identifier: Apache-2.0
"""The whole access table (权限总表) for people to read: role x tier x move x field, and who sees
which field of an event. Read off the rules themselves, so it cannot say anything else."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.actions import MOVES
from events.lifecycle import LEGAL_SOURCES, State
from events.representation import DETAIL_NAMES, LITTLE, MASKED, OWN_WORDS
from events.rights import ACCESS, STANDINGS
from grids.models import Role
from grids.tables import kind_names


@dataclass(frozen=True)
class Line:
    """One cell's worth: this role, at this kind of unit, standing so, may make this move."""

    move: str
    label: str
    kind: str
    role: str
    standing: str
    states: str
    fields: str

    def cells(self) -> list[str]:
        return [getattr(self, name) for name in self.__dataclass_fields__]


def heads() -> list[str]:
    """The headings of a line."""
    return [_("动作"), _("名称"), _("单位"), _("岗位"), _("站在哪里"), _("从哪些状态"), _("填什么")]


def lines() -> list[Line]:
    """Every line, in the order of a life; roles in the order of the tree. No query."""
    kinds = kind_names()
    return [
        Line(
            move,
            str(MOVES[move].label),
            kind_name,
            role_name,
            str(STANDINGS[standing]),
            _states(move),
            _fields(move),
        )
        for move, rule in ACCESS.items()
        for kind_name, role_name, standing in _who(move, kinds)
    ]


def as_csv() -> str:
    """The lines as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads())
    writer.writerows(line.cells() for line in lines())
    return out.getvalue()


def as_markdown() -> str:
    """One table of moves, a line for each move with all who may; one of fields."""
    parts = [_NOTE, _table(heads(), _gathered(lines())), _FIELDS_NOTE]
    return "\n\n".join([*parts, _table(_field_heads(), _field_rows())]) + "\n"


def _gathered(found: Iterable[Line]) -> list[list[str]]:
    """The lines of a move and kind of unit made one, its roles side by side."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for line in found:
        key = (line.move, line.label, line.kind, line.standing, line.states, line.fields)
        rows.setdefault(key, []).append(line.role)
    return [
        [f"`{move}`", label, kind, "、".join(roles), standing, states, fields]
        for (move, label, kind, standing, states, fields), roles in rows.items()
    ]


def _who(move: str, kinds: dict[str, str]) -> list[tuple[str, str, str]]:
    rule = ACCESS[move]
    found = [
        (kinds.get(kind, kind), str(role.label), rule.unit_of)
        for kind, roles in rule.roles.items()
        for role in Role
        if role in roles
    ]
    if rule.unit_of == "reporter" or rule.or_reporter:
        found.append((_("任何单位"), _("任何岗位"), "reporter"))
    elif rule.or_reporter_at:
        kind = kinds.get(rule.or_reporter_at, rule.or_reporter_at)
        found.append((kind, _("任何岗位"), "reporter"))
    return found


def _states(move: str) -> str:
    order = [state.value for state in State]
    return "、".join(
        str(State(state).label) for state in sorted(LEGAL_SOURCES[move], key=order.index)
    )


def _fields(move: str) -> str:
    return "、".join(f"{each.name}{'' if each.required else '?'}" for each in MOVES[move].fields)


def _field_heads() -> list[str]:
    return [_("字段"), _("够得着的人"), _("办理人"), _("敏感事件的上报人")]


def _field_rows() -> list[list[str]]:
    """What each kind of reader gets of each field of an event."""
    rows = []
    for name in DETAIL_NAMES:
        plain = _("脱敏") if name in MASKED else _("看")
        handler = _("脱敏,按用途查看并留痕") if name in MASKED else _("看")
        little = _("看") if name in LITTLE or name in OWN_WORDS else "—"
        rows.append([f"`{name}`", plain, handler, little])
    return rows


def _table(names: list[str], rows: list[list[str]]) -> str:
    said = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    said += ["| " + " | ".join(cell.replace("|", "／") for cell in row) + " |" for row in rows]
    return "\n".join(said)


_NOTE = """# 权限总表

由 `python manage.py access_table --write docs` 从 `events/rights.py` 生成,不要手改。

一条规则的四道门:够得着(`events/access.py`)、岗位和站位(本表)、谁办谁不核(`events/access.py`)、
状态(`events/lifecycle.py`、`events/sense.py`)。够不着的事件等于不存在。敏感事件只给持有单位的值班长和
有敏感任职的办理人。"""
_FIELDS_NOTE = """## 字段

够不着的人什么也看不到。列表、导出、日志、大屏一律脱敏;姓名、电话、原话只有办理人能说明用途后查看,每次
查看都记入查看留痕(`events/actions/reading.py`)。"""
