# SPDX-License-Identifier: Apache-2.0
"""Pages of fieldwork."""

from django.urls import URLPattern, URLResolver, path

from fieldwork import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("campaigns/", views.campaigns, name="campaigns"),
    path("campaigns/<int:pk>/", views.campaign, name="campaign-page"),
    path("campaigns/<int:pk>/targets/", views.targets, name="campaign-targets"),
]
