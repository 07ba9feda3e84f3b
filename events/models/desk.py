# SPDX-License-Identifier: Apache-2.0
"""How people have set their own desk (个人设置)."""

from django.conf import settings
from django.db import models


class DeskSettings(models.Model):
    """One person's desk: whether single keys command, and the keys that are not the usual ones.

    pii: none but whose it is. Kept here and not in a browser: a clerk sits at many.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    single_keys = models.BooleanField(default=True)
    keys = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"desk of {self.user_id}"
