# SPDX-License-Identifier: Apache-2.0
"""Who may read the tree: anyone signed in, and a wall that came by a live display link."""

from django.http import HttpRequest
from rest_framework.request import Request

from grids.models import DisplayLink


def may_read_tree(request: HttpRequest | Request) -> bool:
    """Say whether units and outlines may be read. The tree is no secret; strangers stay out."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return True
    link = getattr(request, "display", None)
    return isinstance(link, DisplayLink) and link.revoked_at is None
