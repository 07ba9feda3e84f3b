# SPDX-License-Identifier: Apache-2.0
"""Sent back by whoever was given it (退回)."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.routing import check_reason, fall_back, reason_choices
from events.fields import Choice, Choose, Text, UnitCode
from events.models import Assignment, Event
from events.refusals import BadFields
from grids.directory import UnitRow, unit_by_id

Status = Assignment.Status


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
    """退回: to the sender, with a reason; nothing is lost and the limit is not reset."""
    apply_return(m, reason_code=reason_code, reason=reason, suggest=suggest)


# -- shared; neither locks nor records ------------------------------------------------------------


def apply_return(m: Moving, *, reason_code: str, reason: str, suggest: UnitRow | None) -> None:
    """The last dispatch ends and the sender has it again, whoever of the two asked for it."""
    check_reason("return_back", reason_code)
    if suggest is not None and suggest.county_id != m.event.county_id:
        raise BadFields({"suggest": [_t("没有这个单位")]})
    came_from, sender = m.event.state, unit_by_id(m.chain[-1].from_unit_id)
    m.clocks.stop("sign")
    m.event.returned_count += 1
    m.end_assignments(Status.RETURNED, down_from=len(m.chain) - 1)
    m.event.return_back(to_node=sender.is_node)
    fall_back(m, sender)
    m.line(
        "return_back",
        came_from,
        texts={"reason": reason},
        reason_code=reason_code,
        suggest=suggest.code if suggest else None,
    )
