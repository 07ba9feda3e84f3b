# SPDX-License-Identifier: Apache-2.0
"""Django's admin as an installed app: with our own front door (`admin_site`)."""

from django.contrib.admin.apps import AdminConfig


class CountyAdminConfig(AdminConfig):
    """Django's admin behind our own front door."""

    # AdminConfig says True, and this is no module of which Django would have to choose one.
    default = False
    default_site = "governance.admin_site.CountySite"
