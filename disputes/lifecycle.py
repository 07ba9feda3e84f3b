# SPDX-License-Identifier: Apache-2.0
"""The whole state machine of a dispute (矛盾纠纷化解) on one page.

A dispute stands beside its event and never moves it: the event closes by its own moves, while an
agreement is kept, or not, long after. A transition says only *from where to where*.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition


class State(models.TextChoices):
    """Where a dispute is, from the door to an agreement that was kept."""

    RECEIVED = "received", _("已接待")
    TRIAGED = "triaged", _("已分流")
    MEDIATING = "mediating", _("调解中")
    AGREED = "agreed", _("已达成协议")
    CONFIRMED = "confirmed", _("已司法确认")
    PERFORMED = "performed", _("已履行")
    BROKEN = "broken", _("未履行")
    FAILED = "failed", _("调解不成")
    WITHDRAWN = "withdrawn", _("已撤回")
    ARBITRATION = "arbitration", _("已转仲裁")
    COURT = "court", _("已转诉讼")


S = State
# 未了结: somebody here still has something to do.
OPEN = (S.RECEIVED, S.TRIAGED, S.MEDIATING, S.AGREED, S.CONFIRMED, S.BROKEN, S.FAILED)
# 调解前后: parties may be added and put right until an agreement stands or another house has it.
GATHERING = (S.RECEIVED, S.TRIAGED, S.MEDIATING)
# 有协议: clauses are due.
BOUND = (S.AGREED, S.CONFIRMED)
TO_OTHERS = (S.TRIAGED, S.MEDIATING, S.FAILED, S.BROKEN)


class DisputeLifecycle(FSMModelMixin, models.Model):
    """An abstract row whose `state` changes only by the transitions below."""

    state = FSMField(
        _("状态"), max_length=12, choices=State.choices, default=State.RECEIVED, protected=True
    )

    class Meta:
        abstract = True

    @transition(field=state, source=[S.RECEIVED, S.TRIAGED], target=S.TRIAGED)
    def triage(self) -> None:
        """分流: which kind of mediation, by whom; may be said anew until the first session."""

    @transition(field=state, source=[S.TRIAGED, S.MEDIATING], target=S.MEDIATING)
    def hold_session(self) -> None:
        """调解: the first session begins it."""

    @transition(field=state, source=S.MEDIATING, target=S.AGREED)
    def agree(self) -> None:
        """达成协议: the clauses stand from now on."""

    @transition(field=state, source=S.MEDIATING, target=S.FAILED)
    def fail(self) -> None:
        """调解不成."""

    @transition(field=state, source=list(GATHERING), target=S.WITHDRAWN)
    def withdraw(self) -> None:
        """撤回: the applicants want no mediation."""

    @transition(field=state, source=S.AGREED, target=S.CONFIRMED)
    def confirm(self) -> None:
        """司法确认: the court gives the agreement force; it still has to be kept."""

    @transition(field=state, source=list(BOUND), target=S.PERFORMED)
    def perform(self) -> None:
        """已履行: the last clause was kept."""

    @transition(field=state, source=list(BOUND), target=S.BROKEN)
    def break_off(self) -> None:
        """未履行: the agreement was not kept."""

    @transition(field=state, source=list(TO_OTHERS), target=S.ARBITRATION)
    def to_arbitration(self) -> None:
        """转仲裁."""

    @transition(field=state, source=list(TO_OTHERS), target=S.COURT)
    def to_court(self) -> None:
        """转诉讼."""
