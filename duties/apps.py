# SPDX-License-Identifier: Apache-2.0
"""The duties app."""

from importlib import import_module

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    """The duties app."""

    name = "duties"
    verbose_name = _("清单与时限")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the operator of years without holidays."""
        checks.register(import_module("duties.checks").check_calendar, checks.Tags.database)
