# SPDX-License-Identifier: Apache-2.0
"""From the door to the table: triage, parties, each applicant's answer, sessions."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.refusals import BadFields
from disputes.actions.protocol import Step, step
from disputes.fields import RowId, RowIds
from disputes.lifecycle import GATHERING, State
from disputes.models import How, Kind, MediationSession, Party, Side
from events.fields import Choose, Moment, Number, Text, UnitCode

S = State
NAME = Text("name", _("姓名或名称"), required=True, most=60)
CONTACTS = (Text("phone", _("电话"), most=20), Text("id_number", _("证件号码"), most=24))
# A clock of a desk may go a little wrong.
SLACK = timedelta(minutes=10)


@step(
    "triage",
    _("分流"),
    (S.RECEIVED, S.TRIAGED),
    Choose("kind", _("分流去向"), required=True, choices=Kind.choices),
    UnitCode("unit", _("调解组织"), required=True),
    Number("headcount", _("人数"), least=1, most=100_000),
)
def triage(s: Step, *, kind: str, unit: Any, headcount: int | None) -> None:
    """分流: which kind of mediation, by which unit of the county, for how many people."""
    if unit.county_id != s.dispute.county_id and unit.id != s.dispute.county_id:
        raise BadFields({"unit": [_t("没有这个单位")]})
    s.dispute.kind, s.dispute.mediator_unit_id = kind, unit.id
    s.dispute.headcount = headcount or s.dispute.headcount
    s.codes |= {"kind": kind, "unit": unit.code}
    s.dispute.triage()


@step(
    "add_party",
    _("添加当事人"),
    GATHERING,
    Choose("side", _("身份"), required=True, choices=Side.choices),
    NAME,
    *CONTACTS,
)
def add_party(s: Step, **values: Any) -> None:
    """添加当事人, one by one."""
    party = Party.objects.create(dispute=s.dispute, **values)
    s.codes |= {"party": party.pk, "side": party.side}


@step(
    "correct_party",
    _("更正当事人"),
    GATHERING,
    RowId("party", _("当事人"), required=True, of="party"),
    Text("name", _("姓名或名称"), most=60),
    *CONTACTS,
)
def correct_party(s: Step, *, party: int, **values: str) -> None:
    """更正: only what is given changes."""
    row = s.party(party)
    given = {name: value for name, value in values.items() if value}
    if not given:
        raise BadFields({"name": [_t("至少填一项")]})
    for name, value in given.items():
        setattr(row, name, value)
    row.save(update_fields=list(given))
    s.codes |= {"party": row.pk, "fields": sorted(given)}


@step(
    "answer_party",
    _("答复申请人"),
    tuple(State),
    RowId("party", _("申请人"), required=True, of="waiting"),
    Choose("how", _("答复方式"), required=True, choices=How.choices),
)
def answer_party(s: Step, *, party: int, how: str) -> None:
    """答复: each applicant by themselves, once, whatever became of the dispute."""
    row = s.party(party)
    if row.side != Side.APPLICANT:
        raise BadFields({"party": [_t("只逐一答复申请人")]})
    if row.answered_at is not None:
        raise BadFields({"party": [_t("已经答复过了")]})
    row.answered_at, row.answered_by, row.answered_how = s.now, s.by, how
    row.save(update_fields=["answered_at", "answered_by", "answered_how"])
    s.codes |= {"party": row.pk, "how": how}


@step(
    "hold_session",
    _("记录调解"),
    (S.TRIAGED, S.MEDIATING),
    Moment("at", _("时间"), required=True),
    Text("place", _("地点"), required=True, most=100),
    Text("mediator", _("调解员"), required=True, most=40),
    RowIds("attended", _("到场当事人"), required=True, of="party"),
    Text("minutes", _("调解记录"), required=True, most=4000),
)
def hold_session(s: Step, *, attended: list[int], **values: Any) -> None:
    """记录调解: what was said where and before whom, after it was held; never changed."""
    if values["at"] > s.now + SLACK:
        raise BadFields({"at": [_t("调解之后再记录")]})
    there = list(s.dispute.parties.filter(pk__in=attended))
    if len(there) != len(attended):
        raise BadFields({"attended": [_t("没有这个当事人")]})
    row = MediationSession.objects.create(dispute=s.dispute, written_by=s.by, **values)
    row.attended.set(there)
    s.codes |= {"session": row.pk, "attended": attended}
    s.dispute.hold_session()
