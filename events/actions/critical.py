# SPDX-License-Identifier: Apache-2.0
"""特急: somebody says 我去, tells 119 or the family, and says how it came out; forms wait for the
morning.
"""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.queries import process_limit
from events.actions.handling import keep_lateness
from events.actions.moving import Moving
from events.actions.protocol import move
from events.actions.routing import apply_accept, drop_ruling
from events.calling import second_ring
from events.fields import Choose, Text
from events.models import Assignment
from events.models.event import Outcome, Severity
from events.refusals import BadFields
from grids.directory import unit_by_id

WHOM = (
    ("119", _("119 消防")),
    ("110", _("110 公安")),
    ("120", _("120 急救")),
    ("family", _("家属")),
    ("other", _("其他")),
)
CAUSES = (
    ("smoke", _("做饭油烟、熏香")),
    ("steam", _("水汽、灰尘")),
    ("fault", _("设备故障")),
    ("test", _("测试、演练")),
    ("mistake", _("看错、报错")),
    ("malicious", _("恶意谎报")),
)


@move("go", _("我去"))
def go(m: Moving) -> None:
    """我去: accepted, given and signed in one, by whoever of the call chain is first. The county
    takes it over instead, and sends somebody."""
    assert m.unit is not None  # only units are called
    if m.event.state == "reported":
        apply_accept(m)
    holder, county = m.holder, m.unit.kind == "county"
    if not county:
        m.clocks.stop("dispatch")
        drop_ruling(m)
    if county and m.unit.id != holder.id:
        # What was given below ends, as when it goes up.
        m.ends_all_as, m.event.assignment = Assignment.Status.SUPERSEDED, None
    if county:
        m.hold(m.unit)
        m.event.node_id = m.unit.id
    elif m.unit.id != holder.id:
        m.assign(m.unit)
        m.touch_assignment(Assignment.Status.DOING)
    m.event.go(takes_over=county)
    if not county:
        m.clocks.start_handling(m.standard)
    m.line("go", "accepted", target=m.unit.code)


@move(
    "tell",
    _("告知"),
    Choose("whom", _("告知谁"), required=True, choices=WHOM),
    Text("number", _("电话或接警编号"), most=40),
)
def tell(m: Moving, *, whom: str, number: str) -> None:
    """告知 119、110、120、家属: a line, not a state; the event stays ours."""
    m.event.tell()
    m.line("tell", m.event.state, texts={"number": number}, whom=whom)


@move(
    "report_outcome",
    _("报告结果"),
    Choose("outcome", _("怎么样了"), required=True, choices=Outcome.choices),
    Choose("cause", _("误报原因"), choices=CAUSES),
    Text("text", _("情况")),
)
def report_outcome(m: Moving, *, outcome: str, cause: str | None, text: str) -> None:
    """已排除、误报: the emergency's clocks end here, its forms are due in the morning's working
    hours. 升级: it is graver than it was, and the county's duty is rung."""
    if outcome == Outcome.FALSE_ALARM and not cause:
        raise BadFields({"cause": [_t("误报要写明原因")]})
    if outcome != Outcome.FALSE_ALARM and cause:
        raise BadFields({"cause": [_t("只有误报才填原因")]})
    m.event.outcome = outcome
    m.event.report_outcome()
    if outcome == Outcome.WORSE:
        if m.event.severity == Severity.MINOR:
            m.event.severity = Severity.LARGER
    elif not any(clock.stage == "forms" for clock in m.clocks.handling):
        # Said again, it gives the forms no more time.
        keep_lateness(m.event, m.clocks.stop("handle"))
        m.clocks.start_stage("forms", *process_limit("forms", m.event.county_id))
    codes: dict[str, Any] = {"outcome": outcome, "cause": cause}
    line = m.line("report_outcome", m.event.state, texts={"text": text}, **codes)
    if outcome == Outcome.WORSE:
        m.owe(line, second_ring(m.event))
        m.involved.setdefault(unit_by_id(m.event.county_id).id, False)
