# SPDX-License-Identifier: Apache-2.0
"""The registers' small tables in the admin. Records are not here: who keeps the system has no
business with them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from grids.county_admin import SharedRows, editor
from registers.actions.tables import save_row
from registers.models import CareTag, PlaceKind


class TableAdmin(SharedRows):
    """Rows go out of use; records keep theirs."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the code of a row that exists: records name it."""
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Write by the action."""
        save_row(obj, by=editor(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


@admin.register(PlaceKind)
class PlaceKindAdmin(TableAdmin):
    """场所类型."""

    list_display = ("code", "name", "small", "active")


@admin.register(CareTag)
class CareTagAdmin(TableAdmin):
    """关爱标签: sensitivity, basis and time are the county's to answer for."""

    list_display = ("code", "name", "sensitive", "keep_days", "basis", "active")
