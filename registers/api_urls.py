# SPDX-License-Identifier: Apache-2.0
"""API of registers, under /api/v1/."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
