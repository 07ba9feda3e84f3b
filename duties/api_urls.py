# SPDX-License-Identifier: Apache-2.0
"""API of duties, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from duties.api import MatterListView, ReasonListView

urlpatterns: list[URLPattern | URLResolver] = [
    path("matters/", MatterListView.as_view(), name="matters"),
    path("reasons/", ReasonListView.as_view(), name="reasons"),
]
