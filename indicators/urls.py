# SPDX-License-Identifier: Apache-2.0
"""Pages of indicators."""

from django.urls import URLPattern, URLResolver, path, re_path

from indicators import unit_page, views

app_name = "indicators"
urlpatterns: list[URLPattern | URLResolver] = [
    path("indicators/", views.board, name="board"),
    re_path(r"^indicators/export\.(?P<kind>xlsx|csv)$", views.export, name="export"),
    path("units/<slug:code>/", unit_page.unit_page, name="unit"),
    path("indicators/<slug:code>/", views.listed, name="listed"),
]
