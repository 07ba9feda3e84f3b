# SPDX-License-Identifier: Apache-2.0
"""The fieldwork app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldworkConfig(AppConfig):
    """走访与排查."""

    name = "fieldwork"
    verbose_name = _("走访与排查")
    default_auto_field = "django.db.models.BigAutoField"
