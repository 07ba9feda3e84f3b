# SPDX-License-Identifier: Apache-2.0
"""The kinds of logs in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from fieldwork.actions.tables import save_kind
from fieldwork.models import LogKind
from grids.county_admin import SharedRows, editor


@admin.register(LogKind)
class LogKindAdmin(SharedRows):
    """日志类型: they go out of use; logs keep theirs."""

    list_display = ("code", "name", "place", "active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the code of a kind that exists."""
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: LogKind, form: Any, change: bool) -> None:  # noqa: FBT001
        """Write by the action."""
        save_kind(obj, by=editor(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False
