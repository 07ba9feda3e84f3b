# SPDX-License-Identifier: Apache-2.0
"""Leave for a unit to be given for a while what the duty list does not give it (紧急准入)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.directory import MatterRow
from duties.rules import level_range
from events.actions.moving import Moving
from events.actions.noting import known_matter
from events.actions.protocol import move
from events.fields import Moment, Text, UnitCode
from events.models import EmergencyAdmission, Event
from events.refusals import BadFields
from events.rules import LEVEL_OF_KIND, push_targets, towards_the_place
from grids.directory import UnitRow, unit_by_id
from grids.models import Role
from grids.queries import postings_of

# An exception needs an end; what is needed for longer belongs on the list.
MOST = timedelta(days=90)
Status = EmergencyAdmission.Status


def nodes_below(event: Event) -> list[UnitRow]:
    return push_targets(unit_by_id(event.holder_id))


@move(
    "admit_emergency",
    _("紧急准入"),
    UnitCode("unit", _("准入单位"), required=True, offered=nodes_below, because=towards_the_place),
    Text("matter", _("事项"), required=True, most=8),
    Moment("until", _("准入至"), required=True, day=True),
    Text("reason", _("为什么紧急"), required=True),
)
def admit_emergency(m: Moving, *, unit: UnitRow, matter: str, until: datetime, reason: str) -> None:
    """紧急准入: asked by the node above, approved by a county duty chief who did not ask.

    The same move is both: the chief's own, on what somebody else has asked, approves it.
    """
    row = known_matter(matter)
    _refuse_nonsense(m, unit, row, until)
    asked = EmergencyAdmission.objects.filter(
        event=m.event, unit=unit.id, matter=row.id, status=Status.ASKED
    ).first()
    if asked is not None and asked.asked_by_id != m.by.pk and _is_chief(m):
        asked.status, asked.until = Status.APPROVED, until
        asked.approved_by, asked.approved_at = m.by, m.now
        m.beside.append(asked)
    elif asked is not None:
        raise BadFields({"unit": [_t("已经申请过,等另一位县值班长批准")]}, code="already_asked")
    else:
        m.beside.append(
            EmergencyAdmission(
                event=m.event,
                unit_id=unit.id,
                matter_id=row.id,
                until=until,
                asked_by=m.by,
                asked_at=m.now,
            )
        )
    m.event.admit_emergency()
    m.line(
        "admit_emergency",
        m.event.state,
        texts={"reason": reason},
        target=unit.code,
        matter=row.major_code if m.event.sensitive else row.code,
        until=until.isoformat(),
        approved=True if asked is not None else None,
    )


def _refuse_nonsense(m: Moving, unit: UnitRow, matter: MatterRow, until: datetime) -> None:
    assert m.unit is not None  # only units have the right to ask
    if not unit.is_node or unit.id == m.unit.id or not unit.path.startswith(m.unit.path):
        raise BadFields({"unit": [_t("只能为下级节点申请")]})
    lowest, highest = level_range(matter, m.duty_of(matter, unit))
    if lowest <= LEVEL_OF_KIND[unit.kind] <= highest:
        raise BadFields({"unit": [_t("这一事项已在该单位的清单里,直接下派即可")]})
    if not m.now < until <= m.now + MOST:
        raise BadFields({"until": [_t("要在今后 %(days)d 天之内") % {"days": MOST.days}]})


def _is_chief(m: Moving) -> bool:
    posts = postings_of(m.by)
    return any(
        post.role == Role.COUNTY_CHIEF and post.acts_for.id == m.event.county_id for post in posts
    )
