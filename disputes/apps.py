# SPDX-License-Identifier: Apache-2.0
"""The disputes app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisputesConfig(AppConfig):
    """矛盾纠纷化解."""

    name = "disputes"
    verbose_name = _("矛盾纠纷化解")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the core asks of disputes: forgetting people, reminding of what is due."""
        import_module("disputes.connected")
