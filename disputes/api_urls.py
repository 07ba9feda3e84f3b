# SPDX-License-Identifier: Apache-2.0
"""API of disputes, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from disputes import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("disputes/", api.Disputes.as_view(), name="dispute-list"),
    path("disputes/open/", api.DisputeOpen.as_view(), name="dispute-open"),
    path("disputes/<int:pk>/", api.DisputeOne.as_view(), name="dispute"),
    path("disputes/<int:pk>/personal/", api.DisputePersonal.as_view()),
    path("disputes/<int:pk>/paper/", api.DisputePaper.as_view(), name="dispute-paper"),
    path("disputes/<int:pk>/paper/pdf/", api.DisputePrinted.as_view(), name="dispute-printed"),
    path("disputes/<int:pk>/<slug:step>/", api.DisputeStep.as_view()),
]
