# SPDX-License-Identifier: Apache-2.0
"""Content security policy: everything from our own origin, nothing inline."""

from typing import Any

from csp.constants import NONE, SELF

STRICT: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# The demo's stage shows our own pages side by side in frames.
STAGE: dict[str, Any] = {
    "DIRECTIVES": STRICT["DIRECTIVES"] | {"frame-src": [SELF], "frame-ancestors": [SELF]}
}
