# SPDX-License-Identifier: Apache-2.0
"""The indicators app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """指标."""

    name = "indicators"
    verbose_name = _("指标")
    default_auto_field = "django.db.models.BigAutoField"
