# SPDX-License-Identifier: Apache-2.0
"""API of governance, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from governance import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("wall/<str:unit_code>/snapshot/", api.WallSnapshot.as_view(), name="wall-snapshot"),
    path("events/<int:pk>/drawn/", api.EventDrawn.as_view(), name="event-drawn"),
    path("tickets/", api.Tickets.as_view(), name="tickets"),
]
