# SPDX-License-Identifier: Apache-2.0
"""报到: what the units called by a whistle do. 事不完人不撤: who thinks the call was wrong comes
first and contests then, and is free only when the township excuses it.
"""

import uuid

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from events.actions.closing import apply_close, apply_handled
from events.actions.handling import take_part
from events.actions.moving import Moving
from events.actions.placing import point_text
from events.actions.protocol import move
from events.fields import Degrees, PhotoIds, Text
from events.models import Assignment, Summons
from events.passcode import is_code_of
from events.refusals import BadFields
from grids.directory import UnitRow

Status = Summons.Status


@move(
    "report_in",
    _("报到"),
    Degrees("lon", _("经度")),
    Degrees("lat", _("纬度"), bound=90.0),
    Text("code", _("指挥员的报到码"), most=20),
)
def report_in(m: Moving, *, lon: float | None, lat: float | None, code: str) -> None:
    """报到: by account, or with the commander's code, which proves that one stands beside them.

    A position is taken if it is offered, never asked for.
    """
    unit = _own(m)
    if code and not is_code_of(m.gathering.whistle.pk, code):
        raise BadFields({"code": [_t("报到码不对或已过期,请再扫一次,或不带码报到")]})
    m.clocks.stop_gathering(unit.id)
    m.gathering.change(unit.id, Status.CONFIRMED, arrived_at=m.now, by_code=bool(code))
    m.event.report_in()
    if unit.id == m.event.holder_id:
        m.touch_assignment(Assignment.Status.DOING)
    m.line("report_in", "joint", texts={"point": point_text(lon, lat)}, by_code=bool(code))


@move(
    "join_result",
    _("协同结果"),
    Text("result", _("本单位办了什么"), required=True, most=4000),
    PhotoIds("photos", _("处置后照片")),
)
def join_result(m: Moving, *, result: str, photos: list[uuid.UUID]) -> None:
    """协同结果: a called unit says what it did; with that its part is done."""
    unit = _own(m)
    m.gathering.change(unit.id, Status.DONE, done_at=m.now, with_photos=bool(photos))
    m.event.join_result()
    take_part(m.event, m.by)
    line = m.line("join_result", "joint", texts={"result": result})
    m.attach(photos, "after", line)


@move("contest", _("提出异议"), Text("reason", _("为什么不该请我们"), required=True))
def contest(m: Moving, *, reason: str) -> None:
    """异议: the unit is there and says it was wrongly called; it owes its result all the same,
    until the township excuses it."""
    m.gathering.change(_own(m).id, Status.CONTESTED, contested_at=m.now)
    m.event.contest()
    m.line("contest", "joint", texts={"reason": reason})


@move("join_done", _("协同办结"), Text("result", _("处置结果"), required=True, most=4000))
def join_done(m: Moving, *, result: str) -> None:
    """协同办结: by the lead, when every other unit has done its part or is excused.

    With the evidence that the standard asks for among the units' results it is handled; without,
    the lead goes on and finishes it alone.
    """
    if m.matter.must_reclassify:
        raise BadFields({"matter": [_t("“其他”要先更正为具体事项再办结")]}, code="must_reclassify")
    needs_photos = m.standard.evidence in ("photo_pair", "paper", "reading")
    proven = not needs_photos or any(row.with_photos for row in m.gathering.rows)
    lead = _own(m)
    m.gathering.change(lead.id, Status.DONE, done_at=m.now)
    m.gathering.finish()
    m.event.join_done(proven=proven)
    take_part(m.event, m.by)
    if proven:
        apply_handled(m)
    m.line("join_done", "joint", texts={"result": result})
    if proven and m.standard.check == "none":
        apply_close(m, by_rule=True)


def _own(m: Moving) -> UnitRow:
    assert m.unit is not None  # only people of a called unit have the right
    return m.unit
