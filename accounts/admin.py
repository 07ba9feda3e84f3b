# SPDX-License-Identifier: Apache-2.0
"""Users and tokens in the admin. Tokens can be revoked there, never made or read."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_phone
from accounts.models import ApiToken, User


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    """People, with their shown name; the phone is masked in the list."""

    list_display = ("username", "display_name", "masked_phone", "is_active", "is_staff")
    search_fields = ("username", "display_name")
    fieldsets = (
        *(UserAdmin.fieldsets or ()),
        (_("显示"), {"fields": ("display_name", "phone")}),
    )

    @admin.display(description=_("手机"))
    def masked_phone(self, user: User) -> str:
        """Return the phone as lists show it."""
        return mask_phone(user.phone)


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    """Tokens: whose, since when, until when."""

    list_display = ("user", "name", "created_at", "revoked_at")
    list_select_related = ("user",)
    readonly_fields = ("user", "name", "created_at", "revoked_at")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a token made here would be shown to somebody else than its user."""
        return False

    @admin.action(description=_("吊销所选令牌"))
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        """Revoke the chosen tokens that are live."""
        tokens.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
