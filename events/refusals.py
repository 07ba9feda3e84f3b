# SPDX-License-Identifier: Apache-2.0
"""What a move says when it will not: the refusals of every action (`accounts.refusals`, known
here by the same names), and those that only an event's state brings."""

from django.utils.translation import gettext as _

from accounts.refusals import BadFields, Erased, NotAllowed, NotFound, Refused, UuidReused

__all__ = [
    "BadFields",
    "Erased",
    "MoveNotAllowed",
    "NotAllowed",
    "NotFound",
    "Refused",
    "Stale",
    "UuidReused",
]


class MoveNotAllowed(Refused):
    """The state, or the present holder, does not allow the move."""

    status = 409
    code = "move_not_allowed"

    @property
    def title(self) -> str:
        return _("现在的状态不能做这一步")


class Stale(Refused):
    """`If-Match` named an older version: somebody moved it meanwhile."""

    status = 412
    code = "stale_version"

    @property
    def title(self) -> str:
        return _("别人刚刚动过这件事")
