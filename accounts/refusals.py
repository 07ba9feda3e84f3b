# SPDX-License-Identifier: Apache-2.0
"""What an action says when it will not: plain exceptions that know nothing of HTTP pages.

`status` is the number the API answers with (the order of asking is 404, 403, 409, 400);
`extra` becomes members of the problem document. What only moves say is in `events.refusals`.
"""

from typing import Any

from django.utils.translation import gettext as _


class Refused(Exception):
    """An action refused; nothing was written, no receipt was kept."""

    status = 400
    code = "refused"

    def __init__(self, detail: str = "", **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra

    @property
    def title(self) -> str:
        return _("请求被拒绝")


class NotFound(Refused):
    """Absent, or outside your reach: the two are never told apart."""

    status = 404
    code = "not_found"

    @property
    def title(self) -> str:
        return _("没有这件事,或不在您的范围内")


class NotAllowed(Refused):
    """Your role may not make this move, whatever the state."""

    status = 403
    code = "not_allowed"

    @property
    def title(self) -> str:
        return _("您的岗位不能做这一步")


class Erased(Refused):
    """It was there, and personal data was erased (删除个人信息)."""

    status = 410
    code = "erased"

    @property
    def title(self) -> str:
        return _("个人信息已按要求删除")


class UuidReused(Refused):
    """One `client_uuid`, two different bodies."""

    status = 409
    code = "uuid_reused"

    @property
    def title(self) -> str:
        return _("同一个 client_uuid 用在了两份不同的内容上")


class BadFields(Refused):
    """Fields of the wrong shape, or missing: {field: [sentences]}."""

    status = 400
    code = "invalid"

    def __init__(self, errors: dict[str, list[str]], code: str = "invalid") -> None:
        super().__init__("", errors=errors)
        self.errors = errors
        self.code = code

    @property
    def title(self) -> str:
        return _("有内容需要修改")
