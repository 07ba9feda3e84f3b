# SPDX-License-Identifier: Apache-2.0
"""The events app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The events app."""

    name = "events"
    default_auto_field = "django.db.models.BigAutoField"
