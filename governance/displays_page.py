# SPDX-License-Identifier: Apache-2.0
"""Display links of a county (大屏链接): made here and shown once, listed, revoked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from governance.access import WALL_KINDS
from governance.kept import kept_address, kept_by, kept_query
from grids.actions.displays import make_display_link, revoke_display_link
from grids.directory import UnitRow, placed_name, subtree_of, unit_by_code
from grids.models import DisplayLink

_SHOWN = 200


class LinkForm(forms.Form):
    """Whose wall, and where the screen hangs."""

    unit = forms.ChoiceField(label=gettext_lazy("单位"))
    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=40,
        help_text=gettext_lazy("屏挂在哪里,如:指挥大厅左屏"),
    )

    def __init__(self, *args: Any, county: UnitRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)
        walls = [row for row in subtree_of(county) if row.kind in WALL_KINDS]
        unit.choices = [(row.code, placed_name(row)) for row in walls]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def displays_page(request: HttpRequest) -> HttpResponse:
    """The county's links; POST makes one and shows its address, this once."""
    county, by = kept_by(request)
    form, shown = LinkForm(request.POST or None, county=county), ""
    refused = request.method == "POST" and not form.is_valid()
    if request.method == "POST" and not refused:
        unit = unit_by_code(form.cleaned_data["unit"])
        assert unit is not None  # one of the choices
        token = make_display_link(unit, by=by, name=form.cleaned_data["name"])
        shown = request.build_absolute_uri(reverse("open-display", args=[token]))
        form = LinkForm(county=county)
    links = DisplayLink.objects.filter(unit__county=county.id).select_related("unit")
    context = {
        "county": county,
        "form": form,
        "shown": shown,
        "links": links.order_by("revoked_at", "-pk")[:_SHOWN],
        "kept": kept_query(request),
    }
    status = 400 if refused else 200
    return render(request, "governance/manage/displays.html", context, status=status)


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a link: its walls go dark at their next check."""
    county, by = kept_by(request)
    link = get_object_or_404(DisplayLink, pk=pk, unit__county=county.id)
    revoke_display_link(link, by=by)
    messages.success(request, _("已吊销,正开着的大屏几秒后变暗"))
    return HttpResponseRedirect(kept_address(request, "manage:displays"))
