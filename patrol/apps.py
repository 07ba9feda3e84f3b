# SPDX-License-Identifier: Apache-2.0
"""The patrol app."""

from django.apps import AppConfig


class PatrolConfig(AppConfig):
    """The patrol app."""

    name = "patrol"
    default_auto_field = "django.db.models.BigAutoField"
