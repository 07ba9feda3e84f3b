# SPDX-License-Identifier: Apache-2.0
"""Sent back by whoever was given it (退回), and who says whose it is in the end (裁决)."""

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.directory import matter_by_id, standard_by_id
from duties.queries import disputed_reasons, rulings_from
from duties.rules import answering_units, department_for
from events import moment
from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.record import Line
from events.actions.routing import check_reason, fall_back, give, reason_choices
from events.fields import Choice, Choose, Text, UnitCode
from events.models import Assignment, Event, Precedent
from events.models.event import Ruling
from events.refusals import BadFields
from events.rules import leads_by_precedent, ruling_targets
from grids.directory import UnitRow, enclosing, unit_by_id
from grids.models import Role
from grids.queries import people_at

Status = Assignment.Status


def listed_anywhere(event: Event) -> list[UnitRow]:
    """Whom the duty list names: the county's department, the township's platform and station."""
    matter, place = matter_by_id(event.matter_id), unit_by_id(event.place_id)
    standard = standard_by_id(event.standard_id) if event.standard_id else None
    today = timezone.localdate(moment.now())
    town = enclosing(place, "township") or unit_by_id(event.county_id)
    department = department_for(matter, place, standard, on=today)
    found = [department] if department is not None else []
    return [*found, *answering_units(matter, town, standard, on=today)]


def return_reasons(event: Event | None) -> list[Choice]:
    return reason_choices("return_back")


@move(
    "return_back",
    _("退回"),
    Choose("reason_code", _("退回理由"), required=True, choices=return_reasons),
    Text("reason", _("说明"), required=True),
    UnitCode("suggest", _("建议派给")),
)
def return_back(m: Moving, *, reason_code: str, reason: str, suggest: UnitRow | None) -> None:
    """退回: to the sender, with a reason; nothing is lost and the limit is not reset.

    A right until `sign` or until the time for it is up (可退回期), whichever comes first.
    """
    apply_return(m, reason_code=reason_code, reason=reason, suggest=suggest)


@move(
    "arbitrate",
    _("裁决"),
    UnitCode(
        "to",
        _("由谁主办"),
        required=True,
        offered=ruling_targets,
        suggested=listed_anywhere,
        because=leads_by_precedent,
    ),
    Text("reason", _("裁决理由"), required=True),
)
def arbitrate(m: Moving, *, to: UnitRow, reason: str) -> None:
    """裁决: the county duty chief says whose it is; first do it, then argue (先办后议).

    It cannot be returned again, and it is kept as a precedent (先例) for like events.
    """
    if to not in ruling_targets(m.event):
        raise BadFields({"to": [_t("要裁决给本县的部门,或事发地的乡镇、村社及其科室站所")]})
    m.clocks.stop("arbitrate")
    m.event.arbitrate()
    m.event.ruling = Ruling.MADE
    line = give(m, "arbitrate", to, [], "", said={"reason": reason}, ruled=True)
    if not m.event.sensitive:
        m.beside.append(_precedent(m, to, line))


# -- shared; neither locks nor records ------------------------------------------------------------


def apply_return(m: Moving, *, reason_code: str, reason: str, suggest: UnitRow | None) -> None:
    """The last dispatch ends and the sender has it again, whoever of the two asked for it.

    A disputed one too many (第二次争议退回) does not go to the sender but up to the county.
    """
    check_reason("return_back", reason_code)
    if suggest is not None and suggest.county_id != m.event.county_id:
        raise BadFields({"suggest": [_t("没有这个单位")]})
    came_from, last = m.event.state, m.chain[-1]
    sender = unit_by_id(last.from_unit_id)
    m.clocks.stop("sign")
    m.event.returned_count += 1
    last.return_code = reason_code
    m.end_assignments(Status.RETURNED, down_from=len(m.chain) - 1)
    if _is_one_too_many(m, last):
        sender = unit_by_id(m.event.county_id)
        m.end_assignments(Status.SUPERSEDED)
        m.event.node_id, m.event.ruling = sender.id, _who_rules(m)
    m.event.return_back(to_node=sender.is_node)
    fall_back(m, sender)
    m.line(
        "return_back",
        came_from,
        texts={"reason": reason},
        reason_code=reason_code,
        suggest=suggest.code if suggest else None,
        ruling=m.event.ruling or None,
    )


def _is_one_too_many(m: Moving, last: Assignment) -> bool:
    """Count a return that says "not mine"; whether somebody must rule now.

    What was ruled is not ruled again because an office passes it back inside.
    """
    if last.return_code not in disputed_reasons():
        return False
    m.event.disputed_count += 1
    m.event.disputed_by = [*m.event.disputed_by, last.by_id]
    ruled = m.event.ruling == Ruling.MADE
    return not ruled and m.event.disputed_count >= rulings_from(m.event.county_id)


def _who_rules(m: Moving) -> str:
    """The duty chief; where none is posted who did not send it, a dispatcher who did not.

    Nobody at all: then it just lies with the county, which dispatches as usual.
    """
    roles = {Ruling.CHIEF: Role.COUNTY_CHIEF, Ruling.COUNTY: Role.COUNTY_DISPATCHER}
    for ruling, role in roles.items():
        people = people_at(m.event.county_id, role).exclude(pk__in=m.event.disputed_by)
        if people.exists():
            return ruling
    return Ruling.NONE


def _precedent(m: Moving, lead: UnitRow, line: Line) -> Precedent:
    """Facts -> clause -> lead: in the whole county for a department, else in that township."""
    town = enclosing(lead, "township")
    duty = m.duty_at(lead)
    return Precedent(
        county_id=m.event.county_id,
        event=m.event,
        matter_id=m.event.matter_id,
        standard_id=m.event.standard_id,
        scope=town.path if town else unit_by_id(m.event.county_id).path,
        lead_id=lead.id,
        duty=duty,
        clause=duty.clause if duty else "",
        line=line.id,
        ruled_at=m.now,
    )
