# SPDX-License-Identifier: Apache-2.0
"""Content security policy: everything from our own origin, nothing inline."""

from csp.constants import NONE, SELF

# frame-ancestors/frame-src 'self': the demo stage shows our own pages side by side in frames.
STRICT = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
