# SPDX-License-Identifier: Apache-2.0
"""The county centre as a Django app: its models, commands, templates and static files."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    """县级社会治理中心."""

    name = "governance"
    verbose_name = _("县级社会治理中心")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Ring the bell from every process that writes: web, worker and commands."""
        import_module("governance.receivers")
