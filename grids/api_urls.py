# SPDX-License-Identifier: Apache-2.0
"""API of grids, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from grids import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("units/", api.UnitList.as_view(), name="unit-list"),
    # Before the code, which any other word would be.
    path("units/locate/", api.UnitLocate.as_view(), name="unit-locate"),
    path("units/<str:code>/", api.UnitDetail.as_view(), name="unit-detail"),
    path("units/<str:code>/outlines/", api.UnitOutlines.as_view(), name="unit-outlines"),
]
