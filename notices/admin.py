# SPDX-License-Identifier: Apache-2.0
"""A county's own words and senders in the admin; each administrator has the own county."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from grids.county_admin import OwnRows, editor
from notices.actions.edits import remove_text, save_setting, save_text
from notices.models import SenderSetting, TextTemplate
from notices.texts import KINDS, check_text


class TextForm(forms.ModelForm[TextTemplate]):
    """A text, checked as it will be filled."""

    code = forms.ChoiceField(label=_("代码"))

    class Meta:
        model = TextTemplate
        fields = ("county", "kind", "code", "title", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {code: words.title for kind in KINDS.values() for code, words in kind.items()}
        choice = self.fields["code"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(code, f"{code} · {title}") for code, title in found.items()]

    def clean(self) -> dict[str, Any] | None:
        """Refuse what could not be filled."""
        given = super().clean() or {}
        names = ("kind", "code", "title", "body")
        if all(name in given for name in names):
            for field, sentences in check_text(*(given[name] for name in names)).items():
                self.add_error(field, sentences)
        return given


@admin.register(TextTemplate)
class TextTemplateAdmin(OwnRows):
    """A county's own words. Deleting one brings back the words that ship."""

    form = TextForm
    list_display = ("county", "kind", "code", "title", "body")
    list_filter = ("kind",)
    list_select_related = ("county",)

    def save_model(self, request: HttpRequest, obj: TextTemplate, form: Any, change: bool) -> None:  # noqa: FBT001
        """By the action."""
        save_text(obj, by=editor(request))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """By the action."""
        assert isinstance(obj, TextTemplate)
        remove_text(obj, by=editor(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[TextTemplate]) -> None:
        """By the action, each of them."""
        for row in queryset:
            remove_text(row, by=editor(request))


class SettingForm(forms.ModelForm[SenderSetting]):
    """The secret is written, never read: left empty it stays as it was."""

    webhook_url = forms.URLField(
        label=_("网关地址"), required=False, max_length=300, assume_scheme="https"
    )
    secret = forms.CharField(
        label=_("签名密钥"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text=_("留空则不改。保存后不再显示。"),
    )

    class Meta:
        model = SenderSetting
        fields = (
            "county",
            "push_on",
            "mail_on",
            "webhook_on",
            "webhook_style",
            "webhook_url",
            "secret",
        )

    def clean_secret(self) -> str:
        """Keep the old one where none is given."""
        return str(self.cleaned_data["secret"] or self.initial.get("secret", ""))

    def clean(self) -> dict[str, Any] | None:
        """A gateway that is on has an address and a secret."""
        given = super().clean() or {}
        if given.get("webhook_on"):
            for name in ("webhook_url", "secret"):
                if not given.get(name):
                    self.add_error(name, _("发到网关时必填"))
        address = str(given.get("webhook_url") or "https:")
        if not address.startswith(("https:", "http:")):
            self.add_error("webhook_url", _("要填 http 或 https 地址"))
        return given


@admin.register(SenderSetting)
class SenderSettingAdmin(OwnRows):
    """By which ways a county's messages go out."""

    form = SettingForm
    list_display = ("county", "push_on", "mail_on", "webhook_on", "webhook_style")
    list_select_related = ("county",)

    def save_model(self, request: HttpRequest, obj: SenderSetting, form: Any, change: bool) -> None:  # noqa: FBT001
        """By the action."""
        save_setting(obj, by=editor(request))
