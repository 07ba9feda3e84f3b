# SPDX-License-Identifier: Apache-2.0
"""The notices app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """消息."""

    name = "notices"
    verbose_name = _("消息")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which steps owe a message, and by which ways messages go."""
        import_module("notices.connected")
