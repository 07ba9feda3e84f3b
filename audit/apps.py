# SPDX-License-Identifier: Apache-2.0
"""The audit app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Who changed what (留痕)."""

    name = "audit"
    verbose_name = _("留痕")
    default_auto_field = "django.db.models.BigAutoField"
