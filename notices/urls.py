# SPDX-License-Identifier: Apache-2.0
"""Pages of notices."""

from django.urls import URLPattern, URLResolver, path

from notices import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("deliveries/", views.deliveries, name="deliveries"),
]
