# SPDX-License-Identifier: Apache-2.0
"""What the phone keeps so that it opens without a network, and the version made from it.

The list is read from the folders, so that a new module can not be forgotten: a missing one would
only be noticed by a grid worker who stands in a valley without a network.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

FOLDERS = ("patrol", "shared/forms", "shared/events")
# Of the map only what says which outline holds a point.
SINGLE = ("shared/map/geometry.js",)
SUFFIXES = (".js", ".css", ".svg", ".png")
# The browser keeps the service worker's own script; in the shell it could pin an old one.
LEFT_OUT = ("patrol/service-worker.js",)


@cache
def shell_names() -> tuple[str, ...]:
    """Names of the static files the phone needs, sorted, as `{% static %}` takes them."""
    names = set(SINGLE)
    for folder in FOLDERS:
        found = finders.find(folder)
        if found:
            root = Path(found)
            names.update(f"{folder}/{item.name}" for item in root.iterdir() if _belongs(item))
    return tuple(sorted(names.difference(LEFT_OUT)))


def _belongs(item: Path) -> bool:
    return item.is_file() and item.suffix in SUFFIXES


def shell_addresses() -> list[str]:
    """Addresses of the static files of the shell, as this server serves them."""
    return [static(name) for name in shell_names()]


@cache
def content_digest() -> str:
    """One digest over the shell's files and template: another digest is another app version."""
    digest = hashlib.sha256()
    for name in shell_names():
        found = finders.find(name)
        if found:
            digest.update(name.encode() + Path(found).read_bytes())
    return digest.hexdigest()[:12]
