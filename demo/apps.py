# SPDX-License-Identifier: Apache-2.0
"""The demo app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo app."""

    name = "demo"
    default_auto_field = "django.db.models.BigAutoField"
