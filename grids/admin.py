# SPDX-License-Identifier: Apache-2.0
"""The tree, postings, shifts and display links in the admin.

The tree's shape is read-only here: it changes under a lock, by the actions alone.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from mptt.admin import MPTTModelAdmin

from grids.models import DisplayLink, DutyShift, Posting, Unit, UnitKind


class ReadOnly:
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse; looking stays allowed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


@admin.register(Unit)
class UnitAdmin(ReadOnly, MPTTModelAdmin):
    """The trees of units."""

    list_display = ("name", "code", "kind", "platform", "active")
    list_filter = ("kind", "platform", "active")
    list_select_related = ("kind",)
    list_per_page = 200
    search_fields = ("name", "code")


@admin.register(UnitKind)
class UnitKindAdmin(ReadOnly, admin.ModelAdmin[UnitKind]):
    """Kinds, as the table that ships with the product says."""

    list_display = ("name", "code", "tier", "is_node", "is_office", "allowed_parents")


@admin.register(Posting)
class PostingAdmin(admin.ModelAdmin[Posting]):
    """Who serves where. Postings end; they are not deleted, since the ledger names people."""

    list_display = ("user", "unit", "role", "sensitive", "from_at", "to_at")
    list_filter = ("role", "sensitive")
    list_select_related = ("user", "unit")
    search_fields = ("user__username", "user__display_name", "unit__name", "unit__code")
    raw_id_fields = ("user", "unit")

    def has_delete_permission(self, request: HttpRequest, obj: Posting | None = None) -> bool:
        """Refuse."""
        return False


@admin.register(DutyShift)
class DutyShiftAdmin(admin.ModelAdmin[DutyShift]):
    """Who is on duty."""

    list_display = ("unit", "user", "role", "from_at", "to_at", "deputy")
    list_filter = ("role",)
    list_select_related = ("unit", "user", "deputy")
    raw_id_fields = ("unit", "user", "deputy")
    date_hierarchy = "from_at"


@admin.register(DisplayLink)
class DisplayLinkAdmin(admin.ModelAdmin[DisplayLink]):
    """Display links can be revoked here; they are made by `manage.py display`."""

    list_display = ("unit", "name", "created_at", "revoked_at")
    list_select_related = ("unit",)
    readonly_fields = ("unit", "name", "created_at", "revoked_at")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the token could not be shown afterwards."""
        return False

    @admin.action(description=_("吊销所选链接"))
    def revoke(self, request: HttpRequest, links: QuerySet[DisplayLink]) -> None:
        """Revoke the chosen links that are live."""
        links.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
