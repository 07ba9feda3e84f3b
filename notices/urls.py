# SPDX-License-Identifier: Apache-2.0
"""Pages of notices."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
