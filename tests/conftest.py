# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the whole suite."""

from typing import Any

import pytest

pytest_plugins = ["tests.county_fixtures"]


@pytest.fixture(autouse=True)
def fast_passwords(settings: Any) -> None:
    """MD5: the default hasher makes a suite several times slower and proves nothing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
