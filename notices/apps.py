# SPDX-License-Identifier: Apache-2.0
"""The notices app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """消息."""

    name = "notices"
    verbose_name = _("消息")
    default_auto_field = "django.db.models.BigAutoField"
