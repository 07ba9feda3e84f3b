# SPDX-License-Identifier: Apache-2.0
"""People in the admin (人员): accounts, tokens, postings, shifts; one's own county's alone."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_phone
from accounts.models import ApiToken, User
from grids.access import keeps_person, people_kept
from grids.actions.postings import change_posting, post_person, runs_into_another
from grids.county_admin import LookedAt, OwnRows, editor, serving_in
from grids.directory import unit_by_id
from grids.models import DutyShift, Posting
from grids.queries import forget_posts
from grids.rules import may_serve


@admin.register(User)
class PersonAdmin(OwnRows, UserAdmin[User]):
    """People, with their shown name; the phone is masked in the list. What makes somebody run the
    site is nothing an administrator of a county sees; accounts come by the import."""

    list_display = ("username", "display_name", "masked_phone", "is_active", "is_staff")
    search_fields = ("username", "display_name")
    fieldsets = (
        *(UserAdmin.fieldsets or ()),
        (_("显示"), {"fields": ("display_name", "phone", "language")}),
    )
    own_fieldsets: ClassVar[Any] = (
        (None, {"fields": ("username", "display_name", "phone", "language")}),
        (_("状态"), {"fields": ("is_active",)}),
    )
    others: ClassVar[Any] = ((None, {"fields": ("username", "display_name", "masked_phone")}),)

    def rows_of(self, rows: QuerySet[Any], counties: list[int]) -> QuerySet[Any]:
        """Whoever serves or served in the county."""
        return rows.filter(pk__in=serving_in(counties))

    def keeps(self, request: HttpRequest, row: Any) -> bool:
        """As everywhere that accounts are kept."""
        return keeps_person(editor(request), row)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who runs the site; a county's people come with their postings, by the import."""
        return editor(request).is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who runs the site; others put an account out of use."""
        return editor(request).is_superuser

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Rights of the site are shown to who runs it."""
        if editor(request).is_superuser:
            return super().get_fieldsets(request, obj)
        # Who has gone elsewhere, or runs the site, is named here; the number is theirs.
        return self.own_fieldsets if obj is None or self.keeps(request, obj) else self.others

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """In a county by the list's own filters: a number could be guessed digit by digit."""
        own = editor(request).is_superuser or lookup.split("__")[0] in ("id", "is_active")
        return own and super().lookup_allowed(lookup, value, request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An account keeps its name: ledger and log tell it."""
        return () if editor(request).is_superuser else ("username",)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """The site's groups are named to who runs it."""
        return super().get_list_filter(request) if editor(request).is_superuser else ("is_active",)

    def get_list_display(self, request: HttpRequest) -> Any:
        """The same."""
        shown = super().get_list_display(request)
        return shown if editor(request).is_superuser else [*shown][:-1]

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Who runs the site; in a county people set their own, by a link."""
        if not editor(request).is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    @admin.display(description=_("手机"))
    def masked_phone(self, user: User) -> str:
        """Return the phone as lists show it."""
        return mask_phone(user.phone)


@admin.register(ApiToken)
class ApiTokenAdmin(LookedAt):
    """Tokens: whose, since when, until when. Revoked here, never made: a token made here would be
    shown to somebody else than its user."""

    list_display = ("user", "name", "created_at", "revoked_at")
    list_select_related = ("user",)
    fields = ("user", "name", "created_at", "revoked_at")
    actions = ("revoke",)

    def rows_of(self, rows: QuerySet[Any], counties: list[int]) -> QuerySet[Any]:
        """Those of whoever serves or served in the county."""
        return rows.filter(user__in=serving_in(counties))

    @admin.action(description=_("吊销所选令牌"))
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        """Revoke the chosen tokens that are live, of people one keeps."""
        kept = people_kept(editor(request), [token.user for token in tokens.select_related("user")])
        live = tokens.filter(revoked_at__isnull=True, user__in=kept)
        live.update(revoked_at=timezone.now())


class PostingForm(forms.ModelForm[Posting]):
    """A posting that begins; later only its end and what it may handle change."""

    class Meta:
        model = Posting
        fields = ("user", "unit", "role", "sensitive", "from_at", "to_at")

    def clean(self) -> dict[str, Any] | None:
        """Refuse a role that there is not at such a unit, and an end before the beginning."""
        told = super().clean() or {}
        to_at = told.get("to_at")
        if self.instance.pk and to_at is not None and to_at < self.instance.from_at:
            self.add_error("to_at", _t("止不能早于起"))
        elif self.instance.pk and runs_into_another(self.instance, to_at):
            self.add_error("to_at", _t("此人在该单位的同一岗位任职时间重叠"))
        unit, role = told.get("unit"), told.get("role")
        if unit is not None and role:
            above = unit_by_id(unit.parent_id).kind if unit.parent_id is not None else ""
            if not may_serve(role, unit.kind_id, above):
                self.add_error("role", _t("%(unit)s不设这个岗位") % {"unit": unit.name})
        return told


@admin.register(Posting)
class PostingAdmin(OwnRows):
    """Who serves where. Postings end; they are not deleted, since the ledger names people."""

    county_path = "unit__county"
    form = PostingForm
    list_display = ("user", "unit", "role", "sensitive", "from_at", "to_at")
    list_filter = ("role", "sensitive")
    list_select_related = ("user", "unit")
    search_fields = ("user__username", "user__display_name", "unit__name", "unit__code")
    raw_id_fields = ("user", "unit")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who served where and as what does not change afterwards."""
        return ("user", "unit", "role", "from_at") if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One's own, until they are over."""
        over = obj is not None and obj.to_at is not None and obj.to_at <= timezone.now()
        return not over and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def save_model(self, request: HttpRequest, obj: Posting, form: Any, change: bool) -> None:  # noqa: FBT001
        """By the actions."""
        by = editor(request)
        if change:
            change_posting(obj, sensitive=obj.sensitive, to_at=obj.to_at, by=by)
            return
        span = {"from_at": obj.from_at, "to_at": obj.to_at}
        made = post_person(obj.user, obj.unit, obj.role, by=by, sensitive=obj.sensitive, **span)
        obj.pk = made.pk
        forget_posts(obj.user)


@admin.register(DutyShift)
class DutyShiftAdmin(OwnRows):
    """Who is on duty."""

    county_path = "unit__county"
    list_display = ("unit", "user", "role", "from_at", "to_at", "deputy")
    list_filter = ("role",)
    list_select_related = ("unit", "user", "deputy")
    raw_id_fields = ("unit", "user", "deputy")
    date_hierarchy = "from_at"
