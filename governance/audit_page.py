# SPDX-License-Identifier: Apache-2.0
"""The audit log as a page (留痕查询) for a county's administrator and its auditor, and as XLSX."""

import io
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from openpyxl import Workbook

from accounts.sheets import xlsx_cell
from audit.models import AuditEntry
from audit.notes import note
from governance.audit_log import SHOWN, Asked, Line, entries_of, in_words, kinds
from governance.kept import audited_by
from grids.county_admin import administers

MOST_ROWS = 20_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_KEY = 2**63 - 1


class AskForm(forms.Form):
    """Whose changes, of what, when."""

    person = forms.CharField(label=gettext_lazy("账号"), required=False, max_length=150)
    kind = forms.ChoiceField(label=gettext_lazy("对象类别"), required=False)
    since = forms.DateField(
        label=gettext_lazy("起"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("止"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    before = forms.IntegerField(
        required=False, min_value=0, max_value=_MOST_KEY, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", _("全部")), *kinds().items()]

    def clean(self) -> dict[str, Any]:
        """Refuse days that no log reaches, and a span that ends before it begins."""
        told = super().clean() or {}
        for name in ("since", "until"):
            day = told.get(name)
            if day is not None and not 2000 <= day.year <= 2100:
                self.add_error(name, _("年份超出范围"))
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", _("止不能早于起"))
        return told

    def asked(self) -> Asked:
        """What is looked for."""
        return Asked(**self.cleaned_data)


@require_safe
@login_required
@never_cache
def audit_page(request: HttpRequest) -> HttpResponse:
    """The log, filtered; fifty at a time."""
    county, _by = audited_by(request)
    form = AskForm(request.GET)
    entries: list[AuditEntry] = []
    if form.is_valid():
        entries = list(entries_of(county.id, form.asked())[: SHOWN + 1])
    kept = {name: request.GET.get(name, "") for name in ("county", "person", "kind", "since")}
    kept["until"] = request.GET.get("until", "")
    query = urlencode({name: said for name, said in kept.items() if said})
    context = {
        "county": county,
        "form": form,
        "lines": in_words(entries[:SHOWN]),
        "query": query,
        "older": entries[SHOWN - 1].pk if len(entries) > SHOWN else None,
        "keeps": administers(request),
        "newest": "before" not in request.GET,
    }
    status = 200 if form.is_valid() else 400
    return render(request, "governance/manage/audit.html", context, status=status)


@require_safe
@login_required
@never_cache
def audit_table(request: HttpRequest) -> HttpResponse:
    """What is found, as a workbook; that it was taken away stands in the log itself."""
    county, by = audited_by(request)
    form = AskForm(request.GET)
    if not form.is_valid():
        return HttpResponse(
            _("有内容需要修改"), status=400, content_type="text/plain; charset=utf-8"
        )
    entries = list(entries_of(county.id, form.asked())[:MOST_ROWS])
    content = _workbook(in_words(entries))
    note(
        "export.audit",
        by_id=by.pk,
        by_name=by.username,
        county_id=county.id,
        rows=len(entries),
        query=request.GET.urlencode()[:200],
    )
    name = f"audit-{county.code}-{timezone.localdate():%Y%m%d}.xlsx"
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=_XLSX, headers=told)


def _workbook(lines: list[Line]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("留痕"))
    headings = (
        *(_("时间"), _("账号"), _("来自"), _("页面"), _("动作"), _("对象类别"), _("对象")),
        *(_("内容"), _("之前"), _("之后")),
    )
    sheet.append([xlsx_cell(sheet, each) for each in headings])
    for line in lines:
        entry = line.entry
        told = (entry.at, entry.by_name, entry.address, entry.path, entry.get_act_display())
        for field in line.fields or [("", "", "")]:
            row = (*told, line.kind, line.label, *field)
            sheet.append([xlsx_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
