# SPDX-License-Identifier: Apache-2.0
"""Pages of duties: the duty list and its drafts."""

from django.urls import URLPattern, URLResolver, path, re_path

from duties import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("duties/list/", views.list_page, name="duty-list"),
    re_path(r"^duties/list/table\.(?P<ending>csv|xlsx)$", views.download, name="duty-table"),
    path("duties/list/drafts/", views.upload, name="duty-upload"),
    path("duties/list/drafts/<int:pk>/", views.draft_page, name="duty-draft"),
    path("duties/list/drafts/<int:pk>/apply/", views.apply, name="duty-apply"),
]
