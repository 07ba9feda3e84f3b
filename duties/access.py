# SPDX-License-Identifier: Apache-2.0
"""Who may read the matter list: whoever may read the tree."""

from django.http import HttpRequest
from rest_framework.request import Request

from grids.access import may_read_tree


def may_read_matters(request: HttpRequest | Request) -> bool:
    """Return whether matters and reasons may be read: anyone signed in, and a live wall."""
    return may_read_tree(request)
