# SPDX-License-Identifier: Apache-2.0
"""What an administrator may look at: numbers and what could not be delivered. Nothing is written
here (only actions write), no text and no name of a resident is shown.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from events.models import Delivery, Event, ExportLog, Ledger


class LookOnly(admin.ModelAdmin[Any]):
    """Rows to be looked at."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes by hand."""
        return False


@admin.register(Event)
class EventAdmin(LookOnly):
    """Events by number and state; sensitive ones are none of an administrator's business."""

    list_display = ("number", "state", "platform", "level", "lamp", "reported_at", "version")
    list_filter = ("state", "platform", "lamp")
    search_fields = ("number",)
    fields = ("number", "state", "platform", "level", "urgency", "lamp", "reported_at", "due_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Leave sensitive events out."""
        return super().get_queryset(request).filter(sensitive=False)


@admin.register(Delivery)
class DeliveryAdmin(LookOnly):
    """What is owed and what could not be delivered (未能送达), with the reason."""

    list_display = ("channel", "template", "status", "tries", "due_at", "done_at", "last_error")
    list_filter = ("status", "channel")
    fields = ("channel", "template", "status", "tries", "due_at", "done_at", "last_error", "line")


@admin.register(Ledger)
class LedgerAdmin(LookOnly):
    """The head of each county's chain."""

    list_display = ("county", "seq", "at", "day")
    fields = ("county", "seq", "at", "day")


@admin.register(ExportLog)
class ExportLogAdmin(LookOnly):
    """Who took a table out of the desk (导出留痕)."""

    list_display = ("at", "by", "rows", "query")
    list_select_related = ("by",)
    fields = ("at", "by", "rows", "query")
