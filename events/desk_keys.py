# SPDX-License-Identifier: Apache-2.0
"""The commands of the desk and their keys (按键): one table for the page, its help sheet and for
checking what somebody changed. A key is one sign; nobody is asked to hold Ctrl or Alt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Command:
    """What one key does; its name is what the page's script knows it by."""

    name: str
    key: str
    label: str | Promise


GROUPS: dict[str, tuple[str | Promise, tuple[Command, ...]]] = {
    "look": (
        _("看和找"),
        (
            Command("next", "j", _("下一件")),
            Command("previous", "k", _("上一件")),
            Command("search", "/", _("查找")),
            Command("filter", "f", _("筛选、选列、导出")),
            Command("news", "n", _("载入新到的事件")),
            Command("queue_after", "]", _("下一个队列")),
            Command("queue_before", "[", _("上一个队列")),
            Command("platform", "g", _("再按 1–4:切换平台")),
            Command("inbox", "m", _("看消息")),
            Command("register", "i", _("登记短信、来电、来信")),
            Command("help", "?", _("全部按键")),
        ),
    ),
    "act": (
        _("办理"),
        (
            Command("choose", "x", _("选中这一件,再按不选")),
            Command("choose_all", "A", _("全选列出的;选中后按办理键就是批量")),
            Command("accept", "a", _("受理;到了本单位时是签收或自办")),
            Command("dispatch", "d", _("派发(待受理的会先受理)")),
            Command("undo", "z", _("撤销刚才的派发(10 秒内、还没签收)")),
            Command("return", "r", _("退回;待受理时是不予受理")),
            Command("escalate", "u", _("上报上级")),
            Command("whistle", "w", _("吹哨、请求吹哨;被请到时是报到")),
            Command("merge", "b", _("并入另一件")),
            Command("note", "c", _("批注")),
        ),
    ),
}
COMMANDS = {each.name: each for _label, group in GROUPS.values() for each in group}
# What browsers, forms and screen readers need for themselves; 1–4 follow the platform key.
_KEPT = frozenset("1234")


def keys_of(changed: Mapping[str, str]) -> dict[str, str]:
    """The key of every command, with somebody's own in place of the usual ones."""
    return {name: changed.get(name, each.key) for name, each in COMMANDS.items()}


def why_not_keys(changed: Mapping[str, Any]) -> str:
    """Why somebody's own keys cannot be taken, in a sentence; "" if they can."""
    for name, key in changed.items():
        if name not in COMMANDS:
            return _t("没有这个命令")
        if not isinstance(key, str) or len(key) != 1 or not key.isprintable() or key.isspace():
            return _t("一个命令用一个键,要能打出字来")
        if key in _KEPT:
            return _t("1 到 4 留给切换平台")
    taken: dict[str, str] = {}
    for name, key in keys_of(changed).items():
        if key in taken:
            said = {"key": key, "one": COMMANDS[taken[key]].label, "other": COMMANDS[name].label}
            return _t("“%(key)s”重了:%(one)s、%(other)s") % said
        taken[key] = name
    return ""


def own_keys(changed: Mapping[str, str]) -> dict[str, str]:
    """What differs from the usual keys: only that is kept, so new usual keys reach everybody."""
    return {name: key for name, key in changed.items() if COMMANDS[name].key != key}
