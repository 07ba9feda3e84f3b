# SPDX-License-Identifier: Apache-2.0
"""Events of one county to count."""

from tests.events.conftest import city, walk

__all__ = ["city", "walk"]
