# SPDX-License-Identifier: Apache-2.0
"""API of indicators, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from indicators import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("indicators/", api.Indicators.as_view(), name="indicators"),
    path("indicators/<slug:code>/events/", api.Behind.as_view(), name="indicator-events"),
]
