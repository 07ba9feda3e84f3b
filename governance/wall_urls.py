# SPDX-License-Identifier: Apache-2.0
"""Pages of the wall: /wall/<code>/ and /d/<token> (included at the root)."""

from django.urls import URLPattern, URLResolver, path

from governance import wall_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("wall/<slug:unit_code>/", wall_views.wall, name="wall"),
    path("d/<str:token>", wall_views.open_display, name="open-display"),
]
