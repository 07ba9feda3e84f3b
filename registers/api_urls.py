# SPDX-License-Identifier: Apache-2.0
"""API of registers, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from registers import api, api_import

urlpatterns: list[URLPattern | URLResolver] = [
    path("registers/", api.Tables.as_view(), name="register-tables"),
    path("registers/find/", api.Find.as_view(), name="register-find"),
    path("registers/import/", api_import.ImportTable.as_view(), name="register-import"),
    path("registers/readings/", api.Readings.as_view(), name="register-readings"),
    # After the words above, which are no registers.
    path("registers/<slug:register>/", api.Records.as_view(), name="register-list"),
    path("registers/<slug:register>/<int:pk>/", api.RecordDetail.as_view(), name="register-one"),
    path("registers/<slug:register>/<int:pk>/open/", api.RecordOpen.as_view()),
    path("registers/<slug:register>/<int:pk>/change/", api.RecordChangeView.as_view()),
    path("registers/<slug:register>/<int:pk>/remove/", api.RecordRemove.as_view()),
    path("registers/person/<int:pk>/erase/", api.PersonErase.as_view()),
]
