# SPDX-License-Identifier: Apache-2.0
"""The indicators app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """指标."""

    name = "indicators"
    verbose_name = _("指标")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the page of a unit beside what it holds."""
        import_module("indicators.connected")
