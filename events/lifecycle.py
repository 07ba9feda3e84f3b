# SPDX-License-Identifier: Apache-2.0
"""The whole state machine of an event (事件流转) on one page.

States and moves are those of the life cycle table (立案-派遣-处置-核查-结案). A transition here
says only *from where to where*; who may make it is `access.py`, what it writes is `actions/`.
Nothing here saves, sends or asks for permission.
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, transition

from events.states import (
    AT_WORK,
    BY_ITSELF,
    COMPOSED_FROM,
    CORRECTABLE,
    HELPABLE,
    NOTABLE,
    OPEN,
    OPEN_STATES,
    SCORABLE,
    SUPPORTED,
    State,
)

__all__ = [
    "AT_WORK", "BY_ITSELF", "COMPOSED_FROM", "CORRECTABLE", "HELPABLE", "LEGAL_SOURCES", "NOTABLE",
    "OPEN", "OPEN_STATES", "SCORABLE", "SUPPORTED", "EventLifecycle", "State", "legal_sources",
]  # fmt: skip

S = State


class EventLifecycle(FSMModelMixin, models.Model):
    """An abstract row whose `state` changes only by the transitions below."""

    state = FSMField(
        _("状态"), max_length=16, choices=State.choices, default=State.DRAFT, protected=True
    )

    class Meta:
        abstract = True

    @transition(field=state, source=S.DRAFT, target=S.REPORTED)
    def submit(self) -> None:
        """上报: the report reaches its first node."""

    @transition(field=state, source=S.DRAFT, target=S.CLOSED)
    def instant_close(self) -> None:
        """即采即办: reported and mended on the spot by one person."""

    @transition(field=state, source=S.REPORTED, target=S.ACCEPTED)
    def accept(self) -> None:
        """受理(立案): the node answers for it under a filing standard."""

    @transition(field=state, source=S.REPORTED, target=S.VERIFYING)
    def ask_verify(self) -> None:
        """派核查: before filing, the grid is asked whether it is so."""

    @transition(field=state, source=S.VERIFYING, target=S.REPORTED)
    def verify_true(self) -> None:
        """核查属实: back to the node that asked."""

    @transition(field=state, source=S.VERIFYING, target=S.REPORTED)
    def verify_false(self) -> None:
        """核查不实: back to the node that asked, which may reject it."""

    @transition(field=state, source=S.REPORTED, target=S.DRAFT)
    def ask_more(self) -> None:
        """退回补充: the reporter is asked for what is missing."""

    @transition(field=state, source=S.DRAFT, target=S.REPORTED)
    def resubmit(self) -> None:
        """补充后再报: the reporter answers `ask_more`."""

    @transition(field=state, source=S.REPORTED, target=S.VOIDED)
    def withdraw(self) -> None:
        """撤回上报: while nobody has acted."""

    @transition(field=state, source=[S.REPORTED, S.VERIFYING], target=S.REJECTED)
    def reject(self) -> None:
        """不予受理: with a reason that the reporter sees."""

    @transition(field=state, source=[S.REPORTED, S.ACCEPTED], target=S.MERGED)
    def merge(self) -> None:
        """并案: the same thing was reported before; it follows that event from now on."""

    @transition(field=state, source=S.MERGED, target=S.ACCEPTED)
    def split(self) -> None:
        """撤销并案: it was another thing after all; back at the node that merged it."""

    @transition(field=state, source=S.MERGED, target=S.CLOSED)
    def close_along(self) -> None:
        """随主件结案: the event it was merged into is closed."""

    @transition(field=state, source=[S.REPORTED, S.ACCEPTED], target=S.TRANSFERRED_OUT)
    def transfer_out(self) -> None:
        """转出: to a system outside, which answers for it; it is only followed here."""

    @transition(field=state, source=S.ACCEPTED, target=S.TRANSFERRED_OUT)
    def return_to_source(self) -> None:
        """退回来源: back to the hotline or hall that sent it."""

    @transition(field=state, source=S.TRANSFERRED_OUT, target=S.REPORTED)
    def bring_back(self) -> None:
        """收回: the other side does not do it."""

    @transition(field=state, source=S.TRANSFERRED_OUT, target=S.CLOSED)
    def result_received(self) -> None:
        """对方办结: the other side's result closes it."""

    @transition(field=state, source=S.REJECTED, target=S.REPORTED)
    def appeal(self) -> None:
        """申诉: the reporter asks the node above, once."""

    @transition(field=state, source=S.DRAFT, target=S.VOIDED)
    def expire(self) -> None:
        """逾期未补充: what was asked for never came."""

    @transition(
        field=state, source=[S.REPORTED, S.ACCEPTED, S.PROCESSING, S.JOINT], target=S.REPORTED
    )
    def escalate(self) -> None:
        """上报上级: up one node."""

    @transition(field=state, source=[S.REPORTED, S.ACCEPTED, S.PROCESSING], target=S.REPORTED)
    def escalate_skip(self) -> None:
        """越级上报: straight up to the county."""

    @transition(field=state, source=S.ACCEPTED, target=S.DISPATCHED)
    def push_down(self) -> None:
        """下派: down to a node below."""

    @transition(field=state, source=[S.ACCEPTED, S.PROCESSING], target=S.DISPATCHED)
    def dispatch(self) -> None:
        """派发: to an office; from `processing` an office passes on to its own stations."""

    @transition(field=state, source=S.ACCEPTED, target=S.PROCESSING)
    def take(self) -> None:
        """自办: the node handles it itself."""

    @transition(field=state, source=S.DISPATCHED, target=RETURN_VALUE(S.ACCEPTED, S.PROCESSING))
    def sign(self, *, routes_on: bool) -> str:
        """签收: a node that routes on takes it as accepted, an office or a grid starts work."""
        return S.ACCEPTED if routes_on else S.PROCESSING

    @transition(
        field=state,
        source=[S.DISPATCHED, S.PROCESSING],
        target=RETURN_VALUE(S.ACCEPTED, S.PROCESSING),
    )
    def return_back(self, *, to_node: bool) -> str:
        """退回: to the sender, a node (accepted) or an office (processing)."""
        return S.ACCEPTED if to_node else S.PROCESSING

    @transition(
        field=state,
        source=[S.DISPATCHED, S.PROCESSING],
        target=RETURN_VALUE(S.ACCEPTED, S.PROCESSING),
    )
    def revoke(self, *, to_node: bool) -> str:
        """撤回派发: the sender takes it back before it is finished."""
        return S.ACCEPTED if to_node else S.PROCESSING

    @transition(field=state, source=S.DISPATCHED, target=RETURN_VALUE(S.ACCEPTED, S.PROCESSING))
    def undo(self, *, to_node: bool) -> str:
        """撤销派发: within seconds, as if it had not been sent."""
        return S.ACCEPTED if to_node else S.PROCESSING

    @transition(field=state, source=S.PROCESSING, target=None)
    def assign_person(self) -> None:
        """指定人: the state stays."""

    @transition(field=state, source=SUPPORTED, target=None)
    def support_done(self) -> None:
        """协办完成: a supporting office's part; the state stays."""

    @transition(field=state, source=[S.ACCEPTED, S.PROCESSING], target=S.JOINT)
    def whistle(self) -> None:
        """吹哨: a township calls units together under a lead."""

    @transition(field=state, source=S.JOINT, target=None)
    def report_in(self) -> None:
        """报到: a called unit is there; the state stays."""

    @transition(field=state, source=S.JOINT, target=None)
    def join_result(self) -> None:
        """协同结果: a called unit says what it did; the state stays."""

    @transition(field=state, source=S.JOINT, target=None)
    def contest(self) -> None:
        """异议: a unit that has reported in says it was wrongly called; the state stays."""

    @transition(field=state, source=S.JOINT, target=None)
    def excuse(self) -> None:
        """免到: the township lets a unit go; the state stays."""

    @transition(field=state, source=S.JOINT, target=RETURN_VALUE(S.HANDLED, S.PROCESSING))
    def join_done(self, *, proven: bool) -> str:
        """协同办结: with the evidence of the standard it is handled, else the lead goes on."""
        return S.HANDLED if proven else S.PROCESSING

    @transition(field=state, source=SCORABLE, target=None)
    def score(self) -> None:
        """评分: the township scores a unit's part in the whistle; the state stays."""

    @transition(field=state, source=HELPABLE, target=None)
    def ask_help(self) -> None:
        """求助(请求吹哨): the township is asked for a whistle; the state stays."""

    @transition(field=state, source=HELPABLE, target=None)
    def answer_help(self) -> None:
        """答复求助: the township says yes or no; the state stays."""

    @transition(field=state, source=S.ACCEPTED, target=S.DISPATCHED)
    def arbitrate(self) -> None:
        """裁决: whose it is, once and for all."""

    @transition(field=state, source=[S.REPORTED, S.ACCEPTED], target=None)
    def admit_emergency(self) -> None:
        """紧急准入: leave to push it down although the list does not; the state stays."""

    @transition(field=state, source=CORRECTABLE, target=None)
    def correct(self) -> None:
        """更正: matter, place or urgency; the state stays."""

    @transition(field=state, source=NOTABLE, target=None)
    def note(self) -> None:
        """批注/进展: the state stays."""

    @transition(field=state, source=S.PROCESSING, target=S.HANDLED)
    def finish(self) -> None:
        """处置反馈: the handler says it is done."""

    @transition(field=state, source=S.HANDLED, target=RETURN_VALUE(S.CHECKING, S.PENDING_CLOSE))
    def request_check(self, *, on_site: bool) -> str:
        """派核查: to the grid; a matter that no grid can look at goes straight to closing."""
        return S.CHECKING if on_site else S.PENDING_CLOSE

    @transition(field=state, source=S.CHECKING, target=S.PENDING_CLOSE)
    def check_pass(self) -> None:
        """核查通过."""

    @transition(field=state, source=S.CHECKING, target=S.PROCESSING)
    def check_fail(self) -> None:
        """核查不通过(返工): back to the one who handled."""

    @transition(field=state, source=[S.PENDING_CLOSE, S.HANDLED], target=S.CLOSED)
    def close(self) -> None:
        """结案: the acceptor is satisfied; from `handled` only where no check is asked."""

    @transition(field=state, source=S.CLOSED, target=S.PROCESSING)
    def reopen(self) -> None:
        """重办: the closing did not hold."""

    @transition(field=state, source=S.CLOSED, target=None)
    def sample_pass(self) -> None:
        """抽查合格: the closing holds; the state stays."""

    @transition(field=state, source=S.CLOSED, target=S.PROCESSING)
    def sample_return(self) -> None:
        """抽查退回: closed on paper only; done again."""

    @transition(field=state, source=S.CLOSED, target=S.ARCHIVED)
    def rate(self) -> None:
        """评价: those who asked say how it turned out."""

    @transition(field=state, source=S.CLOSED, target=S.ARCHIVED)
    def auto_archive(self) -> None:
        """自动归档: nobody rated it in time; it stays unrated."""

    # -- asked for, decided, pressed: the state stays, but for what a decision brings about ------

    @transition(field=state, source=AT_WORK, target=None)
    def request_extension(self) -> None:
        """申请延期: before it is overdue."""

    @transition(field=state, source=AT_WORK, target=None)
    def request_suspension(self) -> None:
        """申请挂账: what cannot be done before a day yet to come."""

    @transition(field=state, source=[S.DISPATCHED, S.PROCESSING], target=None)
    def request_return(self) -> None:
        """申请退回: once the right to return has lapsed."""

    @transition(field=state, source=[S.REPORTED, S.ACCEPTED], target=None)
    def void(self) -> None:
        """申请作废: a test, a mistake; a second person approves."""

    @transition(field=state, source=OPEN, target=None)
    def force_close(self) -> None:
        """申请强制结案: a second person approves."""

    @transition(field=state, source=OPEN, target=None)
    def approve_request(self) -> None:
        """批准申请: what it brings about is a transition of its own."""

    @transition(field=state, source=OPEN, target=None)
    def refuse_request(self) -> None:
        """不批准申请."""

    @transition(field=state, source=OPEN, target=None)
    def withdraw_request(self) -> None:
        """撤回申请: by whoever asked."""

    @transition(field=state, source=AT_WORK, target=S.SUSPENDED)
    def suspend(self) -> None:
        """挂账: approved; the clock stands still until the date."""

    @transition(field=state, source=S.SUSPENDED, target=RETURN_VALUE(*AT_WORK))
    def resume(self, *, came_from: str) -> str:
        """挂账恢复: by the holder, or at the date; back to where it was."""
        return came_from

    @transition(field=state, source=[S.REPORTED, S.ACCEPTED], target=S.VOIDED)
    def end_as_void(self) -> None:
        """作废: approved by the second person."""

    @transition(field=state, source=OPEN, target=S.CLOSED)
    def end_by_force(self) -> None:
        """强制结案: approved by the second person; counted apart."""

    @transition(field=state, source=OPEN, target=None)
    def supervise(self) -> None:
        """督办: an order to the unit that holds it."""

    @transition(field=state, source=[*OPEN, S.CLOSED], target=None)
    def sign_supervision(self) -> None:
        """签收督办单."""

    @transition(field=state, source=[*OPEN, S.CLOSED], target=None)
    def reply_supervision(self) -> None:
        """回复督办单."""

    @transition(field=state, source=[*OPEN, S.CLOSED], target=None)
    def release_supervision(self) -> None:
        """解除督办,或退回重报."""

    @transition(field=state, source=OPEN, target=None)
    def instruct(self) -> None:
        """批示."""

    @transition(field=state, source=OPEN, target=None)
    def mark_sensitive(self) -> None:
        """标为敏感: by hand."""

    @transition(field=state, source=[*OPEN, S.CLOSED], target=None)
    def lift_sensitive(self) -> None:
        """解除敏感: a duty chief's word."""

    @transition(field=state, source=S.CLOSED, target=None)
    def appeal_overdue(self) -> None:
        """超时申诉: after closing, once."""

    @transition(field=state, source=[S.CLOSED, S.ARCHIVED], target=None)
    def decide_appeal(self) -> None:
        """裁定超时申诉: by two."""

    @transition(field=state, source=S.ACCEPTED, target=RETURN_VALUE(S.PROCESSING, S.ACCEPTED))
    def go(self, *, takes_over: bool) -> str:
        """我去: whoever is first works on it; a county takes it over and routes on."""
        return S.ACCEPTED if takes_over else S.PROCESSING

    @transition(field=state, source=[*CORRECTABLE, S.HANDLED, S.CHECKING], target=None)
    def tell(self) -> None:
        """告知 119、110、120、家属: a line, not a state."""

    @transition(field=state, source=S.PROCESSING, target=None)
    def report_outcome(self) -> None:
        """已排除、误报、升级: how the emergency came out; the forms follow."""

    @property
    def is_open(self) -> bool:
        """Whether somebody owes the next step."""
        return self.state in OPEN_STATES


def legal_sources() -> dict[str, frozenset[str]]:
    """Every move with the states it may start from, read off the transitions themselves."""
    table: dict[str, set[str]] = {}
    for name, method in vars(EventLifecycle).items():
        meta: Any = getattr(method, "_django_fsm", None)
        if meta is not None:
            table[name] = {str(source) for source in meta.transitions}
    for name, composed in COMPOSED_FROM.items():
        table[name] |= set(map(str, composed))
    return {name: frozenset(sources) for name, sources in table.items()}


LEGAL_SOURCES = legal_sources()
