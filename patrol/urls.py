# SPDX-License-Identifier: Apache-2.0
"""Addresses under /m/: the page, its public shell, and what makes it installable and offline."""

from django.urls import path

from patrol import views

app_name = "patrol"

urlpatterns = [
    path("", views.phone, name="phone"),
    path("shell/", views.shell, name="shell"),
    path("texts.js", views.texts, name="texts"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
