# SPDX-License-Identifier: Apache-2.0
"""API of notices, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from notices import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", api.NoticeList.as_view(), name="notice-list"),
    path("notices/read/", api.NoticesRead.as_view(), name="notices-read"),
    path("notices/count/", api.NoticeCount.as_view(), name="notice-count"),
]
