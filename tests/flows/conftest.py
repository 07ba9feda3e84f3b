# SPDX-License-Identifier: Apache-2.0
"""Roads through the whole tree start from the same county and matters."""

from tests.events.conftest import walk

__all__ = ["walk"]
