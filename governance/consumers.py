# SPDX-License-Identifier: Apache-2.0
"""WebSocket consumers."""

from typing import Any

websocket_urlpatterns: list[Any] = []
