# SPDX-License-Identifier: Apache-2.0
"""The duties app."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """The duties app."""

    name = "duties"
    default_auto_field = "django.db.models.BigAutoField"
