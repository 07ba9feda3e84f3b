# SPDX-License-Identifier: Apache-2.0
"""API of notices, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from notices import api, api_ways

urlpatterns: list[URLPattern | URLResolver] = [
    path("notices/", api.NoticeList.as_view(), name="notice-list"),
    path("notices/read/", api.NoticesRead.as_view(), name="notices-read"),
    path("notices/count/", api.NoticeCount.as_view(), name="notice-count"),
    path("notices/ways/", api_ways.Ways.as_view(), name="notice-ways"),
    path("push/", api_ways.Push.as_view(), name="push"),
    path("replies/", api_ways.ReplyList.as_view(), name="reply-list"),
    path("replies/<int:pk>/told/", api_ways.ReplyTold.as_view(), name="reply-told"),
]
