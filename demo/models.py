# SPDX-License-Identifier: Apache-2.0
"""Which county the demo plays in, and how far its history has been written."""

from django.db import models


class DemoCounty(models.Model):
    """The one demo county. `anchor` is the moment its history leads up to: a loading that was
    killed goes on from there and repeats nothing, because every step has its own receipt."""

    code = models.CharField(max_length=12, unique=True)
    anchor = models.DateTimeField(null=True)
    steps_done = models.PositiveIntegerField(default=0)
    is_loaded = models.BooleanField(default=False)
    # Keyed digest of the password the people have, so that a start with another one is noticed
    # without trying it on every one of them.
    password_digest = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return self.code
