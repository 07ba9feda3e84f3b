# SPDX-License-Identifier: Apache-2.0
"""Every address of the product. Pages: `<app>.urls`; API: `<app>.api_urls` under /api/v1/."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from governance import health, home

catalog = cache_control(max_age=300, private=True)(JavaScriptCatalog.as_view())

api: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", home.docs(SpectacularSwaggerSplitView.as_view(url_name="schema")), name="docs"),
    path("", include("accounts.api_urls")),
    path("", include("grids.api_urls")),
    path("", include("duties.api_urls")),
    # Before events: there any last word after an event's number is the name of a move.
    path("", include("governance.api_urls")),
    path("", include("events.api_urls")),
    path("", include("registers.api_urls")),
    path("", include("notices.api_urls")),
    path("", include("indicators.api_urls")),
    path("", include("fieldwork.api_urls")),
    path("", include("disputes.api_urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("health/", health.health, name="health"),
    path("jsi18n/", catalog, name="jsi18n"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("api/v1/", include(api)),
    path("", include("accounts.urls")),
    path("", include("grids.urls")),
    path("", include("duties.urls")),
    path("desk/", include("events.urls")),
    path("m/", include("patrol.urls")),
    path("", include("registers.urls")),
    path("", include("notices.urls")),
    path("", include("indicators.urls")),
    path("", include("fieldwork.urls")),
    path("", include("disputes.urls")),
    path("manage/", include("governance.manage_urls")),
    path("", include("governance.wall_urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))

handler400 = "governance.problems.page_400"
handler403 = "governance.problems.page_403"
handler404 = "governance.problems.page_404"
handler500 = "governance.problems.page_500"
