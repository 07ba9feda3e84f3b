# SPDX-License-Identifier: Apache-2.0
"""Pages of disputes."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
