# SPDX-License-Identifier: Apache-2.0
"""The states of an event (事件状态), and the groups of them that rules speak of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The seventeen states; everything else about an event is a field of its own."""

    DRAFT = "draft", _("草稿")
    REPORTED = "reported", _("待受理")
    VERIFYING = "verifying", _("核查中")
    ACCEPTED = "accepted", _("待分派")
    DISPATCHED = "dispatched", _("待签收")
    PROCESSING = "processing", _("处置中")
    JOINT = "joint", _("协同处置中")
    SUSPENDED = "suspended", _("挂账")
    HANDLED = "handled", _("已处置待核查")
    CHECKING = "checking", _("结果核查中")
    PENDING_CLOSE = "pending_close", _("待结案")
    CLOSED = "closed", _("已结案")
    ARCHIVED = "archived", _("已归档")
    REJECTED = "rejected", _("不予受理")
    MERGED = "merged", _("并案")
    VOIDED = "voided", _("作废")
    TRANSFERRED_OUT = "transferred_out", _("转出")


S = State
# Open = somebody owes the next step; these and only these are counted as stock on a wall.
OPEN_STATES: frozenset[str] = frozenset(
    {
        S.REPORTED,
        S.VERIFYING,
        S.ACCEPTED,
        S.DISPATCHED,
        S.PROCESSING,
        S.JOINT,
        S.SUSPENDED,
        S.HANDLED,
        S.CHECKING,
        S.PENDING_CLOSE,
    }
)
# A move that first makes another one for you: one transaction, one ledger line for each.
COMPOSED_FROM: dict[str, dict[str, str]] = {
    "dispatch": {S.REPORTED: "accept", S.DISPATCHED: "sign"},
    "push_down": {S.REPORTED: "accept"},
    "go": {S.REPORTED: "accept"},
}
# Where a supporting office may still owe its result: from the dispatch to the closing.
SUPPORTED = [
    S.DISPATCHED,
    S.PROCESSING,
    S.JOINT,
    S.SUSPENDED,
    S.HANDLED,
    S.CHECKING,
    S.PENDING_CLOSE,
]
# What time or another event does to it; nobody makes these moves.
BY_ITSELF: frozenset[str] = frozenset({"close_along", "auto_archive", "expire"})
CORRECTABLE = [
    S.REPORTED,
    S.VERIFYING,
    S.ACCEPTED,
    S.DISPATCHED,
    S.PROCESSING,
    S.JOINT,
    S.SUSPENDED,
]
# Where asking the township for a whistle, and its answer, can still lead to one.
HELPABLE = [S.REPORTED, S.ACCEPTED, S.DISPATCHED, S.PROCESSING]
# After a whistle is done.
SCORABLE = [S.PROCESSING, S.HANDLED, S.CHECKING, S.PENDING_CLOSE, S.CLOSED]
NOTABLE = [*CORRECTABLE, S.HANDLED, S.CHECKING, S.PENDING_CLOSE, S.CLOSED]
OPEN = sorted(OPEN_STATES)
AT_WORK = [S.PROCESSING, S.JOINT]
# Somebody has said it is done, and others judge that.
FINISHED = [S.HANDLED, S.CHECKING, S.PENDING_CLOSE]
