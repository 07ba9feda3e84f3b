# SPDX-License-Identifier: Apache-2.0
"""Pages of grids."""

from django.urls import URLPattern, URLResolver, path

from grids import views

app_name = "grids"
urlpatterns: list[URLPattern | URLResolver] = [
    path("roster/", views.roster, name="roster"),
    path("roster/import/", views.take_over, name="take-over"),
    path("roster/<int:pk>/swap/", views.swap, name="swap"),
]
