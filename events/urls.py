# SPDX-License-Identifier: Apache-2.0
"""Pages of events: desk, console, and beside them the working calendar, returns, replays."""

from django.urls import URLPattern, URLResolver, path

from events import calendar_page, replay_page, returns_page, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.desk, name="desk"),
    path("console/", views.console, name="console"),
    path("calendar/", calendar_page.year_page, name="calendar"),
    path("returns/", returns_page.returns_page, name="returns"),
    path("replay/", replay_page.replay_page, name="replay"),
]
