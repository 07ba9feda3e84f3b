# SPDX-License-Identifier: Apache-2.0
"""What an administrator may look at: numbers and what could not be delivered. Only actions write;
no text and no name of a resident is shown. A county's own sentences are edited here.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.actions import MOVES
from events.actions.texts import remove_standard_text, save_standard_text
from events.models import Delivery, Event, ExportLog, Ledger, StandardText
from grids.access import counties_run_by
from grids.models import Unit


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
class StandardTextAdmin(admin.ModelAdmin[StandardText]):
    """常用语 of the counties somebody looks after; a county without any is offered those that
    ship."""

    form = StandardTextForm
    list_display = ("county", "move", "text", "rank")
    list_filter = ("move",)
    list_select_related = ("county",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StandardText]:
        """Leave other counties out."""
        counties = counties_run_by(_editor(request))
        rows = super().get_queryset(request)
        return rows if counties is None else rows.filter(county__in=counties)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer one's own counties alone."""
        units = Unit.objects.filter(kind="county").order_by("code")
        counties = counties_run_by(_editor(request))
        kwargs["queryset"] = units if counties is None else units.filter(pk__in=counties)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever looks after a county."""
        return request.user.is_authenticated and counties_run_by(_editor(request)) != []

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The same."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The same; `get_queryset` leaves other counties out."""
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The same."""
        return self.has_module_permission(request)

    def save_model(self, request: HttpRequest, obj: StandardText, form: Any, change: bool) -> None:  # noqa: FBT001
        """By the action."""
        save_standard_text(obj, by=_editor(request))

    def delete_model(self, request: HttpRequest, obj: StandardText) -> None:
        """By the action."""
        remove_standard_text(obj, by=_editor(request))


def _editor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@admin.register(ExportLog)
class ExportLogAdmin(LookOnly):
    """Who took a table out of the desk (导出留痕)."""

    list_display = ("at", "by", "rows", "query")
    list_select_related = ("by",)
    fields = ("at", "by", "rows", "query")
