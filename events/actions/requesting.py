# SPDX-License-Identifier: Apache-2.0
"""Asked for and decided by somebody else (申请、审批): longer, later, back, void, closed by force.

Whoever asks never decides. An office's head says the first yes where it has one; the second is
said by the node that sent it. What is approved happens in the same transaction, as a line of its
own by rule.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.clocks import is_same_time, minutes_of
from duties.models.matters import LimitUnit
from events.actions.closing import seal
from events.actions.handling import keep_lateness
from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.reckoning import standard_of
from events.actions.returning import apply_return
from events.actions.routing import check_reason, drop_question, drop_ruling, reason_choices
from events.approvals import (
    Deciders,
    granters_of,
    head_of,
    may_decide,
    requests_of,
    second_to_force,
    second_to_void,
)
from events.fields import Choice, Choose, Moment, Number, Text, UnitCode
from events.models import Assignment, Clock, Event, Request
from events.refusals import BadFields
from events.states import FINISHED
from grids.directory import UnitRow, unit_by_id
from grids.queries import live_postings, postings_of

Kind, State = Request.Kind, Request.State
LONGEST_SUSPENSION = timedelta(days=366)


def waiting_requests(event: Event | None) -> list[Choice]:
    """What waits, by the name of what was asked and who asked."""
    found = requests_of(event) if event is not None else []
    return [
        (asked["id"], f"{Kind(asked['kind']).label} · {unit_by_id(asked['unit']).name}")
        for asked in found
    ]


def suspension_reasons(event: Event | None) -> list[Choice]:
    return reason_choices("request_suspension")


def return_reasons(event: Event | None) -> list[Choice]:
    return reason_choices("request_return")


def usual_unit(event: Event) -> str:
    """What the handling of such events is measured in."""
    return standard_of(event).stages[-1].unit


WHICH = Choose("request", _("哪项申请"), required=True, choices=waiting_requests)


@move(
    "request_extension",
    _("申请延期"),
    Number("limit", _("延长多少"), required=True, least=1, most=10_000),
    Choose("unit", _("时限单位"), required=True, choices=LimitUnit.choices, preset=usual_unit),
    Text("reason", _("为什么要延期"), required=True),
)
def request_extension(m: Moving, *, limit: int, unit: str, reason: str) -> None:
    """申请延期: before it is overdue, as long again at most, approved twice at most."""
    check_extension(m, limit, unit)
    m.event.request_extension()
    ask(m, Kind.EXTENSION, {"reason": reason}, limit=limit, limit_unit=unit)


@move(
    "request_suspension",
    _("申请挂账"),
    Moment("until", _("挂到哪天"), required=True, day=True),
    Choose("reason_code", _("挂账理由"), required=True, choices=suspension_reasons),
    Text("reason", _("说明"), required=True),
    Text("plan", _("到期前怎么办"), required=True),
)
def request_suspension(
    m: Moving, *, until: datetime, reason_code: str, reason: str, plan: str
) -> None:
    """申请挂账: the clock shall stand still until a day within a year; once per event."""
    check_reason("request_suspension", reason_code)
    if not m.now < until <= m.now + LONGEST_SUSPENSION:
        raise BadFields({"until": [_t("要在今后一年以内")]})
    m.event.request_suspension()
    texts = {"reason": reason, "plan": plan}
    ask(m, Kind.SUSPENSION, texts, until=until, reason_code=reason_code)


@move(
    "request_return",
    _("申请退回"),
    Choose("reason_code", _("退回理由"), required=True, choices=return_reasons),
    Text("reason", _("说明"), required=True),
    UnitCode("suggest", _("建议派给")),
)
def request_return(m: Moving, *, reason_code: str, reason: str, suggest: UnitRow | None) -> None:
    """申请退回: once the right to return has lapsed, only if the sender agrees."""
    check_reason("request_return", reason_code)
    if suggest is not None and suggest.county_id != m.event.county_id:
        raise BadFields({"suggest": [_t("没有这个单位")]})
    m.event.request_return()
    suggest_id = suggest.id if suggest else None
    senders = granters_of(Kind.RETURN, m.event, senders_down(m))
    wanted: dict[str, Any] = {"reason_code": reason_code, "suggest_id": suggest_id}
    put(m, Kind.RETURN, {"reason": reason}, deciders=senders, **wanted)


@move("void", _("申请作废"), Text("reason", _("为什么作废"), required=True))
def void(m: Moving, *, reason: str) -> None:
    """作废: a test, a mistake, malice. The duty chief of the node approves, a second person."""
    assert m.unit is not None  # only units have the right to ask
    roles = {post.role for post in postings_of(m.by) if post.acts_for.id == m.unit.id}
    m.event.void()
    put(m, Kind.VOID, {"reason": reason}, deciders=second_to_void(m.event, roles))


@move("force_close", _("申请强制结案"), Text("reason", _("为什么强制结案"), required=True))
def force_close(m: Moving, *, reason: str) -> None:
    """强制结案: asked by a chief of the county, approved by a second person there."""
    m.event.force_close()
    put(m, Kind.FORCE_CLOSE, {"reason": reason}, deciders=second_to_force(m.event))


@move("approve_request", _("批准申请"), WHICH, Text("reason", _("意见")))
def approve_request(m: Moving, *, request: str, reason: str) -> None:
    """批准: the first yes passes it on to the second level, the last one brings it about."""
    asked, came_from = to_decide(m, request), m.event.state
    _refuse_passed(m, asked)
    m.event.approve_request()
    codes = codes_of(asked)
    if asked.state == State.PENDING_L1:
        line = m.line("approve_request", came_from, texts={"reason": reason}, level=1, **codes)
        then = granters_of(asked.kind, m.event, senders_down(m))
        m.requests.pass_on(asked, by=m.by, to=then, line=line)
        m.tell(line, "request_waiting", unit=then.unit, roles=then.roles)
        return
    if asked.kind == Kind.EXTENSION:
        # Before its line, which says the lamp after it.
        apply_extension(m, asked)
    line = m.line("approve_request", came_from, texts={"reason": reason}, level=2, **codes)
    m.requests.end(asked, State.APPROVED, by=m.by, line=line)
    m.tell(line, "request_approved", person=asked.by_id)
    if effect := EFFECTS.get(asked.kind):
        effect(m, asked)


@move("refuse_request", _("不批准申请"), WHICH, Text("reason", _("为什么不批准")))
def refuse_request(m: Moving, *, request: str, reason: str) -> None:
    """不批准: it uses nothing up, and may be asked again."""
    asked = to_decide(m, request)
    m.event.refuse_request()
    codes = codes_of(asked)
    line = m.line("refuse_request", m.event.state, texts={"reason": reason}, **codes)
    m.requests.end(asked, State.REFUSED, by=m.by, line=line)
    m.tell(line, "request_refused", person=asked.by_id)


@move("withdraw_request", _("撤回申请"), WHICH)
def withdraw_request(m: Moving, *, request: str) -> None:
    """撤回申请: by the unit that asked, before it is decided."""
    asked = m.requests.find(request)
    if asked.kind == Kind.OVERDUE or m.unit is None or asked.unit_id != m.unit.id:
        raise BadFields({"request": [_t("只能撤回本单位的申请")]})
    m.event.withdraw_request()
    codes = codes_of(asked)
    line = m.line("withdraw_request", m.event.state, **codes)
    m.requests.end(asked, State.WITHDRAWN, by=m.by, line=line)


@move("resume", _("恢复办理"))
def resume(m: Moving) -> None:
    """挂账恢复: by whoever holds it, before the date."""
    apply_resume(m, m.now)


# -- shared by moves and by rules; they neither lock nor record ----------------------------------


def ask(m: Moving, kind: str, texts: dict[str, str], **wanted: Any) -> None:
    """Put it to the head of the office that asks, if there is one and it is somebody else; else
    to the node that sent it."""
    assert m.unit is not None  # only units have the right to ask
    head = head_of(m.unit)
    if head is not None and _has_head(m, head):
        put(m, kind, texts, deciders=head, level=1, **wanted)
    else:
        put(m, kind, texts, deciders=granters_of(kind, m.event, senders_down(m)), **wanted)


def put(
    m: Moving,
    kind: str,
    texts: dict[str, str],
    *,
    deciders: Deciders,
    level: int = 2,
    **wanted: Any,
) -> None:
    """One request, its line, and word to those who decide it."""
    assert m.unit is not None  # only units have the right to ask
    asked = m.requests.ask(kind, by=m.by, unit=m.unit, deciders=deciders, level=level, **wanted)
    codes: dict[str, Any] = {
        name: wanted.get(name) for name in ("limit", "limit_unit", "reason_code")
    }
    until = wanted.get("until")
    line = m.line(
        ASKED_BY[kind],
        m.event.state,
        texts=texts,
        request=str(asked.pk),
        until=until.isoformat() if until else None,
        **codes,
    )
    asked.line = line.id
    m.tell(line, "request_waiting", unit=deciders.unit, roles=deciders.roles)


def codes_of(asked: Request) -> dict[str, Any]:
    """What a line says of a request."""
    return {"request": str(asked.pk), "kind": asked.kind}


def senders_down(m: Moving) -> list[UnitRow]:
    """Who sent it, from the first down."""
    return [unit_by_id(given.from_unit_id) for given in m.chain] if m.event.assignment_id else []


def to_decide(m: Moving, given: str) -> Request:
    """The request that waits for this person's decision."""
    asked = m.requests.find(given)
    entry = m.requests.entry(given)
    if entry is None or entry not in requests_of(m.event):
        raise BadFields({"request": [_t("没有这项待审批的申请")]})
    if not may_decide(entry, m.by.pk, postings_of(m.by)):
        raise BadFields({"request": [_t("这项申请不由您审批")]})
    return asked


def _refuse_passed(m: Moving, asked: Request) -> None:
    """A day that has passed while it waited is none to wait for: a clock cannot go on before it
    stood still."""
    if asked.until is not None and asked.until <= m.now:
        raise BadFields({"request": [_t("要挂到的日子已经过了,请不批准,由申请方重新申请")]})


def _limit_in_force(m: Moving, field: str) -> Clock:
    """The limit of the handling that runs; whoever arrived where no more is asked has none left."""
    if not m.clocks.handling:
        raise BadFields({field: [_t("现在没有在计的办理时限,不用延期")]})
    return m.clocks.handling[-1]


def check_extension(m: Moving, limit: int, unit: str) -> None:
    """As long again as it was given at most, and in the clock's own kind of time."""
    clock = _limit_in_force(m, "limit")
    if not is_same_time(unit, clock.unit):
        raise BadFields({"unit": [_t("要和原来的时限同一种算法(工作时间或不间断)")]})
    most = minutes_of(clock.limit, clock.unit, m.clocks.calendar)
    if minutes_of(limit, unit, m.clocks.calendar) > most:
        told = {"n": clock.limit, "unit": LimitUnit(clock.unit).label}
        raise BadFields({"limit": [_t("一次最多再延长原定的 %(n)d %(unit)s") % told]})


def apply_extension(m: Moving, asked: Request) -> None:
    """延期: the handle clock is lengthened in its own kind of time."""
    assert asked.limit is not None  # an extension says by how much
    _limit_in_force(m, "request")
    m.event.extensions += 1
    m.clocks.extend(minutes_of(asked.limit, asked.limit_unit, m.clocks.calendar))


def apply_suspension(m: Moving, asked: Request) -> None:
    """挂账: the handle clock stands still, and whoever is called (报到) comes later by as much; the
    lamp says paused."""
    assert asked.until is not None  # a suspension says until when
    came_from = m.event.state
    m.event.suspended_from, m.event.suspended_until = came_from, asked.until
    m.event.was_suspended = True
    m.event.suspend()
    m.clocks.pause(asked.until)
    m.gathering.put_off(m.clocks.gathering_dues())
    until = asked.until.isoformat()
    m.line("suspend", came_from, by_rule=True, until=until, reason_code=asked.reason_code)


def apply_resume(m: Moving, at: datetime, *, by_rule: bool = False) -> None:
    """挂账恢复: back to where it was; what was left of the limit runs on from `at`."""
    m.event.resume(came_from=m.event.suspended_from)
    m.clocks.resume(at)
    m.gathering.put_off(m.clocks.gathering_dues())
    m.event.suspended_until = None
    line = m.line("resume", "suspended", by_rule=by_rule)
    if by_rule:
        m.tell(line, "resumed", unit=m.holder)


def apply_void(m: Moving, asked: Request) -> None:
    """作废: nothing runs any more, and it counts nowhere."""
    if m.event.follower_count:
        # Merged into it since it was asked: nobody would ever close those.
        raise BadFields({"request": [_t("已有别的事件并入这一件,请先撤销并案")]})
    came_from = m.event.state
    m.clocks.stop_all()
    m.ends_all_as = Assignment.Status.SUPERSEDED
    m.event.end_as_void()
    m.line("end_as_void", came_from, by_rule=True)


def apply_force_close(m: Moving, asked: Request) -> None:
    """强制结案: closed as it stands, and counted apart. Unless it was finished, who held it is who
    handled it: what is taken up again (重办) goes back there."""
    came_from = m.event.state
    drop_question(m)
    drop_ruling(m)
    if came_from not in FINISHED:
        m.event.handler_id, m.event.handler_user = m.event.holder_id, None
    keep_lateness(m.event, m.clocks.stop_all())
    m.gathering.release()
    m.event.end_by_force()
    m.event.force_closed, m.event.suspended_until = True, None
    seal(m, "end_by_force", came_from, texts={}, by_rule=True)


def apply_requested_return(m: Moving, asked: Request) -> None:
    """退回: as if it had been a right."""
    suggest = unit_by_id(asked.suggest_id) if asked.suggest_id else None
    apply_return(m, reason_code=asked.reason_code, reason="", suggest=suggest)


ASKED_BY: dict[str, str] = {
    Kind.EXTENSION: "request_extension",
    Kind.SUSPENSION: "request_suspension",
    Kind.RETURN: "request_return",
    Kind.VOID: "void",
    Kind.FORCE_CLOSE: "force_close",
    Kind.OVERDUE: "appeal_overdue",
}
EFFECTS: dict[str, Callable[[Moving, Request], None]] = {
    Kind.SUSPENSION: apply_suspension,
    Kind.RETURN: apply_requested_return,
    Kind.VOID: apply_void,
    Kind.FORCE_CLOSE: apply_force_close,
}


def _has_head(m: Moving, head: Deciders) -> bool:
    """Whether somebody else heads the office and may read the event. One query."""
    own = postings_of(m.by)
    if any(post.acts_for.id == head.unit.id and post.role in head.roles for post in own):
        return False
    heads = live_postings().filter(unit_id=head.unit.id, role__in=head.roles).exclude(user=m.by)
    return heads.filter(**{"sensitive": True} if m.event.sensitive else {}).exists()
