# SPDX-License-Identifier: Apache-2.0
"""Users and API tokens. Where somebody serves is not here: postings belong to the grids."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in (用户).

    .. pii:: display_name and phone are personal data of staff; masked in lists and logs
       (accounts.masks), removed with the row.
    """

    display_name = models.CharField(_("姓名"), max_length=40, blank=True)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    # What a screen speaks on which nobody has chosen yet.
    language = models.CharField(
        _("界面语言"), max_length=10, choices=settings.LANGUAGES, blank=True, default=""
    )

    class Meta(AbstractUser.Meta):
        """The table's labels."""

        # The stubs of AbstractUser.Meta say str and mean "also what is translated later".
        verbose_name = _("用户")  # type: ignore[assignment]
        verbose_name_plural = _("用户")  # type: ignore[assignment]

    def __str__(self) -> str:
        """Return the name colleagues know, else the sign-in name."""
        return self.display_name or self.username


class ApiToken(models.Model):
    """A token for programs (令牌). Only its SHA-256 is kept: the clear text is shown once.

    .. pii:: none besides the link to its user.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_tokens",
        verbose_name=_("用户"),
    )
    name = models.CharField(_("名称"), max_length=40)
    digest = models.CharField(_("摘要"), max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("吊销时间"), null=True, blank=True)

    class Meta:
        """One live token per user and name."""

        verbose_name = _("令牌")
        verbose_name_plural = _("令牌")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "name"),
                condition=models.Q(revoked_at__isnull=True),
                name="one_live_token_per_name",
            ),
        )

    def __str__(self) -> str:
        """Return whose token it is."""
        return f"{self.user_id}/{self.name}"
