# SPDX-License-Identifier: Apache-2.0
"""Pages of registers."""

from django.urls import URLPattern, URLResolver, path

from registers import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("registers/", views.home, name="registers"),
    path("registers/import/", views.import_page, name="registers-import"),
    path("registers/readings/", views.readings, name="readings"),
    path("registers/<slug:register>/add/", views.add, name="record-add"),
    path("registers/person/<int:pk>/erase/", views.erase, name="person-erase"),
    path("registers/<slug:register>/<int:pk>/", views.record, name="record-page"),
]
