# SPDX-License-Identifier: Apache-2.0
"""The fieldwork app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from registers.holders import forgets_with


class FieldworkConfig(AppConfig):
    """走访与排查."""

    name = "fieldwork"
    verbose_name = _("走访与排查")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Logs about a person are forgotten with the person."""
        forgets_with("fieldwork", _forget_person)


def _forget_person(person_id: int) -> None:
    # Models can be imported only once all apps are ready.
    import_module("fieldwork.actions.logs").forget_person(person_id)
