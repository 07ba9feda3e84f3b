# SPDX-License-Identifier: Apache-2.0
"""Pages of disputes."""

from django.urls import URLPattern, URLResolver, path

from disputes import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("disputes/", views.disputes, name="disputes"),
    path("disputes/template/", views.template, name="dispute-template"),
    path("disputes/<int:pk>/", views.dispute, name="dispute-page"),
    path("disputes/<int:pk>/paper/", views.paper, name="dispute-paper-page"),
    path("disputes/<int:pk>/paper/pdf/", views.printed, name="dispute-printed-page"),
]
