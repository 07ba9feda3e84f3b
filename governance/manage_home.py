# SPDX-License-Identifier: Apache-2.0
"""The administration's home (管理首页): everything a county can keep itself, what each is for, how
much there is of it and when it last changed; our own pages where the work is daily, else the
admin's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.db.models import Max, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import ApiToken, User
from disputes.models import AgreementTemplate
from duties.models import (
    CalendarDay,
    Duty,
    FilingStandard,
    LampPercent,
    Matter,
    ProcessLimit,
    Reason,
    RulingRule,
    SampleShare,
    WorkCalendar,
)
from events.models import ExportLog, StandardText
from fieldwork.models import LogKind
from governance.audit_log import Asked, entries_of
from governance.kept import kept_by, kept_query
from grids.access import runs_every_county
from grids.county_admin import SharedRows
from grids.directory import UnitRow, county_keys, unit_by_code
from grids.models import DisplayLink, DutyShift, Outline, Posting, Unit, UnitKind
from notices.models import SenderSetting, TextTemplate
from registers.models import CareTag, PlaceKind

Words = str | Promise


@dataclass(frozen=True)
class Item:
    """Something that is kept: its name, what it is for, its table, and a page of ours, if any."""

    name: Words
    note: Words
    model: type[Model] | None = None
    # The name of our own page; without one the admin's list of the table.
    page: str = ""
    # Our pages that look at the county that whoever runs the site has named.
    by_county: bool = False


GROUPS: tuple[tuple[Words, tuple[Item, ...]], ...] = (
    (
        _("组织与边界"),
        (
            Item(_("单位"), _("县、乡镇、村社、网格、部门、站所:新设、更名、调整、停用"), Unit),
            Item(
                _("边界管理"),
                _("上传 GeoJSON,先试运行看地图,再生效"),
                Outline,
                "manage:outlines",
                True,
            ),
            Item(_("单位类型"), _("哪类单位可设在哪类之下(随产品发布,只看)"), UnitKind),
            Item(
                _("大屏链接"),
                _("不登录就能看某个单位大屏的链接:新建、吊销"),
                DisplayLink,
                "manage:displays",
                True,
            ),
        ),
    ),
    (
        _("人员"),
        (
            Item(
                _("人员导入与密码"),
                _("从表格导入人员和任职;给本人设密码的链接"),
                None,
                "manage:people",
                True,
            ),
            Item(_("账号"), _("姓名、手机、界面语言,停用账号"), User),
            Item(_("任职"), _("谁在哪个单位、什么岗位,从何时到何时"), Posting),
            Item(_("值班表"), _("谁在值班;换班、从表格导入"), DutyShift, "grids:roster"),
            Item(_("令牌"), _("程序用的令牌:只能吊销"), ApiToken),
        ),
    ),
    (
        _("事项与清单"),
        (
            Item(_("事项"), _("受理哪些事,归哪个平台,几级"), Matter),
            Item(_("立案标准"), _("什么条件立案、几个阶段、各多长时限"), FilingStandard),
            Item(_("责任清单"), _("谁牵头谁协办;整份导入先试运行"), Duty, "duty-list", True),
            Item(_("理由"), _("退回、不予受理等每一步可选的理由"), Reason),
        ),
    ),
    (
        _("时限与日历"),
        (
            Item(_("工作日历"), _("逐日改休息和上班,改前看影响"), CalendarDay, "calendar", True),
            Item(_("工作时间"), _("每天的工作时段和免打扰时段"), WorkCalendar),
            Item(_("流程时限"), _("受理、签收、核查等每一步多久"), ProcessLimit),
            Item(_("亮灯比例"), _("时限用到百分之几亮黄灯、橙灯"), LampPercent),
            Item(_("抽查比例"), _("结案后抽查百分之几"), SampleShare),
            Item(_("裁决规则"), _("第几次争议退回起由指挥长裁决"), RulingRule),
        ),
    ),
    (
        _("文字与消息"),
        (
            Item(_("常用语"), _("表单里可点选的句子"), StandardText),
            Item(_("消息模板"), _("短信、站内消息的文字"), TextTemplate),
            Item(_("发送方式"), _("推送、邮件、网关开不开,网关地址和密钥"), SenderSetting),
            Item(_("未能送达"), _("哪些消息没送到,为什么,再送一次"), None, "deliveries"),
        ),
    ),
    (
        _("字典与模板"),
        (
            Item(_("场所类型"), _("底数里场所的类型"), PlaceKind),
            Item(_("关爱标签"), _("底数里人员的标签、依据、保存多久"), CareTag),
            Item(_("日志类型"), _("网格日志的类型"), LogKind),
            Item(_("协议书模板"), _("调解协议书的 Word 模板"), AgreementTemplate),
        ),
    ),
    (
        _("留痕"),
        (
            Item(
                _("留痕查询"),
                _("谁在何时从哪里改了什么,改前改后"),
                None,
                "manage:audit",
                True,
            ),
            Item(_("查看留痕"), _("谁打开过哪条底数,为什么"), None, "readings"),
            Item(_("导出留痕"), _("谁把事件清单导出过"), ExportLog),
        ),
    ),
)


@require_safe
@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """What can be kept, in groups."""
    county, by = kept_by(request)
    changed = _changed(county)
    context = {
        "county": county,
        "groups": [(name, list(_lines(request, items, changed))) for name, items in GROUPS],
        "counties": _others(county) if by.is_superuser else [],
        "shares": not runs_every_county(by),
    }
    return render(request, "governance/manage/home.html", context)


def _lines(
    request: HttpRequest, items: tuple[Item, ...], changed: dict[str, datetime]
) -> Iterator[dict[str, Any]]:
    for item in items:
        keeper = admin.site._registry.get(item.model) if item.model else None
        address = (
            reverse(item.page) + (kept_query(request) if item.by_county else "")
            if item.page
            else reverse(_list_of(item.model))
        )
        yield {
            "item": item,
            "address": address,
            "count": _count(request, item, keeper),
            "changed": changed.get(item.model._meta.db_table) if item.model else None,
            "shared": isinstance(keeper, SharedRows),
        }


def _list_of(model: type[Model] | None) -> str:
    assert model is not None
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"


def _count(request: HttpRequest, item: Item, keeper: Any) -> int | None:
    """How many rows the reader would find there."""
    if item.model is Outline:
        county, _by = kept_by(request)
        return Outline.objects.filter(unit__county=county.id).count()
    found: int | None = keeper.get_queryset(request).count() if keeper else None
    return found


def _changed(county: UnitRow) -> dict[str, datetime]:
    """When each table last changed, as the county's own log has it. One query."""
    entries = entries_of(county.id, Asked()).order_by()
    return dict(entries.values_list("kind").annotate(last=Max("at")))


def _others(county: UnitRow) -> list[UnitRow]:
    found = filter(None, map(unit_by_code, county_keys()))
    return [row for row in found if row.id != county.id]
