# SPDX-License-Identifier: Apache-2.0
"""Django's name tag of the phone app. It has no models: the phone speaks to the API only."""

from django.apps import AppConfig


class PatrolConfig(AppConfig):
    """网格员手机: pages, the offline shell and the service worker."""

    name = "patrol"
    verbose_name = "网格员手机"
