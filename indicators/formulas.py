# SPDX-License-Identifier: Apache-2.0
"""Every indicator (指标) is one function here, with its Chinese definition (口径) beside it.

A function gets one case and the period and says what the case adds: to numerator and denominator
of a rate, or minutes to a duration; None where it does not count. A rate of nothing is "—", never
0 % or 100 %. No formula knows a person: units and kinds of cases only.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Source
from indicators.cases import Case, Period


@dataclass(frozen=True, slots=True)
class Part:
    """What one case adds to a rate."""

    numerator: int
    denominator: int = 1


Rate = Callable[[Case, Period], Part | None]
Minutes = Callable[[Case, Period], int | None]


@dataclass(frozen=True)
class Indicator:
    """A formula by its code, with the name and the definition that stand on every screen."""

    code: str
    name: str | Promise
    definition: str | Promise
    rate: Rate | None = None
    minutes: Minutes | None = None
    # Of this very moment, whatever the period: it has no past to show as a trend.
    of_now: bool = False


INDICATORS: dict[str, Indicator] = {}


def rate(
    code: str, name: Promise, definition: Promise, *, of_now: bool = False
) -> Callable[[Rate], Rate]:
    """Register a rate under its code, in the order of this page."""

    def keep(function: Rate) -> Rate:
        INDICATORS[code] = Indicator(code, name, definition, rate=function, of_now=of_now)
        return function

    return keep


def minutes(code: str, name: Promise, definition: Promise) -> Callable[[Minutes], Minutes]:
    """Register a duration: mean, median and ninth decile are told of it."""

    def keep(function: Minutes) -> Minutes:
        INDICATORS[code] = Indicator(code, name, definition, minutes=function)
        return function

    return keep


def filed_in(case: Case, period: Period) -> bool:
    """Reported in the period and filed: the cohort of most rates."""
    return case.is_filed and period.holds(case.reported_at)


def waits_in_time(case: Case, period: Period) -> bool:
    """按时待处置: still open and not yet due; neither closed nor late, so it does not count yet."""
    return case.is_open and not case.is_late(period.now)


def should_close(case: Case, period: Period) -> bool:
    """应结案: filed, and due in the period; or closed in it though due only later."""
    if not case.is_filed or case.due_at is None:
        return False
    early = period.holds(case.closed_at) and case.due_at >= period.end
    return period.holds(case.due_at) or early


def closed_on_time(case: Case, period: Period) -> bool:
    """按期结案: closed, and the work was done within its limit; a forced close is not."""
    return case.is_closed and not case.force_closed and not case.is_late(period.now)


@rate(
    "filing",
    _("立案率"),
    _("期内有效事件中已立案(含当场办结)的占比;作废、并案、不予受理不计。"),
)
def filing(case: Case, period: Period) -> Part | None:
    if not (case.is_valid and period.holds(case.reported_at)):
        return None
    return Part(int(case.is_filed))


@rate("close", _("结案率"), _("期内立案事件中已结案的占比;分母不含按时待处置(未到时限仍在办)。"))
def close(case: Case, period: Period) -> Part | None:
    if not filed_in(case, period) or waits_in_time(case, period):
        return None
    return Part(int(case.is_closed))


@rate(
    "on_time",
    _("按期结案率"),
    _("期内立案事件中按期办结并结案的占比;时限含批准的延期、不含挂账时间,强制结案不算按期。"),
)
def on_time(case: Case, period: Period) -> Part | None:
    if not filed_in(case, period) or waits_in_time(case, period):
        return None
    return Part(int(closed_on_time(case, period)))


@rate(
    "urgent_on_time",
    _("紧急事件按期结案率"),
    _("同按期结案率,只计紧急和特急事件。"),
)
def urgent_on_time(case: Case, period: Period) -> Part | None:
    return on_time(case, period) if case.urgency in ("urgent", "critical") else None


@rate(
    "overdue",
    _("超期率(原始)"),
    _("应结案中超过时限的占比;应结案指时限在期内,或期内提前结案。"),
)
def overdue(case: Case, period: Period) -> Part | None:
    if not should_close(case, period):
        return None
    return Part(int(case.is_late(period.now)))


@rate("overdue_net", _("超期率(净)"), _("同原始超期率,超时申诉获准的不计为超期,原始数照列。"))
def overdue_net(case: Case, period: Period) -> Part | None:
    if not should_close(case, period):
        return None
    return Part(int(case.is_late(period.now) and not case.overdue_exempt))


@rate("rework", _("返工率"), _("期内立案事件的返工次数(核查不通过、重办)除以立案数。"))
def rework(case: Case, period: Period) -> Part | None:
    return Part(case.rework_count) if filed_in(case, period) else None


@rate("return", _("回退率"), _("期内上报事件的派发中被退回的占比;十秒内撤销的派发不计。"))
def returned(case: Case, period: Period) -> Part | None:
    if not period.holds(case.reported_at) or not case.dispatched:
        return None
    return Part(case.returned, case.dispatched)


@rate(
    "first_dispatch",
    _("一次派单准确率"),
    _("派发过的事件中由首次主办单位(或它转派的下属)办结的占比;还在办、未退回的不计入分母。"),
)
def first_dispatch(case: Case, period: Period) -> Part | None:
    if not period.holds(case.reported_at) or not case.dispatched:
        return None
    if case.is_open and not case.returned and not case.first_lead_finished:
        return None
    return Part(int(case.first_lead_finished))


@rate("signed", _("及时签收率"), _("期内上报事件的派发中在签收时限内签收的占比。"))
def signed(case: Case, period: Period) -> Part | None:
    if not period.holds(case.reported_at) or not case.dispatched:
        return None
    return Part(case.signed_in_time, case.dispatched)


@minutes("response", _("响应时长"), _("从上报到首次有人处理(系统动作不算)的分钟数;当场办结不计。"))
def response(case: Case, period: Period) -> int | None:
    if not period.holds(case.reported_at) or case.on_the_spot or case.first_action_at is None:
        return None
    return int((case.first_action_at - case.reported_at).total_seconds() // 60)


@minutes("handling", _("处置用时"), _("办结时限从起计到停止的分钟数,扣除挂账时间;只计已处置的。"))
def handling(case: Case, period: Period) -> int | None:
    return case.handling_minutes if filed_in(case, period) else None


@rate("extension", _("延期率"), _("期内立案事件中获准延期的占比。"))
def extension(case: Case, period: Period) -> Part | None:
    return Part(int(case.extended)) if filed_in(case, period) else None


@rate("suspension", _("挂账率"), _("此刻在办事件中挂账的占比,不限上报时间。"), of_now=True)
def suspension(case: Case, period: Period) -> Part | None:
    return Part(int(case.state == "suspended")) if case.is_open else None


@rate("check_pass", _("核查通过率"), _("期内上报、核查过的事件中首次核查即通过的占比。"))
def check_pass(case: Case, period: Period) -> Part | None:
    if not period.holds(case.reported_at) or case.first_check_passed is None:
        return None
    return Part(int(case.first_check_passed))


@rate("instant", _("即采即办占比"), _("期内有效事件中当场办结的占比;接近 100% 时应抽查数据质量。"))
def instant(case: Case, period: Period) -> Part | None:
    if not (case.is_valid and period.holds(case.reported_at)):
        return None
    return Part(int(case.on_the_spot))


@rate("repeat", _("重复发生率"), _("期内有效事件中,此前 30 天内 50 米内有过同一事项的占比。"))
def repeat(case: Case, period: Period) -> Part | None:
    if not (case.is_valid and period.holds(case.reported_at)):
        return None
    return Part(int(case.repeats))


@rate("self_found", _("主动发现率"), _("期内有效事件中由网格或感知设备先发现的占比。"))
def self_found(case: Case, period: Period) -> Part | None:
    if not (case.is_valid and period.holds(case.reported_at)):
        return None
    return Part(int(case.source in (Source.GRID, Source.SENSOR)))


@rate("substantive", _("实质闭环率"), _("期内上报事件的结案抽查中合格的占比;只计已有结论的抽查。"))
def substantive(case: Case, period: Period) -> Part | None:
    if not period.holds(case.reported_at) or not case.samples:
        return None
    return Part(case.samples_passed, case.samples)


@rate("whistle", _("吹哨率"), _("期内有效事件中吹哨的次数除以事件数;不宜过高也不宜过低。"))
def whistle(case: Case, period: Period) -> Part | None:
    if not (case.is_valid and period.holds(case.reported_at)):
        return None
    return Part(case.whistles)


@rate("arrival", _("按时报到率"), _("被吹哨单位中在集合时限内报到的占比;被免到的不计。"))
def arrival(case: Case, period: Period) -> Part | None:
    if not period.holds(case.reported_at) or not case.summoned:
        return None
    return Part(case.arrived_in_time, case.summoned)


@rate("solved", _("解决率"), _("期内上报、评价过的事件中诉求人评为已解决的占比;未评价不计。"))
def solved(case: Case, period: Period) -> Part | None:
    if not period.holds(case.reported_at) or case.solved is None:
        return None
    return Part(int(case.solved))


@rate("satisfied", _("满意率"), _("期内上报、评价过的事件中四分以上的占比;未评价不当作满意。"))
def satisfied(case: Case, period: Period) -> Part | None:
    if not period.holds(case.reported_at) or case.satisfaction is None:
        return None
    return Part(int(case.satisfaction >= 4))


@rate("supervised", _("督办率"), _("期内立案事件的督办次数除以立案数。"))
def supervised(case: Case, period: Period) -> Part | None:
    return Part(case.supervised) if filed_in(case, period) else None
