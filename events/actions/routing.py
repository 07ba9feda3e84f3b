# SPDX-License-Identifier: Apache-2.0
"""Up and down the tree: accept, send on, send back (受理、上报、下派、派发、签收、撤回)."""

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.directory import StandardRow, matter_by_id, standard_by_id
from duties.queries import disputed_reasons, reasons_for
from duties.rules import answering_units, department_for, level_range, supporting_units
from events import moment
from events.actions.handling import keep_lateness
from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.record import Line
from events.fields import Choice, Choose, Number, Text, UnitCode, UnitCodes
from events.gathering import escalating_unit
from events.models import Assignment, EmergencyAdmission, Event, Urgency
from events.models.event import Ruling
from events.refusals import BadFields, MoveNotAllowed
from events.rules import (
    LEVEL_OF_KIND,
    UNDO_WINDOW,
    dispatch_targets,
    leads_by_precedent,
    next_node_up,
    push_targets,
    routes_on,
    towards_the_place,
)
from events.sense import awaits_ruling
from grids.directory import UnitRow, unit_by_id

Status = Assignment.Status


def standards_of(event: Event | None) -> list[Choice]:
    """The filing standards (立案条件) a clerk may choose among."""
    rows = matter_by_id(event.matter_id).standards if event is not None else ()
    return [(str(row.no), row.condition) for row in rows]


def reason_choices(name: str) -> "list[Choice]":
    """The reason codes of a move; county data, read from process memory."""
    return [(row.code, row.text) for row in reasons_for(name)]


def reject_reasons(event: Event | None) -> list[Choice]:
    return reason_choices("reject")


def offices_of_holder(event: Event) -> list[UnitRow]:
    return dispatch_targets(unit_by_id(event.holder_id))


def answering_offices(event: Event) -> list[UnitRow]:
    """Whom the duty list (责任清单) names here: platform and station; for a county a department."""
    holder, matter = unit_by_id(event.holder_id), matter_by_id(event.matter_id)
    standard = standard_by_id(event.standard_id) if event.standard_id else None
    today = timezone.localdate(moment.now())
    if not holder.is_node:
        return []
    found = list(answering_units(matter, holder, standard, on=today))
    department = None
    if holder.kind == "county":
        department = department_for(matter, holder, standard, on=today)
    return [department, *found] if department is not None else found


def supporting_offices(event: Event) -> list[UnitRow]:
    """Who helps as the duty list names them (协办)."""
    holder, matter = unit_by_id(event.holder_id), matter_by_id(event.matter_id)
    standard = standard_by_id(event.standard_id) if event.standard_id else None
    return list(supporting_units(matter, holder, standard)) if holder.is_node else []


def nodes_below_holder(event: Event) -> list[UnitRow]:
    return push_targets(unit_by_id(event.holder_id))


ACCEPT_FIELDS = (
    Choose("standard", _("立案条件"), choices=standards_of),
    Number("level", _("处置层级"), least=1, most=4),
    Choose("urgency", _("紧急程度"), choices=Urgency.choices),
)


@move("accept", _("受理"), *ACCEPT_FIELDS)
def accept(m: Moving, *, standard: str | None, level: int | None, urgency: str | None) -> None:
    """受理(立案): the node answers for it; the limit of the chosen condition applies from here."""
    apply_accept(m, standard=standard, level=level, urgency=urgency)


@move(
    "reject",
    _("不予受理"),
    Choose("reason_code", _("原因"), required=True, choices=reject_reasons),
    Text("reason", _("说明(上报人看得到)"), required=True),
)
def reject(m: Moving, *, reason_code: str, reason: str) -> None:
    """不予受理: closed to further work, with a reason that the reporter sees."""
    check_reason("reject", reason_code)
    came_from = m.event.state
    # What was brought back (收回) may have a limit of handling that runs.
    keep_lateness(m.event, m.clocks.stop("accept", "verify", "handle"))
    m.event.reject()
    drop_question(m)
    m.line("reject", came_from, texts={"reason": reason}, reason_code=reason_code)


@move("ask_more", _("退回补充"), Text("reason", _("缺什么"), required=True))
def ask_more(m: Moving, *, reason: str) -> None:
    """退回补充: the clocks stop; the reporter completes it and it comes back here, or it is voided
    when the time for that is up."""
    m.clocks.stop("accept", "handle")
    m.event.ask_more()
    m.clocks.start_process("resubmit", m.standard)
    m.event.lapses_at = m.clocks.up_at("resubmit")
    m.line("ask_more", "reported", texts={"reason": reason})


@move(
    "escalate",
    _("上报上级"),
    Text("reason", _("为什么要上报"), required=True),
    Text("tried", _("已经做了什么")),
)
def escalate(m: Moving, *, reason: str, tried: str) -> None:
    """上报上级: what this node cannot solve goes to the node above; this node reads along."""
    apply_escalate(m, texts={"reason": reason, "tried": tried})


@move(
    "push_down",
    _("下派"),
    UnitCode("to", _("派给"), required=True, offered=nodes_below_holder, because=towards_the_place),
    Text("instruction", _("交办要求")),
)
def push_down(m: Moving, *, to: UnitRow, instruction: str) -> None:
    """下派: to a node directly below, which signs and routes on."""
    if to.id not in {row.id for row in push_targets(m.holder)}:
        raise BadFields({"to": [_t("只能下派给直接下级")]})
    if m.event.sensitive and to.kind == "grid":
        raise BadFields({"to": [_t("敏感事件不下派到网格")]})
    refuse_off_list(m, to)
    refuse_sent_back(m, to)
    if m.event.state == "reported":
        apply_accept(m)
    m.event.push_down()
    give(m, "push_down", to, [], instruction)


@move(
    "dispatch",
    _("派发"),
    UnitCode(
        "to",
        _("主办单位"),
        required=True,
        offered=offices_of_holder,
        suggested=answering_offices,
        because=leads_by_precedent,
    ),
    UnitCodes("supports", _("协办单位"), offered=offices_of_holder, suggested=supporting_offices),
    Text("instruction", _("交办要求")),
)
def dispatch(m: Moving, *, to: UnitRow, supports: list[UnitRow], instruction: str) -> None:
    """派发: to an office of this node, or from an office on to its own station.

    From `reported` it is accepted first, from `dispatched` the office signs first: two lines.
    """
    allowed = {row.id for row in dispatch_targets(m.holder)}
    if to.id not in allowed:
        raise BadFields({"to": [_t("不在您可以派发的单位里")]})
    if any(unit.id not in allowed or unit.id == to.id for unit in supports):
        raise BadFields({"supports": [_t("协办单位要在您可以派发的单位里,且不是主办")]})
    refuse_sent_back(m, to)
    if m.event.state == "reported":
        apply_accept(m)
    elif m.event.state == "dispatched":
        apply_sign(m)
    came_from = m.event.state
    m.event.dispatch()
    give(m, "dispatch", to, supports, instruction, came_from=came_from)


@move("take", _("自办"))
def take(m: Moving) -> None:
    """自办: the node handles it itself; no sign step, the handle clock starts."""
    m.clocks.stop("dispatch")
    m.event.take()
    m.clocks.start_handling(m.standard)
    m.line("take", "accepted")


@move("sign", _("签收"))
def sign(m: Moving) -> None:
    """签收: a node takes it as accepted and routes on, an office or a grid starts work."""
    apply_sign(m)


@move("revoke", _("撤回派发"), Text("reason", _("为什么撤回"), required=True))
def revoke(m: Moving, *, reason: str) -> None:
    """撤回派发: the sender takes back what it gave, with all that was passed on below."""
    assert m.unit is not None  # only units have the right to revoke
    came_from, unit = m.event.state, m.unit
    given_by_me = [at for at, given in enumerate(m.chain) if given.from_unit_id == unit.id]
    if not given_by_me:
        # The tree was changed after the event went down: this unit stands above now, not then.
        raise MoveNotAllowed(state=came_from, moves=[])
    apply_revoke(m, given_by_me[-1], texts={"reason": reason})


# -- shared by moves and by rules; they neither lock nor record ----------------------------------


def drop_question(m: Moving) -> None:
    """Nobody need look any more (派核查 falls): the event stays with the node that asked."""
    if m.event.asker_id is not None:
        m.hold(unit_by_id(m.event.asker_id))
        m.event.asker = None


def drop_ruling(m: Moving) -> None:
    """Nobody need rule any more (待裁决 falls): it goes another way than to one who said no."""
    m.clocks.stop("arbitrate")
    if awaits_ruling(m.event):
        m.event.ruling = Ruling.NONE


def apply_accept(
    m: Moving,
    *,
    standard: str | None = None,
    level: int | None = None,
    urgency: str | None = None,
) -> None:
    """Accept under a standard: the named one, else the one filed under, else the first."""
    event, before = m.event, m.standard
    m.file_under(m.matter, _standard(m, standard))
    event.level = level or event.level
    event.urgency = urgency or event.urgency
    event.node_id = event.holder_id
    m.clocks.stop("accept")
    if m.standard.id != before.id:
        # What was brought back (收回) has a limit that runs: from its start, by this condition.
        m.clocks.recompute(m.standard, new_standard=True)
    event.accept()
    m.clocks.start_process("dispatch", m.standard)
    m.line("accept", "reported", standard=m.standard.no, level=event.level)


def apply_escalate(m: Moving, *, texts: dict[str, str], by_rule: bool = False) -> None:
    """Up one node: what was given below ends, the level rises, the accept clock starts anew."""
    came_from, above = m.event.state, next_node_up(escalating_unit(m.event))
    assert above is not None  # access asks that there is a node above
    rise_to(m, above)
    m.event.escalate()
    m.line("escalate", came_from, texts=texts, by_rule=by_rule, to=above.code)


def rise_to(m: Moving, above: UnitRow) -> None:
    """A node above has it from now on, and what was given below has ended."""
    m.clocks.stop("accept", "dispatch", "handle", "sign", "report_in")
    m.gathering.release()
    m.ends_all_as = Status.SUPERSEDED
    m.event.assignment = None
    m.event.level = max(m.event.level, LEVEL_OF_KIND[above.kind])
    m.hold(above)
    m.clocks.start_process("accept", m.standard)


def escalate_by_rule(m: Moving) -> None:
    """四级事件: the county's from the start; what a lower node has not yet taken up goes there."""
    while m.event.level >= 4 and m.event.state == "reported" and next_node_up(m.holder):
        apply_escalate(m, texts={}, by_rule=True)


def apply_revoke(m: Moving, first: int, *, texts: dict[str, str], by_rule: bool = False) -> None:
    """What was given from `first` of the chain on ends; whoever gave that has it again."""
    came_from, sender = m.event.state, unit_by_id(m.chain[first].from_unit_id)
    m.clocks.stop("sign")
    if any(given.ruled for given in m.chain[first:]):
        m.event.ruling = Ruling.CHIEF  # a wrong ruling is followed by another one, not by nothing
    m.end_assignments(Status.REVOKED, down_from=first)
    m.event.revoke(to_node=sender.is_node)
    fall_back(m, sender)
    m.line("revoke", came_from, texts=texts, by_rule=by_rule)


def revoke_by_rule(m: Moving) -> None:
    """敏感: what a grid was given and has not signed goes back; nobody there may read it now."""
    if m.event.sensitive and m.event.state == "dispatched" and m.holder.kind == "grid":
        apply_revoke(m, len(m.chain) - 1, texts={}, by_rule=True)


def apply_sign(m: Moving) -> None:
    """The target signs; who routes on gets a dispatch clock, who works has the handle clock."""
    onward = routes_on(m.holder)
    m.clocks.stop("sign")
    m.touch_assignment(Status.DOING)
    m.event.sign(routes_on=onward)
    if onward:
        m.clocks.start_process("dispatch", m.standard)
    m.line("sign", "dispatched")


def refuse_off_list(m: Moving, to: UnitRow) -> None:
    """清单之外不得下派: only what the list gives this tier, or 紧急准入 let in."""
    lowest, highest = level_range(m.matter, m.duty_at(to))
    if lowest <= LEVEL_OF_KIND[to.kind] <= highest:
        return
    admitted = EmergencyAdmission.objects.filter(
        unit=to.id, matter=m.event.matter_id, status="approved", until__gt=m.now
    )
    if not admitted.exists():
        said = _t("这一事项不在该单位的准入清单里,要下派须先经县值班长批准紧急准入")
        raise BadFields({"to": [said]}, code="not_on_list")


def refuse_sent_back(m: Moving, to: UnitRow) -> None:
    """退回过的不得再派给同一单位: who said "not mine" is not sent it again without a ruling."""
    if not m.event.disputed_count:
        return
    back = Assignment.objects.filter(
        event_id=m.event.pk,
        from_unit=m.event.holder_id,
        unit=to.id,
        status=Status.RETURNED,
        return_code__in=sorted(disputed_reasons()),
    )
    if back.exists():
        said = _t("这个单位退回过这件事,未经裁决不能再派给它")
        raise BadFields({"to": [said]}, code="returned_before")


def check_reason(name: str, code: str) -> None:
    """A reason code must be among the county's for this move."""
    if code not in {row.code for row in reasons_for(name)}:
        raise BadFields({"reason_code": [_t("没有这个理由")]})


def give(
    m: Moving,
    name: str,
    to: UnitRow,
    supports: list[UnitRow],
    instruction: str,
    *,
    came_from: str = "accepted",
    said: dict[str, str] | None = None,
    ruled: bool = False,
) -> Line:
    """Give it to `to` (with supports beside): signing and handling run from now."""
    for unit in supports:
        m.assign(unit, lead=False)
    m.clocks.stop("dispatch")
    undo_until = m.now + UNDO_WINDOW if name == "dispatch" else None
    by_list = to in answering_offices(m.event)
    m.assign(to, undo_until=undo_until, by_list=by_list, ruled=ruled)
    m.clocks.start_process("sign", m.standard)
    m.clocks.start_handling(m.standard)
    codes = [unit.code for unit in supports]
    texts = said or {"instruction": instruction}
    return m.line(name, came_from, texts=texts, target=to.code, supports=codes)


def fall_back(m: Moving, sender: UnitRow) -> None:
    """The sender holds it again: a node must dispatch anew, an office goes on working.

    What is disputed waits for a ruling instead (裁决), on a clock of its own.
    """
    m.hold(sender)
    if sender.is_node:
        await_dispatch(m)


def await_dispatch(m: Moving) -> None:
    """A node has it to give on: its time to do so runs, or that of whoever has to rule first."""
    m.clocks.start_process("arbitrate" if awaits_ruling(m.event) else "dispatch", m.standard)


def _standard(m: Moving, number: str | None) -> StandardRow:
    if number is None:
        return m.standard
    for row in m.matter.standards:
        if str(row.no) == number:
            return row
    raise BadFields({"standard": [_t("这个事项没有这条立案条件")]})
