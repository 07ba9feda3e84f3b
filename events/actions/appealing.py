# SPDX-License-Identifier: Apache-2.0
"""超时申诉: whoever handled it says why its overdue should not count; two people judge that."""

from django.utils.translation import gettext_lazy as _

from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.requesting import put
from events.approvals import appeals_of, judges_of
from events.fields import Text, YesNo
from events.models import Request

State = Request.State


@move("appeal_overdue", _("超时申诉"), Text("reason", _("为什么不应计超时"), required=True))
def appeal_overdue(m: Moving, *, reason: str) -> None:
    """超时申诉: after closing, by whoever handled it, once; two people judge it."""
    m.event.appeal_overdue()
    m.event.overdue_appealed = True
    put(m, Request.Kind.OVERDUE, {"reason": reason}, deciders=judges_of(m.event), level=1)


@move(
    "decide_appeal",
    _("裁定超时申诉"),
    YesNo("approved", _("申诉成立吗"), required=True, yes=_("成立,不计超时"), no=_("不成立")),
    Text("reason", _("裁定理由"), required=True),
)
def decide_appeal(m: Moving, *, approved: bool, reason: str) -> None:
    """裁定超时申诉: two different people must say yes, one no refuses. The raw overdue stays."""
    (entry,) = appeals_of(m.event)
    asked, came_from = m.requests.find(entry["id"]), m.event.state
    m.event.decide_appeal()
    is_first = asked.state == State.PENDING_L1
    codes = {"request": entry["id"], "approved": approved, "level": 1 if is_first else 2}
    line = m.line("decide_appeal", came_from, texts={"reason": reason}, **codes)
    if approved and is_first:
        judges = judges_of(m.event)
        m.requests.pass_on(asked, by=m.by, to=judges, line=line)
        m.tell(line, "appeal_waiting", unit=judges.unit, roles=judges.roles)
        return
    m.event.overdue_exempt = approved
    m.requests.end(asked, State.APPROVED if approved else State.REFUSED, by=m.by, line=line)
    m.tell(line, "appeal_decided", person=asked.by_id)
