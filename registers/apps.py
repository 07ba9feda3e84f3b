# SPDX-License-Identifier: Apache-2.0
"""The registers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    """人房企底数."""

    name = "registers"
    verbose_name = _("人房企底数")
    default_auto_field = "django.db.models.BigAutoField"
