# SPDX-License-Identifier: Apache-2.0
"""API tokens."""

from rest_framework.authentication import TokenAuthentication as _Base


class TokenAuthentication(_Base):
    """Placeholder until the accounts app brings its own."""
