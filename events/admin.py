# SPDX-License-Identifier: Apache-2.0
"""What an administrator may look at: numbers and what could not be delivered. Only actions write;
no text and no name of a resident is shown. A county's own sentences are edited here.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from events.actions import MOVES
from events.actions.texts import remove_standard_text, save_standard_text
from events.models import Delivery, Event, ExportLog, Ledger, StandardText
from grids.county_admin import LookedAt, OwnRows, editor


class LookOnly(LookedAt):
    """Rows to be looked at."""

    list_per_page = 50
    show_full_result_count = False


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

    county_path = "event__county"

    def rows_of(self, rows: QuerySet[Any], counties: list[int]) -> QuerySet[Any]:
        """Those about the county's events."""
        return rows.filter(event__county__in=counties)

    list_display = ("channel", "template", "status", "tries", "due_at", "done_at", "last_error")
    list_filter = ("status", "channel")
    fields = ("channel", "template", "status", "tries", "due_at", "done_at", "last_error", "line")


@admin.register(Ledger)
class LedgerAdmin(LookOnly):
    """The head of each county's chain."""

    list_display = ("county", "seq", "at", "day")
    fields = ("county", "seq", "at", "day")


class StandardTextForm(forms.ModelForm[StandardText]):
    """A sentence, for one move or for all."""

    move = forms.ChoiceField(label=_("哪一步"), required=False)

    class Meta:
        model = StandardText
        fields = ("county", "move", "text", "rank")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["move"]
        assert isinstance(choice, forms.ChoiceField)
        known = [(name, str(spec.label)) for name, spec in MOVES.items()]
        choice.choices = [("", _t("每一步")), *known]


@admin.register(StandardText)
class StandardTextAdmin(OwnRows):
    """常用语 of the counties somebody looks after; a county without any is offered those that
    ship."""

    form = StandardTextForm
    list_display = ("county", "move", "text", "rank")
    list_filter = ("move",)
    list_select_related = ("county",)

    def save_model(self, request: HttpRequest, obj: StandardText, form: Any, change: bool) -> None:  # noqa: FBT001
        """By the action."""
        save_standard_text(obj, by=editor(request))

    def delete_model(self, request: HttpRequest, obj: StandardText) -> None:
        """By the action."""
        remove_standard_text(obj, by=editor(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[StandardText]) -> None:
        """By the action, each of them."""
        for row in queryset:
            self.delete_model(request, row)


@admin.register(ExportLog)
class ExportLogAdmin(LookOnly):
    """Who took a table out of the desk (导出留痕)."""

    list_display = ("at", "by", "rows", "query")
    list_select_related = ("by",)
    fields = ("at", "by", "rows", "query")
