# SPDX-License-Identifier: Apache-2.0
"""Pages of events: the desk."""

from django.urls import URLPattern, URLResolver, path

from events import views

urlpatterns: list[URLPattern | URLResolver] = [path("", views.desk, name="desk")]
