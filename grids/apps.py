# SPDX-License-Identifier: Apache-2.0
"""The grids app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GridsConfig(AppConfig):
    """Units, postings, places (网格)."""

    name = "grids"
    verbose_name = _("网格与组织")
    default_auto_field = "django.db.models.BigAutoField"
