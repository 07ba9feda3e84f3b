# SPDX-License-Identifier: Apache-2.0
"""The events app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """The events app."""

    name = "events"
    verbose_name = _("事件")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Owe the messages of lamps like a door would."""
        owed = import_module("events.owed")
        owed.register(["lamp", "remind"], import_module("events.escalation").lamp_messages)
