# SPDX-License-Identifier: Apache-2.0
"""The accounts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users and tokens (账号)."""

    name = "accounts"
    verbose_name = _("账号")
    default_auto_field = "django.db.models.BigAutoField"
