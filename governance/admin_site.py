# SPDX-License-Identifier: Apache-2.0
"""Django's admin as this product has it: for whoever looks after a county, by our own sign-in."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grids.county_admin import administers


class CountySite(AdminSite):
    """The admin's front door. What stands behind it is each table's own to say."""

    site_title = _("管理")
    site_header = _("社会治理中心 · 管理")
    index_title = _("逐表管理")
    site_url = "/manage/"

    def has_permission(self, request: HttpRequest) -> bool:
        """A county's administrator need not be marked as staff."""
        return request.user.is_active and administers(request)

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """One way to sign in, with one limit on failures."""
        wanted = request.GET.get("next", "") or reverse("admin:index")
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': wanted})}")
