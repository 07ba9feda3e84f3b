# SPDX-License-Identifier: Apache-2.0
"""The sign-in form: shape and messages."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.throttle import note_failure, seconds_to_wait


class SignInForm(AuthenticationForm):
    """User name and password (登录), closed for a while after too many failures."""

    error_messages = {
        "invalid_login": _("用户名或密码不正确,请重新输入。"),
        "inactive": _("该账号已停用,请联系管理员。"),
        "too_many": _("登录失败次数过多,请在 %(minutes)d 分钟后再试。"),
    }
    wait_seconds = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields as the page does."""
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = _("用户名")
        self.fields["password"].label = _("密码")
        for field in self.fields.values():
            field.error_messages["required"] = _("请填写此项。")

    def clean(self) -> dict[str, Any]:
        """Check the password, unless sign-in is closed; a failure is counted."""
        username = self.cleaned_data.get("username", "")
        self.wait_seconds = seconds_to_wait(username, self._address())
        if self.wait_seconds:
            raise ValidationError(
                self.error_messages["too_many"],
                code="too_many",
                params={"minutes": -(-self.wait_seconds // 60)},
            )
        try:
            return super().clean()
        except ValidationError:
            note_failure(username, self._address())
            raise

    def _address(self) -> str:
        """Return the peer's address. Headers are not asked: anybody can write them."""
        return str(self.request.META.get("REMOTE_ADDR", "")) if self.request else ""
