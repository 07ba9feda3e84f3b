# SPDX-License-Identifier: Apache-2.0
"""The duty tables in the admin: every edit goes through an action, so that every process hears."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.actions.duty_list import end_duties, replace_duties
from duties.actions.edits import remove_row, save_row
from duties.actions.matters import revise_matter
from duties.actions.standards import StandardRefused, end_standard, replace_standard
from duties.forms import written_field
from duties.models import (
    CalendarDay,
    Duty,
    FilingStandard,
    LampPercent,
    Matter,
    ProcessLimit,
    Reason,
    RulingRule,
    SampleShare,
    Stage,
    WorkCalendar,
)
from duties.tables import StageDraft
from grids.county_admin import OwnRows, SharedRows, editor


class Written:
    """Lists are written as people write them, not as they are stored."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """The field of ours, if it is a list."""
        found: Any = super().formfield_for_dbfield(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        return written_field(db_field) or found


@admin.register(Matter)
class MatterAdmin(Written, SharedRows):
    """Majors and matters. They go out of use; events keep theirs."""

    list_display = ("code", "name", "platform", "level", "urgency", "sensitive", "active")
    list_filter = ("platform", "level", "urgency", "sensitive", "active")
    search_fields = ("code", "name", "keywords")
    list_per_page = 200
    readonly_fields = ("version",)

    def get_readonly_fields(self, request: HttpRequest, obj: Matter | None = None) -> list[str]:
        """Keep the code of a matter that exists: events and files name it."""
        return ["version", *(["code", "parent"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Matter, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save as the next version."""
        revise_matter(obj, by=editor(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class StageInline(admin.TabularInline[Stage, FilingStandard]):
    """The stages of a standard, in order; at least one."""

    model = Stage
    fields = ("order", "kind", "limit", "unit")
    extra = 1
    min_num = 1
    validate_min = True


@admin.register(FilingStandard)
class FilingStandardAdmin(SharedRows):
    """Standards are added and end. Adding a number that exists replaces it by a new version."""

    list_display = ("matter", "no", "condition", "on_spot", "check_by", "version", "active")
    list_filter = ("active", "on_spot", "evidence", "check_by")
    list_select_related = ("matter",)
    list_per_page = 200
    search_fields = ("matter__code", "matter__name", "condition")
    exclude = ("version", "active")
    inlines = (StageInline,)
    actions = ("end_standards",)

    def save_model(
        self,
        request: HttpRequest,
        obj: FilingStandard,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """Wait for the stages: a standard without them may not be."""

    def save_related(
        self,
        request: HttpRequest,
        form: ModelForm[FilingStandard],
        formsets: list[BaseInlineFormSet[Any, Any, Any]],
        change: bool,  # noqa: FBT001
    ) -> None:
        """Put the standard in force together with its stages."""
        told = [line for formset in formsets for line in formset.cleaned_data if line]
        kept = sorted((line for line in told if not line.get("DELETE")), key=_order)
        stages = [StageDraft(line["kind"], line["limit"], line["unit"]) for line in kept]
        replace_standard(form.instance, stages, by=editor(request))
        for formset in formsets:
            # What the admin's own log reads afterwards.
            formset.new_objects = formset.changed_objects = formset.deleted_objects = []

    @admin.action(description=_("停用所选立案标准"))
    def end_standards(self, request: HttpRequest, chosen: QuerySet[FilingStandard]) -> None:
        """Take standards out of use, one by one."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        for standard in chosen:
            try:
                end_standard(standard, by=editor(request))
            except StandardRefused as refusal:
                self.message_user(request, f"{standard}: {refusal}", messages.ERROR)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse to change one; the list, and ending, stay open to those who may add."""
        return obj is None and self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class Plain(Written):
    """Tables without versions: saved and removed by the actions, so that every process hears."""

    list_per_page = 200

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save, and tell every process."""
        save_row(obj, by=editor(request))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Remove, and tell every process."""
        remove_row(obj, by=editor(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """Remove one by one, and tell every process."""
        for row in queryset:
            self.delete_model(request, row)


class SmallTableAdmin(Plain, OwnRows):
    """A county's own rows; those of no county hold for all that have none."""


@admin.register(Duty)
class DutyAdmin(Written, OwnRows):
    """The duty list (责任清单), all versions. Saving one puts a new version in force."""

    list_display = (
        *("matter", "county", "scope", "standard_no", "lead", "platform", "station", "department"),
        *("version", "valid_from", "valid_to", "made_by", "made_at"),
    )
    list_filter = (("valid_to", admin.EmptyFieldListFilter), "lead", "platform")
    list_select_related = ("matter", "county", "made_by")
    list_per_page = 200
    search_fields = ("matter__code", "matter__name", "station", "department", "clause")
    exclude = ("valid_to",)
    actions = ("end_lines",)

    def save_model(self, request: HttpRequest, obj: Duty, form: Any, change: bool) -> None:  # noqa: FBT001
        """Put it in force as a new version; the one that was opened stays as it was."""
        if change:
            obj.pk, obj.valid_from, obj.valid_to, obj.ended_by = None, None, None, None
        replace_duties([obj], by=editor(request))

    @admin.action(description=_("停用所选清单条目"))
    def end_lines(self, request: HttpRequest, chosen: QuerySet[Duty]) -> None:
        """Take lines out of force, one's own."""
        mine = [line for line in chosen if self.keeps(request, line)]
        if len(mine) < len(chosen):
            self.message_user(request, _t("各县共用的条目由系统管理员停用"), messages.ERROR)
        end_duties(mine, by=editor(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: dispatches name the version they were made under."""
        return False


@admin.register(Reason)
class ReasonAdmin(Plain, SharedRows):
    """Reasons of moves."""

    list_display = ("move", "code", "text", "order", "disputed", "active")
    list_filter = ("move", "active")


@admin.register(WorkCalendar)
class WorkCalendarAdmin(SmallTableAdmin):
    """Normal working hours."""

    list_display = ("county", "hours", "quiet_from", "quiet_to")


@admin.register(CalendarDay)
class CalendarDayAdmin(SmallTableAdmin):
    """Days that differ."""

    list_display = ("date", "county", "is_workday", "hours", "note")
    list_filter = ("is_workday",)
    date_hierarchy = "date"


@admin.register(ProcessLimit)
class ProcessLimitAdmin(SmallTableAdmin):
    """Limits of the process."""

    list_display = ("kind", "urgency", "county", "limit", "unit")
    list_filter = ("kind", "urgency")


@admin.register(LampPercent)
class LampPercentAdmin(SmallTableAdmin):
    """Lamps."""

    list_display = ("county", "yellow", "orange")


@admin.register(SampleShare)
class SampleShareAdmin(SmallTableAdmin):
    """Samples."""

    list_display = ("county", "percent", "on_the_spot")


@admin.register(RulingRule)
class RulingRuleAdmin(SmallTableAdmin):
    """From which disputed return on the county duty chief rules."""

    list_display = ("county", "after_returns")


def _order(line: dict[str, Any]) -> int:
    order: int = line["order"]
    return order
