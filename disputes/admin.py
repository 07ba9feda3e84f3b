# SPDX-License-Identifier: Apache-2.0
"""A county's template of the agreement in the admin; each administrator has the own county."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from disputes.actions.templates import put_template, remove_template
from disputes.models import AgreementTemplate
from disputes.paper import check_template
from grids.county_admin import OwnRows, editor


class TemplateForm(forms.ModelForm[AgreementTemplate]):
    """A file, tried on made-up people before it is kept."""

    file = forms.FileField(
        label=_("模板文件(DOCX)"),
        help_text=_(
            "可从 /disputes/template/ 下载现用的模板改。"
            "可用:number matter mediator_unit mediators agreed_on parties clauses。"
        ),
    )

    class Meta:
        model = AgreementTemplate
        fields = ("county",)

    def clean_file(self) -> bytes:
        """Refuse what no agreement could be made from."""
        content: bytes = self.cleaned_data["file"].read()
        if wrong := check_template(content):
            raise forms.ValidationError(wrong)
        return content


@admin.register(AgreementTemplate)
class AgreementTemplateAdmin(OwnRows):
    """Deleting one brings back the template that ships."""

    form = TemplateForm
    list_display = ("county", "changed_at", "changed_by")
    list_select_related = ("county", "changed_by")
    # One by one, by the action.
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Without the files."""
        return super().get_queryset(request).defer("docx")

    def save_model(
        self,
        request: HttpRequest,
        obj: AgreementTemplate,
        form: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """By the action."""
        docx = form.cleaned_data["file"]
        kept = put_template(obj.county_id, docx=docx, by=editor(request))
        obj.pk = kept.pk

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """By the action."""
        assert isinstance(obj, AgreementTemplate)
        remove_template(obj, by=editor(request))
