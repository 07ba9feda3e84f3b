# SPDX-License-Identifier: Apache-2.0
"""Compiling the .po files with Babel: a bare machine has no gettext tools."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDERS = ("*/locale/*/LC_MESSAGES/*.po", "locale/*/LC_MESSAGES/*.po")


def compile_all(root: Path) -> int:
    """Write the .mo beside each .po of ours that is newer than it; how many were written."""
    written = 0
    for source in (path for folder in FOLDERS for path in sorted(root.glob(folder))):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file)
        # Renamed into place: another process may be reading it, or writing the same.
        fresh = target.with_suffix(f".{os.getpid()}.new")
        with fresh.open("wb") as file:
            write_mo(file, catalog)
        fresh.replace(target)
        written += 1
    return written
