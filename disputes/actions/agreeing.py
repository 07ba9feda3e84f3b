# SPDX-License-Identifier: Apache-2.0
"""How a dispute comes out: an agreement that is kept or not, confirmed by the court, or none."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.refusals import BadFields
from disputes.actions.protocol import Step, step
from disputes.fields import Amount, Day, RowId
from disputes.lifecycle import BOUND, GATHERING, TO_OTHERS, State
from disputes.models import Clause, Side
from events.fields import Choose, Text

S = State
MOST_CLAUSES = 30
NUMBER = Text("number", _("外部编号"), required=True, most=64)
WHY_FAILED = (
    ("too_far", _("分歧过大")),
    ("absent", _("一方不到场")),
    ("unwilling", _("一方不愿调解")),
    ("not_mediable", _("依法不能调解")),
)
WHY_WITHDRAWN = (("settled", _("已自行和解")), ("unwilling", _("不愿调解")), ("other", _("其他")))
WHY_BROKEN = (("refuses", _("拒不履行")), ("unable", _("无力履行")), ("gone", _("失去联系")))


@step(
    "add_clause",
    _("添加协议条款"),
    (S.MEDIATING,),
    Text("text", _("内容"), required=True, most=1000),
    Amount("amount", _("金额(元)")),
    Day("due_on", _("履行期限")),
)
def add_clause(s: Step, **values: Any) -> None:
    """添加条款: what, how much, until when."""
    if s.dispute.clauses.count() >= MOST_CLAUSES:
        raise BadFields({"text": [_t("最多 %(most)d 条") % {"most": MOST_CLAUSES}]})
    s.codes["clause"] = Clause.objects.create(dispute=s.dispute, **values).pk


@step(
    "drop_clause",
    _("删去条款"),
    (S.MEDIATING,),
    RowId("clause", _("条款"), required=True, of="clause"),
)
def drop_clause(s: Step, *, clause: int) -> None:
    """删去条款, before anybody agreed to it."""
    s.clause(clause).delete()
    s.codes["clause"] = clause


@step("agree", _("达成协议"), (S.MEDIATING,))
def agree(s: Step) -> None:
    """达成协议: at least one clause between both sides; the clauses stand from now on."""
    if not s.dispute.clauses.exists():
        raise BadFields({"clauses": [_t("协议至少要有一条")]})
    sides = set(s.dispute.parties.values_list("side", flat=True))
    if not {Side.APPLICANT, Side.RESPONDENT} <= sides:
        raise BadFields({"parties": [_t("协议要有申请人和被申请人")]})
    s.dispute.agreed_at = s.now
    s.dispute.agree()


@step(
    "perform_clause",
    _("核对履行"),
    BOUND,
    RowId("clause", _("条款"), required=True, of="unperformed"),
)
def perform_clause(s: Step, *, clause: int) -> None:
    """核对履行: one clause was kept; with the last one the dispute is over."""
    row = s.clause(clause)
    if row.performed_at is not None:
        raise BadFields({"clause": [_t("这一条已经履行")]})
    row.performed_at, row.performed_by = s.now, s.by
    row.save(update_fields=["performed_at", "performed_by"])
    s.codes["clause"] = row.pk
    if not s.dispute.clauses.filter(performed_at__isnull=True).exists():
        s.dispute.perform()


@step(
    "break_off",
    _("登记未履行"),
    BOUND,
    Choose("reason", _("原因"), required=True, choices=WHY_BROKEN),
)
def break_off(s: Step, *, reason: str) -> None:
    """未履行: the agreement was not kept; arbitration and the court remain."""
    s.codes["reason"] = reason
    s.dispute.break_off()


@step("confirm", _("司法确认"), (S.AGREED,), NUMBER)
def confirm(s: Step, *, number: str) -> None:
    """司法确认, under the court's number."""
    s.dispute.outside_number = number
    s.dispute.confirm()


@step(
    "fail",
    _("调解不成"),
    (S.MEDIATING,),
    Choose("reason", _("原因"), required=True, choices=WHY_FAILED),
)
def fail(s: Step, *, reason: str) -> None:
    """调解不成: the clauses that were spoken of bind nobody."""
    s.codes["reason"] = reason
    s.dispute.fail()


@step("to_arbitration", _("转仲裁"), TO_OTHERS, NUMBER)
def to_arbitration(s: Step, *, number: str) -> None:
    """转仲裁, under the arbitrator's number."""
    s.dispute.outside_number = number
    s.dispute.to_arbitration()


@step("to_court", _("转诉讼"), TO_OTHERS, NUMBER)
def to_court(s: Step, *, number: str) -> None:
    """转诉讼, under the court's number."""
    s.dispute.outside_number = number
    s.dispute.to_court()


@step(
    "withdraw",
    _("撤回申请"),
    GATHERING,
    Choose("reason", _("原因"), required=True, choices=WHY_WITHDRAWN),
)
def withdraw(s: Step, *, reason: str) -> None:
    """撤回申请."""
    s.codes["reason"] = reason
    s.dispute.withdraw()
