# SPDX-License-Identifier: Apache-2.0
"""Pages of the wall: /wall/<code>/ and /d/<token> (included at the root)."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
