# SPDX-License-Identifier: Apache-2.0
"""The tree and display links in the admin; people stand in `admin_people`.

The tree changes under a lock, by the actions alone: units are added, renamed, moved, retired.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from grids import admin_people
from grids.actions.displays import revoke_display_link
from grids.actions.tree import add_unit, check_new, move_unit, rename_unit, retire_unit
from grids.county_admin import LookedAt, OwnRows, SharedRows, editor
from grids.models import DisplayLink, Unit, UnitKind
from grids.rules import TreeRefused, check_in_use, check_parent

__all__ = ["DisplayLinkAdmin", "UnitAdmin", "UnitKindAdmin", "admin_people"]


class UnitForm(forms.ModelForm[Unit]):
    """A unit to be added, or what of one may change: its name, what it stands under, its use."""

    class Meta:
        model = Unit
        fields = ("code", "name", "kind", "parent", "platform", "line", "lon", "lat", "active")

    def clean(self) -> dict[str, Any] | None:
        """Refuse what the tree would refuse, beside the field it is about."""
        told = super().clean() or {}
        try:
            if self.instance.pk is None:
                self._check_added(told)
            else:
                self._check_changed(told)
        except TreeRefused as refused:
            self.add_error(None, str(refused))
        return told

    def _check_added(self, told: dict[str, Any]) -> None:
        if told.get("parent") is None:
            self.add_error("parent", _t("请选上级单位"))
        elif told.get("code") and told.get("kind"):
            check_new(told["code"], told["kind"].pk, told["parent"])

    def _check_changed(self, told: dict[str, Any]) -> None:
        unit, parent = self.instance, told.get("parent")
        if parent is None or parent.pk == unit.parent_id:
            return
        if parent.county_id != unit.county_id:
            raise TreeRefused(_t("单位只能在本县之内调整"))
        if parent.path.startswith(unit.path):
            raise TreeRefused(_t("单位不能移到自己或下级之下"))
        check_parent(unit.kind, parent.kind_id)
        check_in_use(parent)

    def clean_active(self) -> bool:
        """A unit goes out of use when none below it is in use, and does not come back."""
        active: bool = self.cleaned_data["active"]
        unit = self.instance
        if unit.pk and not active and unit.children.filter(active=True).exists():
            raise forms.ValidationError(_t("尚有启用的下级单位,不能停用"))
        if unit.pk and active and not Unit.objects.get(pk=unit.pk).active:
            raise forms.ValidationError(_t("停用的单位不能再启用,请新设"))
        return active

    def _post_clean(self) -> None:
        """Leave the row as it is: the actions write it, and compare with what it was."""


@admin.register(Unit)
class UnitAdmin(OwnRows):
    """The county's tree of units."""

    form = UnitForm
    list_display = ("placed", "code", "kind", "platform", "active")
    list_filter = ("kind", "platform", "active")
    list_select_related = ("kind",)
    ordering = ("tree_id", "lft")
    list_per_page = 200
    search_fields = ("name", "code")
    raw_id_fields = ("line",)
    actions = None

    @admin.display(description=_("名称"))
    def placed(self, unit: Unit) -> str:
        """The name, moved in by how deep it stands: MPTT's own page needs inline styles."""
        # A full-width space is as wide as a character.
        return f"{chr(0x3000) * unit.level}{unit.name}"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What events, numbers and files name does not change."""
        return ("code", "kind", "platform", "line", "lon", "lat") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new unit is in use."""
        fields = super().get_fields(request, obj)
        return fields if obj else [name for name in fields if name != "active"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One's own, below the county itself."""
        if obj is not None and obj.parent_id is None:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: events name it."""
        return False

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:  # noqa: FBT001
        """By the actions, each under the tree's lock."""
        told, by = form.cleaned_data, editor(request)
        if not change:
            place = (told.get("lon"), told.get("lat"))
            made = add_unit(
                code=told["code"],
                name=told["name"],
                kind=told["kind"].pk,
                parent=told["parent"],
                platform=told.get("platform") or "",
                line=told.get("line"),
                point=None if None in place else place,
                by=by,
            )
            obj.pk, obj.name = made.pk, made.name
            return
        if told["name"] != obj.name:
            rename_unit(obj, name=told["name"], by=by)
        if told["parent"] is not None and told["parent"].pk != obj.parent_id:
            move_unit(obj, to=told["parent"], by=by)
        if not told["active"] and obj.active:
            retire_unit(obj, by=by)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """A unit has nothing beside it here."""


@admin.register(UnitKind)
class UnitKindAdmin(LookedAt, SharedRows):
    """Kinds, as the table that ships with the product says."""

    list_display = ("name", "code", "tier", "is_node", "is_office", "allowed_parents")


@admin.register(DisplayLink)
class DisplayLinkAdmin(LookedAt):
    """Display links can be revoked here; they are made where they are shown, once."""

    county_path = "unit__county"
    list_display = ("unit", "name", "created_at", "revoked_at")
    list_select_related = ("unit",)
    fields = ("unit", "name", "created_at", "revoked_at")
    actions = ("revoke",)

    @admin.action(description=_("吊销所选链接"))
    def revoke(self, request: HttpRequest, links: QuerySet[DisplayLink]) -> None:
        """Revoke the chosen links that are live."""
        for link in links:
            revoke_display_link(link, by=editor(request))
