# SPDX-License-Identifier: Apache-2.0
"""The columns a person may have in the desk's list besides 时限 and 事件 (显示的列)."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

COLUMNS: dict[str, str | Promise] = {
    "number": _("编号"),
    "source": _("来源"),
    "grid": _("网格"),
    "platform": _("平台"),
    "holder": _("承办"),
    "reporter": _("报告人"),
    "level": _("等级"),
    "reported_at": _("上报时间"),
}
USUAL = ("source", "grid")
MOST = 4


def why_not_columns(wanted: Sequence[Any]) -> str:
    """Why these columns cannot be shown, in a sentence; "" if they can."""
    if any(not isinstance(name, str) or name not in COLUMNS for name in wanted):
        return _t("没有这一列")
    if len(set(wanted)) > MOST:
        return _t("最多选 %(most)d 列,再多就看不清了") % {"most": MOST}
    return ""


def in_usual_order(wanted: Sequence[str]) -> list[str]:
    """Each once, in the order of the table."""
    return [name for name in COLUMNS if name in wanted]
